import { Fold, Section } from '../../../http/components/blocks.tsx'
import { RadioGroup } from '../../../http/components/choices.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { ListedRequest } from '../list-open-requests.ts'
import { ratingNames } from '../messages.ts'
import { isOpen } from '../model/requests.ts'
import { requestHref } from './parts.tsx'
import { stateAt, type SentForm } from './sent-form.ts'

export function RatingForm({ request }: { request: ListedRequest }) {
  return (
    <Section title="您满意吗">
      <FormWithKey action={requestHref(request, 'rate')}>
        <RadioGroup
          name="rating"
          label="评价"
          required
          inline
          value="3"
          choices={[3, 2, 1].map((rating) => ({
            value: String(rating),
            label: ratingNames[rating as 1 | 2 | 3],
          }))}
        />
        <SubmitButton>评价</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

type CancelProps = { request: ListedRequest; sent: SentForm | undefined }

/** A disclosure, so that nobody takes a request back by a slip of the finger. */
export function CancelForm({ request, sent }: CancelProps) {
  if (!isOpen(request.state)) return null
  const action = requestHref(request, 'cancel')
  const { values, problem } = stateAt(sent, action)
  return (
    <Section title="不需要了">
      <Fold title="撤回这件事项" open={problem !== undefined}>
        <FormWithKey action={action}>
          <Field
            name="reason"
            id="cancel-reason"
            label="原因"
            value={values.text('reason')}
            maxlength={200}
          />
          <p>撤回后不再安排上门；预留的储蓄全部退回。</p>
          <SubmitButton kind="danger">撤回</SubmitButton>
        </FormWithKey>
      </Fold>
    </Section>
  )
}

/** 不满意: the case is worked on again. */
export function ReopenForm({ request, sent }: CancelProps) {
  if (request.state !== 'answered' && request.state !== 'rated') return null
  const action = requestHref(request, 'reopen')
  const { values, problem } = stateAt(sent, action)
  return (
    <Section title="不满意">
      <Fold title="请重新办理" open={problem !== undefined}>
        <FormWithKey action={action}>
          <Field
            name="reason"
            id="reopen-reason"
            label="哪里没有办好"
            required
            value={values.text('reason')}
            maxlength={200}
          />
          <SubmitButton>请重新办理</SubmitButton>
        </FormWithKey>
      </Fold>
    </Section>
  )
}
