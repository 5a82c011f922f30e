import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import { ButtonRow, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter, textSchema } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { requireRole } from '../../../http/session.ts'
import { systemNow } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import {
  fieldOf,
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistake,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { checkIn } from '../check-in.ts'
import { checkOut } from '../check-out.ts'
import { fileAttendance, type FiledAttendance } from '../file-attendance.ts'
import { getShift } from '../get-shift.ts'
import { listAttendance } from '../list-attendance.ts'
import { outName, proofNames, signUpStateNames } from '../messages/shifts.ts'
import type { Shift } from '../model/shifts.ts'
import type { NamedCheckIn, NamedSignUp } from '../model/sign-ups.ts'
import { signUp } from '../sign-up.ts'
import { withdrawSignUp } from '../withdraw-sign-up.ts'
import { keyInAddress, shiftHref, shiftSpan } from './plan-parts.tsx'

export function attendancePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/shifts/:id/attendance', (c) => attendancePage(c, { values: noValues }))
  router.post('/shifts/:id/attendance/sign-up', signUpPost)
  router.post('/shifts/:id/attendance/mark', markPost)
  router.post('/shifts/:id/attendance/file', filePost)
  return router
}

type PageState = {
  readonly values: FormValues
  readonly problem?: FormProblem
  readonly filed?: FiledAttendance
}

async function signUpPost(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  try {
    const personId = await pickPerson(c, communityId, values, 'who')
    await commit(c, signUp, communityId, { shiftId: id, personId }, formKeyOf(values))
    return c.redirect(shiftHref({ communityId, id }, 'attendance'), 303)
  } catch (error) {
    return attendancePage(c, { values, problem: formProblemOf(error) })
  }
}

const marks = { in: checkIn, out: checkOut } as const

/** In, out, or off the list: what the button that was pressed says. */
async function markPost(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  const [act = '', personId = ''] = values.text('act').split(' ')
  try {
    if (act === 'who') {
      const chosen = await pickPerson(c, communityId, values, 'who')
      await mark(c, marks.in, chosen, values)
    } else if (!isId(personId)) throw new DomainError(httpErrors['not-found'])
    else if (act === 'in' || act === 'out') await mark(c, marks[act], personId, values)
    else {
      const input = { shiftId: id, personId }
      await commit(c, withdrawSignUp, communityId, input, formKeyOf(values))
    }
    return c.redirect(shiftHref({ communityId, id }, 'attendance'), 303)
  } catch (error) {
    return attendancePage(c, { values, problem: formProblemOf(error) })
  }
}

function mark(
  c: AppContext,
  useCase: typeof checkIn,
  personId: Id,
  values: FormValues,
): Promise<unknown> {
  const { communityId, id } = keyInAddress(c)
  const input = { shiftId: id, personId, proof: null }
  return commit(c, useCase, communityId, input, formKeyOf(values))
}

async function filePost(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  try {
    const text = values.text('outcome')
    const parsed = text === '' ? null : textSchema(1_000, { lines: true }).safeParse(text)
    if (parsed && !parsed.success) throw mistake('outcome', '最多 1000 个字')
    const input = { shiftId: id, outcome: parsed ? parsed.data : null }
    const filed = await commit(c, fileAttendance, communityId, input, formKeyOf(values))
    // the refused lines are told on this page: names do not travel in an address
    return await attendancePage(c, { values: noValues, filed })
  } catch (error) {
    return attendancePage(c, { values, problem: formProblemOf(error) })
  }
}

async function attendancePage(c: AppContext, state: PageState): Promise<Response> {
  const key = keyInAddress(c)
  await requireRole(c, visitorOf(c), ['coordinator'], key.communityId)
  const { ctx } = c.get('services')
  const shift = await getShift(ctx, key)
  const { signUps, checkIns } = await listAttendance(ctx, key)
  const there = new Set(checkIns.map(({ personId }) => personId))
  const { values, problem, filed } = state
  const now = ctx.fixedNow?.() ?? systemNow()
  return renderPage(
    c,
    { title: `${shift.name}：名单`, variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title={`${shift.name}：名单和签到`}
        lead={shiftSpan(shift)}
        back={{ href: shiftHref(shift), label: '班次' }}
      />
      <FormProblems c={c} problem={problem} />
      {filed && <Filed filed={filed} checkIns={checkIns} />}
      <Section title={`到场（${checkIns.length} 人）`} bare>
        <DataTable
          caption="到场"
          captionHidden
          columns={checkInColumns(shift)}
          rows={checkIns}
          empty={<EmptyState text="还没有人签到" icon="people" />}
        />
      </Section>
      <Section title="报名和候补" bare>
        <DataTable
          caption="报名和候补"
          captionHidden
          columns={signUpColumns(shift, there)}
          rows={signUps}
          empty={<EmptyState text="还没有人报名" icon="people" />}
        />
      </Section>
      <WhoForm shift={shift} values={values} problem={problem} />
      {shift.endsAt <= now && shift.cancelledAt === null && (
        <FileForm shift={shift} values={values} problem={problem} />
      )}
    </>,
  )
}

function checkInColumns(shift: Shift): readonly Column<NamedCheckIn>[] {
  return [
    {
      key: 'name',
      header: '姓名',
      rowHeader: true,
      phone: 'title',
      cell: ({ name }) => <PersonName name={name} />,
    },
    {
      key: 'in',
      header: '签到',
      cell: ({ checkedInAt, checkedInHow }) => (
        <>
          <DateTime at={checkedInAt} />（{proofNames[checkedInHow]}）
        </>
      ),
    },
    { key: 'out', header: '签退', cell: (row) => <Out shift={shift} row={row} /> },
    { key: 'record', header: '服务记录', phone: 'plain', cell: (row) => <RecordChip row={row} /> },
  ]
}

function Out({ shift, row }: { shift: Shift; row: NamedCheckIn }) {
  if (row.checkedOutAt === null) {
    return (
      <MarkForm shift={shift} label={`替 ${row.name} 签退`} act={`out ${row.personId}`}>
        代签退
      </MarkForm>
    )
  }
  return (
    <>
      <DateTime at={row.checkedOutAt} />（{outName(row)}）
    </>
  )
}

function RecordChip({ row }: { row: NamedCheckIn }) {
  if (row.recordId !== null) return <StatusChip tone="green" text="已转成记录" />
  if (row.refusalCode !== null) return <StatusChip tone="red" text="没有转成" />
  return <StatusChip tone="grey" text="还没有转" />
}

function signUpColumns(shift: Shift, there: ReadonlySet<Id>): readonly Column<NamedSignUp>[] {
  return [
    {
      key: 'name',
      header: '姓名',
      rowHeader: true,
      phone: 'title',
      cell: ({ name }) => <PersonName name={name} />,
    },
    {
      key: 'state',
      header: '状态',
      phone: 'corner',
      cell: ({ state }) => (
        <StatusChip
          tone={state === 'signedUp' ? 'green' : 'yellow'}
          text={signUpStateNames[state]}
        />
      ),
    },
    { key: 'at', header: '报名', cell: ({ signedUpAt }) => <DateTime at={signedUpAt} /> },
    {
      key: 'act',
      header: '办理',
      phone: 'actions',
      cell: ({ personId, name, state }) =>
        there.has(personId) ? (
          '已到'
        ) : (
          <ButtonRow>
            {state === 'signedUp' && (
              <MarkForm shift={shift} label={`替 ${name} 签到`} act={`in ${personId}`}>
                代签到
              </MarkForm>
            )}
            <MarkForm shift={shift} label={`替 ${name} 退出`} act={`withdraw ${personId}`}>
              替他退出
            </MarkForm>
          </ButtonRow>
        ),
    },
  ]
}

type MarkProps = { shift: Shift; label: string; act: string; children: string }

function MarkForm({ shift, label, act, children }: MarkProps) {
  return (
    <FormWithKey action={shiftHref(shift, 'attendance/mark')} hidden={{ act }} inline>
      <SubmitButton kind="default" label={label}>
        {children}
      </SubmitButton>
    </FormWithKey>
  )
}

type FormProps = { shift: Shift; values: FormValues; problem: FormProblem | undefined }

function WhoForm({ shift, ...state }: FormProps) {
  return (
    <Section
      title="替没有手机的人办"
      lead="代签到会标明“工作人员代签”，记录要由另一位工作人员审核。"
    >
      <FormWithKey action={shiftHref(shift, 'attendance/sign-up')} hidden={{ act: 'who' }}>
        <PersonField {...state} name="who" label="谁" required />
        <ButtonRow>
          <SubmitButton>替他报名</SubmitButton>
          <SubmitButton kind="default" formaction={shiftHref(shift, 'attendance/mark')}>
            替他签到
          </SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </Section>
  )
}

function FileForm({ shift, values, problem }: FormProps) {
  const field = fieldOf({ values, problem })('outcome')
  return (
    <Section
      title="转成服务记录"
      lead="签退了的每人一条，进入待审核；已经转过的不会再转。到时间没有办，系统会自动转。"
    >
      <FormWithKey action={shiftHref(shift, 'attendance/file')}>
        <TextArea
          {...field}
          label="成效"
          hint={`不填就写：${shift.outcome}`}
          rows={2}
          maxlength={1000}
        />
        <SubmitButton icon="check">
          {shift.communityBuilding ? '转成记录，并确认参与日' : '转成记录'}
        </SubmitButton>
      </FormWithKey>
    </Section>
  )
}

type FiledProps = { filed: FiledAttendance; checkIns: readonly NamedCheckIn[] }

function Filed({ filed: { lines, open, confirmed }, checkIns }: FiledProps) {
  const names = new Map(checkIns.map(({ personId, name }) => [personId, name]))
  const refused = lines.filter(({ refusal }) => refusal !== null)
  const done = lines.length - refused.length
  const title = `转成 ${done} 条记录，${refused.length} 人没有转成，${open} 人还没有签退`
  return (
    <Note tone={refused.length + open > 0 ? 'yellow' : 'green'} title={title}>
      {confirmed > 0 && <p>确认了 {confirmed} 人的参与日。</p>}
      <ul>
        {lines.map(({ personId, refusal, serviceMinutes }) => (
          <li>
            <PersonName name={names.get(personId) ?? ''} />：
            {refusal && `${refusal.title}。${refusal.advice}`}
            {serviceMinutes !== null && <Minutes minutes={serviceMinutes} />}
          </li>
        ))}
      </ul>
    </Note>
  )
}
