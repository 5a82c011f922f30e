import {
  DefinitionList,
  Fold,
  Note,
  Section,
  type Definition,
} from '../../../http/components/blocks.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateTimeText, Minutes } from '../../../http/components/values.tsx'
import type { Instant } from '../../../kernel/clock.ts'
import type { ReadRequest, Reader } from '../api/access.ts'
import { knowsWhoComes } from '../api/views.ts'
import type { ShownHelper } from '../show-helpers.ts'
import { confirmKindNames } from '../messages.ts'
import type { Visit } from '../model/requests.ts'
import { stateAt, type SentForm } from './sent-form.ts'
import { spanText, VisitChip, visitHref } from './parts.tsx'

type CardsProps = { read: ReadRequest; now: Instant; sent: SentForm | undefined }

/** Who comes and when, what came of it, and what the one served can say to it. */
export function VisitCards({ read, now, sent }: CardsProps) {
  return (
    <>
      {read.visits.map((visit) => (
        <Section
          title={`上门 ${dateTimeText(visit.scheduledAt)}`}
          aside={<VisitChip state={visit.state} />}
        >
          <WhoComes visit={visit} read={read} now={now} />
          <DefinitionList items={outcomeRows(visit, read.reader)} />
          {read.reader === 'asker' && <AskerActs visit={visit} sent={sent} />}
        </Section>
      ))}
    </>
  )
}

function WhoComes({ visit, read, now }: { visit: Visit; read: ReadRequest; now: Instant }) {
  const { reader, helpers } = read
  const told = reader !== 'asker' || knowsWhoComes(visit, now)
  if (!told) return <p>前一天告诉您谁来，以及两个字词的暗语。</p>
  const who = visit.helpers.flatMap(({ personId }) => helpers.get(personId) ?? [])
  const showsWords = visit.state === 'taken' && reader !== 'desk'
  return (
    <>
      <DefinitionList
        items={[
          { term: '谁来', detail: who.map(helperText).join('、') },
          ...(showsWords ? [{ term: '暗语', detail: visit.passphrase }] : []),
          ...(showsWords && reader === 'asker'
            ? [{ term: '确认码', detail: visit.confirmCode }]
            : []),
        ]}
      />
      {showsWords && reader === 'asker' && (
        <Note>
          <p>
            志愿者进门前要说出暗语；说不出请不要开门，可以打电话问服务站。服务结束、时间没有错，再把确认码告诉志愿者。
          </p>
        </Note>
      )}
    </>
  )
}

function helperText({ name, cardNumber }: ShownHelper): string {
  return cardNumber ? `${name}（工号 ${cardNumber}）` : name
}

function outcomeRows(visit: Visit, reader: Reader): readonly Definition[] {
  if (visit.startedAt === null) return []
  const rows: Definition[] = [
    { term: '服务时间', detail: spanText(visit.startedAt, visit.endedAt) },
  ]
  if (visit.outcome) rows.push({ term: '做了什么', detail: visit.outcome })
  if (visit.confirmedHow) {
    rows.push({ term: '确认', detail: confirmKindNames[visit.confirmedHow] })
  }
  if (visit.late) rows.push({ term: '超时', detail: '超过承诺时间才开始，不用储蓄' })
  if (visit.disputedReason) rows.push({ term: '异议', detail: visit.disputedReason })
  if (reader !== 'helper' && visit.state === 'done' && visit.hold && visit.chargeMinutes !== null) {
    rows.push({ term: '用储蓄', detail: <Minutes minutes={visit.chargeMinutes} /> })
  }
  return rows
}

type ActsProps = { visit: Visit; sent: SentForm | undefined }

function AskerActs({ visit, sent }: ActsProps) {
  const [close, dispute] = [visitHref(visit, 'close'), visitHref(visit, 'dispute')]
  const [closed, disputed] = [stateAt(sent, close), stateAt(sent, dispute)]
  return (
    <>
      {visit.state === 'done' && visit.confirmedAt === null && (
        <FormWithKey action={visitHref(visit, 'confirm')}>
          <SubmitButton icon="check">时间没有错，确认</SubmitButton>
        </FormWithKey>
      )}
      {visit.state === 'taken' && (
        <Fold title="志愿者没有来" open={closed.problem !== undefined}>
          <FormWithKey action={close} hidden={{ outcome: 'noShow' }}>
            <Field
              name="reason"
              id={`no-show-${visit.id}`}
              label="说明"
              value={closed.values.text('reason')}
              maxlength={200}
            />
            <SubmitButton kind="danger">没有来</SubmitButton>
          </FormWithKey>
        </Fold>
      )}
      {(visit.state === 'done' || visit.state === 'taken') && (
        <Fold title="有异议" open={disputed.problem !== undefined}>
          <FormWithKey action={dispute}>
            <Field
              name="reason"
              id={`dispute-${visit.id}`}
              label="哪里不对"
              value={disputed.values.text('reason')}
              required
              maxlength={200}
            />
            <SubmitButton kind="danger">提出异议</SubmitButton>
          </FormWithKey>
        </Fold>
      )}
    </>
  )
}
