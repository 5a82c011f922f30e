import { Section } from '../../../http/components/blocks.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { mistakeAt, type FormProblem } from '../../person/pages/form-parts.tsx'
import type { InboxRecord } from '../model.ts'

type ActsProps = {
  record: InboxRecord
  openedToken: string | null
  own: boolean
  problem: FormProblem | undefined
}

/** What this reader can do with the record now. */
export function RecordActs({ record, openedToken, own, problem }: ActsProps) {
  const { state } = record
  const address = (verb: string) => `/records/${record.id}/${verb}?community=${record.communityId}`
  return (
    <>
      {openedToken && !own && state === 'submitted' && (
        <Decide address={address} openedToken={openedToken} problem={problem} />
      )}
      {own && state === 'draft' && (
        <Section title="提交审核">
          <FormWithKey action={address('submit')}>
            <TextArea
              name="lateReason"
              label="补录原因"
              hint="服务过去超过十个工作日时要写"
              rows={2}
              value={record.lateReason ?? ''}
              maxlength={500}
            />
            <SubmitButton>提交审核</SubmitButton>
          </FormWithKey>
        </Section>
      )}
      {own && (state === 'draft' || state === 'submitted') && (
        <FormWithKey action={address('withdraw')} inline>
          <SubmitButton kind="default">撤回这条记录</SubmitButton>
        </FormWithKey>
      )}
      {own && (state === 'rejected' || state === 'withdrawn' || state === 'reversed') && (
        <ButtonRow>
          <ButtonLink
            href={`/service/new?replaces=${record.id}&community=${record.communityId}`}
            icon="plus"
          >
            重新登记
          </ButtonLink>
        </ButtonRow>
      )}
    </>
  )
}

type DecideProps = {
  address: (verb: string) => string
  openedToken: string
  problem: FormProblem | undefined
}

function Decide({ address, openedToken, problem }: DecideProps) {
  return (
    <>
      <Section title="通过" lead="通过后立即存入储蓄本；有误只能更正，不能修改。">
        <FormWithKey action={address('approve')} hidden={{ openedToken }}>
          <SubmitButton icon="check">通过这条记录</SubmitButton>
        </FormWithKey>
      </Section>
      <Section title="驳回">
        <FormWithKey action={address('reject')}>
          <TextArea
            name="reason"
            label="驳回原因"
            hint="志愿者能看到；写明要怎么改"
            required
            rows={2}
            maxlength={500}
            error={mistakeAt(problem, 'reason')}
          />
          <SubmitButton kind="danger">驳回</SubmitButton>
        </FormWithKey>
      </Section>
    </>
  )
}
