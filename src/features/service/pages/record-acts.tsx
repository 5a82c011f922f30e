import { Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { formatMinutes, minutes } from '../../../kernel/minutes.ts'
import { mistakeAt, type FormProblem } from '../../person/pages/form-parts.tsx'
import type { InboxRecord } from '../model.ts'

type ActsProps = {
  record: InboxRecord
  openedToken: string | null
  own: boolean
  problem: FormProblem | undefined
}

/** What this reader can do with the record now: its own volunteer, or whoever approves. */
export function RecordActs({ record, openedToken, own, problem }: ActsProps) {
  const address = (verb: string) => `/records/${record.id}/${verb}?community=${record.communityId}`
  if (own) return <OwnActs record={record} address={address} />
  if (!openedToken) return null
  if (record.state === 'submitted') {
    return <Decide address={address} openedToken={openedToken} problem={problem} />
  }
  if (record.state !== 'approved') return null
  return <Reverse record={record} address={address} problem={problem} />
}

function OwnActs({ record, address }: { record: InboxRecord; address: (verb: string) => string }) {
  const { state } = record
  if (state === 'approved') return null
  const isOpen = state === 'draft' || state === 'submitted'
  return (
    <>
      {state === 'draft' && (
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
      {isOpen ? (
        <FormWithKey action={address('withdraw')} inline>
          <SubmitButton kind="default">撤回这条记录</SubmitButton>
        </FormWithKey>
      ) : (
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

type ReverseProps = {
  record: InboxRecord
  address: (verb: string) => string
  problem: FormProblem | undefined
}

/** 更正: takes it back; what was used already takes a second person. */
function Reverse({ record, address, problem }: ReverseProps) {
  const short = problem?.refusal?.details.shortfallMinutes
  return (
    <>
      {record.reversal && (
        <Section title="待确认的更正" lead="储蓄已经用掉一部分，差额要由另一位社区工作者确认核销。">
          <FormWithKey action={address('confirm-reversal')}>
            <p>{record.reversal.reason}</p>
            <SubmitButton kind="danger">确认更正和核销</SubmitButton>
          </FormWithKey>
        </Section>
      )}
      <Section title="更正" lead="时长和储蓄都退回；原记录保留可查，可以重新登记一条。">
        <FormWithKey action={address('reverse')}>
          <TextArea
            name="reason"
            label="更正原因"
            required
            rows={2}
            maxlength={500}
            error={mistakeAt(problem, 'reason')}
          />
          {typeof short === 'number' && (
            <CheckboxRow
              name="proposeWriteOff"
              label={`储蓄还差 ${formatMinutes(minutes(short))}，提请另一人确认核销`}
            />
          )}
          <SubmitButton kind="danger">更正这条记录</SubmitButton>
        </FormWithKey>
      </Section>
    </>
  )
}
