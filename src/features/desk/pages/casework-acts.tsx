import { Fold, Section } from '../../../http/components/blocks.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../../http/components/fields.tsx'
import type { Option } from '../../../http/components/fields.tsx'
import { ButtonRow, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { optionsOf } from '../../person/pages/form-parts.tsx'
import { PersonField } from '../../person/pages/person-pick.tsx'
import type { ReadRequest } from '../api/access.ts'
import type { Casework } from '../get-casework.ts'
import { partyNames } from '../messages.ts'
import { isOpen } from '../model/requests.ts'
import { requestHref } from './parts.tsx'
import { stateAt, type SentForm } from './sent-form.ts'

type Props = {
  read: ReadRequest
  casework: Casework
  /** Whoever reads. */
  readerId: string
  colleagues: readonly Option[]
  sent: SentForm | undefined
}

/** What a coordinator does on a case between taking it and answering it; folded until needed. */
export function CaseworkActs(props: Props) {
  const { read, casework, readerId, sent } = props
  const { request } = read
  if (!isOpen(request.state)) return null
  const offered = casework.handovers.find(({ decidedAt }) => decidedAt === null)
  return (
    <>
      {offered && <OfferedForm {...props} mine={offered.toId === readerId} />}
      <Section title="办理">
        <TaskForms {...props} />
        {!offered && request.firstTakerId === readerId && <HandoverForm {...props} />}
        <ReferralForms {...props} />
        <DeliberationForms {...props} />
        <PhotoForm read={read} sent={sent} />
        <ClockForms {...props} />
      </Section>
    </>
  )
}

const opened = (sent: SentForm | undefined, ...paths: readonly string[]) =>
  sent !== undefined && paths.some((path) => path.split('?', 1)[0] === sent.path)

function OfferedForm({ read: { request }, mine }: Props & { mine: boolean }) {
  const action = requestHref(request, 'handover/decide')
  return (
    <Section title={mine ? '请您接手' : '等对方接手'}>
      <FormWithKey action={action}>
        <ButtonRow>
          {mine && (
            <SubmitButton name="accepted" value="yes">
              接手
            </SubmitButton>
          )}
          <SubmitButton kind="default" name="accepted" value="no">
            {mine ? '不接手' : '收回'}
          </SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </Section>
  )
}

function TaskForms({ read: { request }, casework, sent }: Props) {
  const action = requestHref(request, 'tasks')
  const closing = requestHref(request, 'tasks/close')
  const state = stateAt(sent, action)
  const { values } = stateAt(sent, closing)
  const open = casework.tasks.filter((task) => task.state === 'open')
  return (
    <Fold
      title={`分解任务${open.length > 0 ? `（在办 ${open.length}）` : ''}`}
      open={opened(sent, action, closing)}
    >
      <FormWithKey action={action}>
        <TextArea
          name="content"
          id="task-content"
          label="要办什么"
          required
          rows={2}
          maxlength={500}
          value={state.values.text('content')}
        />
        <PersonField {...state} name="handler" label="谁办" hint="不填就由服务台办" />
        <DateTimeField name="dueAt" label="期限" value={state.values.text('dueAt')} />
        <SubmitButton kind="default">分解</SubmitButton>
      </FormWithKey>
      {open.length > 0 && (
        <FormWithKey action={closing}>
          <Select
            name="taskId"
            label="哪一项"
            required
            options={open.map(({ id, content }) => ({ value: id, label: content.slice(0, 40) }))}
            value={values.text('taskId')}
          />
          <Field
            name="result"
            id="task-result"
            label="结果"
            required
            maxlength={500}
            value={values.text('result')}
          />
          <ButtonRow>
            <SubmitButton kind="default" name="done" value="yes">
              办完了
            </SubmitButton>
            <SubmitButton kind="default" name="done" value="no">
              不用办了
            </SubmitButton>
          </ButtonRow>
        </FormWithKey>
      )}
    </Fold>
  )
}

function HandoverForm({ read: { request }, colleagues, sent }: Props) {
  const action = requestHref(request, 'handover')
  const { values } = stateAt(sent, action)
  if (colleagues.length === 0) return null
  return (
    <Fold title="交接给同事" open={opened(sent, action)}>
      <FormWithKey action={action}>
        <Select
          name="toId"
          label="交给谁"
          required
          options={colleagues}
          value={values.text('toId')}
        />
        <Field
          name="reason"
          id="handover-reason"
          label="理由"
          required
          maxlength={200}
          value={values.text('reason')}
          hint="对方接手以前，仍由您负责"
        />
        <SubmitButton kind="default">交接</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}

function ReferralForms({ read: { request }, casework, sent }: Props) {
  const action = requestHref(request, 'referrals')
  const closing = requestHref(request, 'referrals/close')
  const { values } = stateAt(sent, action)
  const closed = stateAt(sent, closing).values
  const open = casework.referrals.filter(({ outcome }) => outcome === null)
  return (
    <Fold title="转介" open={opened(sent, action, closing)}>
      <FormWithKey action={action}>
        <Field
          name="organisation"
          label="转给哪个单位"
          required
          maxlength={100}
          value={values.text('organisation')}
        />
        <Field
          name="reason"
          id="referral-reason"
          label="请对方办什么"
          required
          maxlength={500}
          value={values.text('reason')}
        />
        <SubmitButton kind="default">转介</SubmitButton>
      </FormWithKey>
      {open.length > 0 && (
        <FormWithKey action={closing}>
          <Select
            name="referralId"
            label="哪一次转介"
            required
            options={open.map(({ id, organisation }) => ({ value: id, label: organisation }))}
            value={closed.text('referralId')}
          />
          <Field
            name="outcome"
            id="referral-outcome"
            label="结果"
            required
            maxlength={500}
            value={closed.text('outcome')}
          />
          <ButtonRow>
            <SubmitButton kind="default" name="helped" value="yes">
              帮上了
            </SubmitButton>
            <SubmitButton kind="default" name="helped" value="no">
              没有帮上
            </SubmitButton>
          </ButtonRow>
        </FormWithKey>
      )}
    </Fold>
  )
}

function DeliberationForms({ read: { request }, casework, sent }: Props) {
  const action = requestHref(request, 'deliberation')
  const stating = requestHref(request, 'deliberation/positions')
  const closing = requestHref(request, 'deliberation/close')
  const held = casework.deliberations.some(({ closedAt }) => closedAt === null)
  const said = stateAt(sent, stating).values
  return (
    <Fold title="五方协商" open={held || opened(sent, action, stating, closing)}>
      {!held && (
        <FormWithKey action={action}>
          <Field
            name="topic"
            label="商量什么"
            required
            maxlength={500}
            value={stateAt(sent, action).values.text('topic')}
          />
          <SubmitButton kind="default">发起协商</SubmitButton>
        </FormWithKey>
      )}
      {held && (
        <>
          <FormWithKey action={stating}>
            <Select
              name="party"
              label="哪一方"
              required
              options={optionsOf(partyNames)}
              value={said.text('party')}
            />
            <Field
              name="speaker"
              label="谁代表"
              required
              maxlength={60}
              value={said.text('speaker')}
            />
            <TextArea
              name="position"
              label="意见"
              required
              rows={2}
              maxlength={500}
              value={said.text('position')}
            />
            <SubmitButton kind="default">记下意见</SubmitButton>
          </FormWithKey>
          <FormWithKey action={closing}>
            <TextArea
              name="result"
              id="deliberation-result"
              label="商量的结果"
              required
              rows={2}
              maxlength={500}
              value={stateAt(sent, closing).values.text('result')}
            />
            <SubmitButton kind="default">结束协商</SubmitButton>
          </FormWithKey>
        </>
      )}
    </Fold>
  )
}

export function PhotoForm({ read: { request }, sent }: Pick<Props, 'read' | 'sent'>) {
  const action = requestHref(request, 'photos')
  const { values } = stateAt(sent, action)
  return (
    <Fold title="添加照片" open={opened(sent, action)}>
      <FormWithKey action={action} upload>
        <Field
          name="photo"
          type="file"
          label="照片"
          required
          accept="image/jpeg,image/png,image/webp"
          hint="每张不超过 8 MB；照片里的位置信息会去掉"
        />
        <Field
          name="caption"
          label="说明"
          required
          maxlength={100}
          value={values.text('caption')}
        />
        <SubmitButton kind="default">添加</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}

function ClockForms({ read: { request }, casework, sent }: Props) {
  const pausing = requestHref(request, 'pause')
  const resuming = requestHref(request, 'resume')
  const clock = casework.clocks.findLast(
    ({ measure, stoppedAt }) => measure === 'reply' && !stoppedAt,
  )
  if (!clock) return null
  const action = clock.pausedAt === null ? pausing : resuming
  const label = clock.pausedAt === null ? '等求助人办什么' : '求助人怎么说'
  const name = clock.pausedAt === null ? 'reason' : 'note'
  return (
    <Fold
      title={clock.pausedAt === null ? '等求助人，暂停计时' : '恢复计时'}
      open={opened(sent, action)}
    >
      <FormWithKey action={action}>
        <Field
          name={name}
          id="clock-note"
          label={label}
          required
          maxlength={200}
          value={stateAt(sent, action).values.text(name)}
        />
        <SubmitButton kind="default">
          {clock.pausedAt === null ? '暂停计时' : '恢复计时'}
        </SubmitButton>
      </FormWithKey>
    </Fold>
  )
}
