import { Fold, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { ButtonLink, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateTimeText, dateTimeValue } from '../../../http/components/values.tsx'
import { optionsOf, type FormValues } from '../../person/pages/form-parts.tsx'
import { PersonField } from '../../person/pages/person-pick.tsx'
import type { ReadRequest } from '../api/access.ts'
import {
  diaryActNames,
  outcomeLevelNames,
  replyKindNames,
  requestOutcomeNames,
} from '../messages.ts'
import { isOpen, needsVisit, type Visit } from '../model/requests.ts'
import { clockText, requestHref, visitHref } from './parts.tsx'
import { stateAt, type SentForm } from './sent-form.ts'
import { HelperTimeFields } from './time-fields.tsx'

type ActProps = {
  read: ReadRequest
  /** The form that comes back, if one does. */
  sent: SentForm | undefined
}

/** What a coordinator can do with the case now. */
export function DeskActs({ read, sent }: ActProps) {
  const { request, visits } = read
  const open = isOpen(request.state)
  const taken = visits.find(({ state }) => state === 'taken')
  const disputed = visits.find(({ state }) => state === 'disputed')
  const toSchedule = open && needsVisit(request.kind) && !request.scheduled && !request.served
  return (
    <>
      {open && <TakeForm read={read} sent={sent} />}
      {toSchedule && <ScheduleForm read={read} sent={sent} />}
      {taken && <FinishLink visit={taken} />}
      {taken && <CloseForm visit={taken} sent={sent} />}
      {disputed && <ResolveForm visit={disputed} read={read} sent={sent} />}
      {open && <ContactForm read={read} sent={sent} />}
      {open && !request.scheduled && <AnswerForm read={read} sent={sent} />}
      {open && <PriorityForm read={read} sent={sent} />}
    </>
  )
}

function TakeForm({ read: { request }, sent }: ActProps) {
  const action = requestHref(request, 'take')
  const { values } = stateAt(sent, action)
  const handOver = request.firstTakerId !== null
  return (
    <Section
      title="首问责任人"
      lead={request.firstTakerName ?? '还没有人受理；第一个受理的人负责到底。'}
    >
      <FormWithKey action={action}>
        {handOver && (
          <Field
            name="reason"
            id="take-reason"
            label="接手的理由"
            value={values.text('reason')}
            maxlength={200}
          />
        )}
        <SubmitButton kind="default">{handOver ? '由我接手' : '由我受理'}</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function ScheduleForm({ read: { request }, sent }: ActProps) {
  const action = requestHref(request, 'schedule')
  const state = stateAt(sent, action)
  const promisedAt = request.promisedBy ? dateTimeValue(request.promisedBy) : ''
  return (
    <Section title="安排上门" lead="一至两位领了服务卡的志愿者；独居的服务对象第一次要两位。">
      <FormWithKey action={action}>
        <DateTimeField
          name="scheduledAt"
          label="上门时间"
          required
          value={state.values.text('scheduledAt') || promisedAt}
          hint={request.promisedBy ? `承诺 ${clockText(request.promisedBy)} 以前` : undefined}
        />
        <PersonField {...state} name="first" label="志愿者" required />
        <PersonField {...state} name="second" label="第二位志愿者" />
        <SubmitButton>安排</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

/** For volunteers without a phone: what the paper says. */
function FinishLink({ visit }: { visit: Visit }) {
  return (
    <Section title="上门做完了" lead="志愿者自己没有登记时，替他按纸上的时间登记。">
      <ButtonLink href={visitHref(visit, 'finish')}>登记完成</ButtonLink>
    </Section>
  )
}

type VisitActProps = { visit: Visit; sent: SentForm | undefined }

function CloseForm({ visit, sent }: VisitActProps) {
  const action = visitHref(visit, 'close')
  const { values } = stateAt(sent, action)
  return (
    <Section title="上门没有做成" lead="储蓄立即退回，事项保持原来的承诺时间，重新排队。">
      <FormWithKey action={action}>
        <Select
          name="outcome"
          label="结果"
          required
          value={values.text('outcome')}
          options={[
            { value: 'absent', label: '家里没人' },
            { value: 'noShow', label: '志愿者没来' },
            { value: 'cancelled', label: '取消' },
          ]}
        />
        <Field
          name="reason"
          id="close-reason"
          label="说明"
          value={values.text('reason')}
          required
          maxlength={200}
        />
        <SubmitButton kind="danger">登记结果</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function ResolveForm({ visit, read, sent }: ActProps & VisitActProps) {
  const action = visitHref(visit, 'resolve')
  const { values } = stateAt(sent, action)
  return (
    <Section title="处理异议" lead={`${visit.disputedReason ?? ''}（经手过这次上门的人不能处理）`}>
      <FormWithKey action={action}>
        <HelperTimeFields visit={visit} helpers={read.helpers} values={values} />
        <Field
          name="reason"
          id="resolve-reason"
          label="核实的情况"
          value={values.text('reason')}
          required
          maxlength={200}
        />
        <SubmitButton name="decision" value="uphold">
          按上面的时间算
        </SubmitButton>
        <SubmitButton kind="danger" name="decision" value="dismiss">
          这次不算
        </SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function ContactForm({ read: { request, unreached }, sent }: ActProps) {
  const action = requestHref(request, 'contact')
  const { values } = stateAt(sent, action)
  return (
    <Section
      title="联系求助人"
      lead={`每次联系都记下来。没联系上：${unreached.tries} 次，分在 ${unreached.days} 天；“无法联系”的答复要先联系够。`}
    >
      <FormWithKey action={action}>
        <Select
          name="reached"
          label="结果"
          required
          value={values.text('reached')}
          options={[
            { value: 'no', label: '没联系上' },
            { value: 'yes', label: '联系上了' },
          ]}
        />
        <Field
          name="note"
          label="怎么联系的，说了什么"
          value={values.text('note')}
          required
          maxlength={200}
          id="contact-note"
        />
        <PaperTimeField name="contactedAt" values={values} />
        <SubmitButton kind="default">记下</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

/** 补录: what was done on paper, judged by the paper's time. */
export function PaperTimeField({ name, values }: { name: string; values: FormValues }) {
  return (
    <Fold title="纸上登记的，补录时间">
      <DateTimeField name={name} label="纸上的时间" value={values.text(name)} hint="不填就是现在" />
    </Fold>
  )
}

function AnswerForm({ read: { request }, sent }: ActProps) {
  const action = requestHref(request, 'answer')
  const { values } = stateAt(sent, action)
  return (
    <Section title="答复" lead="件件必回复：没有答复不能办结。">
      <FormWithKey action={action}>
        <TextArea
          name="reply"
          label="答复内容"
          value={values.text('reply')}
          required
          rows={3}
          maxlength={1000}
        />
        <Select
          name="replyKind"
          label="方式"
          required
          options={optionsOf(replyKindNames)}
          value={values.text('replyKind') || 'direct'}
        />
        <Select
          name="outcome"
          label="结果"
          required
          options={optionsOf(requestOutcomeNames)}
          value={values.text('outcome') || 'solved'}
        />
        <Select
          name="outcomeLevel"
          label="在哪一级办结"
          required
          options={optionsOf(outcomeLevelNames)}
          value={values.text('outcomeLevel') || 'community'}
        />
        <PaperTimeField name="answeredAt" values={values} />
        <SubmitButton>答复并办结</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function PriorityForm({ read: { request }, sent }: ActProps) {
  const action = requestHref(request, 'priority')
  const { values, problem } = stateAt(sent, action)
  const isTicked = (name: string, kept: boolean) => (problem ? values.text(name) === 'yes' : kept)
  return (
    <Section title="调整顺序" lead="要写理由，会记入民情日记；承诺时间只会提前。">
      <FormWithKey action={action}>
        <CheckboxRow name="inNeed" label="重点保障" checked={isTicked('inNeed', request.inNeed)} />
        <CheckboxRow
          name="safetyNow"
          label="眼下有危险"
          checked={isTicked('safetyNow', request.safetyNow)}
        />
        <Field
          name="reason"
          id="priority-reason"
          label="理由"
          value={values.text('reason')}
          required
          maxlength={200}
        />
        <SubmitButton kind="default">调整</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

export function Diary({ read: { diary } }: { read: ReadRequest }) {
  return (
    <Section title="民情日记">
      <ol class="plain-list">
        {diary.map(({ act, note, recordedAt }) => (
          <li>
            {dateTimeText(recordedAt)} {diaryActNames[act] ?? act}
            {note ? `：${note}` : ''}
          </li>
        ))}
      </ol>
    </Section>
  )
}
