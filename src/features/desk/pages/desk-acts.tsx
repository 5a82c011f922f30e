import { Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { ButtonLink, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateTimeText, dateTimeValue } from '../../../http/components/values.tsx'
import { optionsOf } from '../../person/pages/form-parts.tsx'
import type { ReadRequest } from '../api/access.ts'
import { diaryActNames, replyKindNames } from '../messages.ts'
import { isOpen, needsVisit, type Visit } from '../model.ts'
import { clockText, requestHref, visitHref } from './parts.tsx'
import { HelperTimeFields } from './time-fields.tsx'

/** What a coordinator can do with the case now. */
export function DeskActs({ read }: { read: ReadRequest }) {
  const { request, visits } = read
  const open = isOpen(request.state)
  const taken = visits.find(({ state }) => state === 'taken')
  const disputed = visits.find(({ state }) => state === 'disputed')
  const toSchedule = open && needsVisit(request.kind) && !request.scheduled && !request.served
  return (
    <>
      {open && <TakeForm read={read} />}
      {toSchedule && <ScheduleForm read={read} />}
      {taken && <FinishLink visit={taken} />}
      {taken && <CloseForm visit={taken} />}
      {disputed && <ResolveForm visit={disputed} read={read} />}
      {open && <ContactForm read={read} />}
      {open && !request.scheduled && <AnswerForm read={read} />}
      {open && <PriorityForm read={read} />}
    </>
  )
}

function TakeForm({ read: { request } }: { read: ReadRequest }) {
  const handOver = request.firstTakerId !== null
  return (
    <Section
      title="首问责任人"
      lead={request.firstTakerName ?? '还没有人受理；第一个受理的人负责到底。'}
    >
      <FormWithKey action={requestHref(request, 'take')}>
        {handOver && <Field name="reason" id="take-reason" label="接手的理由" maxlength={200} />}
        <SubmitButton kind="default">{handOver ? '由我接手' : '由我受理'}</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function ScheduleForm({ read: { request } }: { read: ReadRequest }) {
  return (
    <Section title="安排上门" lead="一至两位领了服务卡的志愿者；独居的服务对象第一次要两位。">
      <FormWithKey action={requestHref(request, 'schedule')}>
        <DateTimeField
          name="scheduledAt"
          label="上门时间"
          required
          value={request.promisedBy ? dateTimeValue(request.promisedBy) : ''}
          hint={request.promisedBy ? `承诺 ${clockText(request.promisedBy)} 以前` : undefined}
        />
        <Field name="first" label="志愿者：服务卡号或姓名" required maxlength={60} />
        <Field name="second" label="第二位志愿者" maxlength={60} />
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

function CloseForm({ visit }: { visit: Visit }) {
  return (
    <Section title="上门没有做成" lead="储蓄立即退回，事项保持原来的承诺时间，重新排队。">
      <FormWithKey action={visitHref(visit, 'close')}>
        <Select
          name="outcome"
          label="结果"
          required
          options={[
            { value: 'absent', label: '家里没人' },
            { value: 'noShow', label: '志愿者没来' },
            { value: 'cancelled', label: '取消' },
          ]}
        />
        <Field name="reason" id="close-reason" label="说明" required maxlength={200} />
        <SubmitButton kind="danger">登记结果</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function ResolveForm({ visit, read }: { visit: Visit; read: ReadRequest }) {
  return (
    <Section title="处理异议" lead={`${visit.disputedReason ?? ''}（经手过这次上门的人不能处理）`}>
      <FormWithKey action={visitHref(visit, 'resolve')}>
        <HelperTimeFields visit={visit} helpers={read.helpers} />
        <Field name="reason" id="resolve-reason" label="核实的情况" required maxlength={200} />
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

function ContactForm({ read: { request, unreached } }: { read: ReadRequest }) {
  return (
    <Section
      title="联系求助人"
      lead={`每次联系都记下来。没联系上：${unreached.tries} 次，分在 ${unreached.days} 天；“无法联系”的答复要先联系够。`}
    >
      <FormWithKey action={requestHref(request, 'contact')}>
        <Select
          name="reached"
          label="结果"
          required
          options={[
            { value: 'no', label: '没联系上' },
            { value: 'yes', label: '联系上了' },
          ]}
        />
        <Field
          name="note"
          label="怎么联系的，说了什么"
          required
          maxlength={200}
          id="contact-note"
        />
        <SubmitButton kind="default">记下</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function AnswerForm({ read: { request } }: { read: ReadRequest }) {
  return (
    <Section title="答复" lead="件件必回复：没有答复不能办结。">
      <FormWithKey action={requestHref(request, 'answer')}>
        <TextArea name="reply" label="答复内容" required rows={3} maxlength={1000} />
        <Select
          name="replyKind"
          label="方式"
          required
          options={optionsOf(replyKindNames)}
          value="direct"
        />
        <SubmitButton>答复并办结</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function PriorityForm({ read: { request } }: { read: ReadRequest }) {
  return (
    <Section title="调整顺序" lead="要写理由，会记入民情日记；承诺时间只会提前。">
      <FormWithKey action={requestHref(request, 'priority')}>
        <CheckboxRow name="inNeed" label="重点保障" checked={request.inNeed} />
        <CheckboxRow name="safetyNow" label="眼下有危险" checked={request.safetyNow} />
        <Field name="reason" id="priority-reason" label="理由" required maxlength={200} />
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
