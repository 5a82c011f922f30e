import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  Fold,
  Note,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { cleanText } from '../../../kernel/text.ts'
import {
  formKeyOf,
  FormProblems,
  mistakeAt,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { confirmAttendance, type AttendanceOutcome } from '../confirm-attendance.ts'
import { getActivity } from '../get-activity.ts'
import type { Activity, NamedAttendance } from '../model/activities.ts'
import { withdrawAttendance } from '../withdraw-attendance.ts'
import { activitySpan, readAttendanceLines } from './activity-parts.ts'

type Key = { readonly communityId: Id; readonly activityId: Id }

export function activityPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/activities/:id', (c) => activityPage(c, keyOf(c), { values: noValues }))
  router.post('/activities/:id/attendances', confirmPost)
  router.post('/activities/:id/attendances/:personId/withdraw', withdrawPost)
  return router
}

/** @throws `request.not-found` */
function keyOf(c: AppContext): Key {
  const activityId = c.req.param('id') ?? ''
  const communityId = c.req.query('community') ?? visitorOf(c).booksCommunityId
  if (!isId(activityId) || !isId(communityId)) throw new DomainError(httpErrors['not-found'])
  return { communityId, activityId }
}

async function confirmPost(c: AppContext): Promise<Response> {
  const key = keyOf(c)
  const values = await readForm(c)
  const read = readAttendanceLines(values.text('list'), values.text('usualMinutes'))
  if ('mistake' in read) {
    const problem = { mistakes: [{ id: 'list', message: read.mistake }] }
    return activityPage(c, key, { values, problem })
  }
  try {
    const input = { activityId: key.activityId, attendances: read.lines }
    const formKey = formKeyOf(values)
    const outcomes = await commit(c, confirmAttendance, key.communityId, input, formKey)
    // the refused lines are told on this page: names do not travel in an address
    return await activityPage(c, key, { values: noValues, outcomes })
  } catch (error) {
    return activityPage(c, key, { values, problem: { refusal: formRefusal(error) } })
  }
}

async function withdrawPost(c: AppContext): Promise<Response> {
  const key = keyOf(c)
  const values = await readForm(c)
  const personId = c.req.param('personId') ?? ''
  const reason = cleanText(values.text('reason'), 500)
  if (!isId(personId)) throw new DomainError(httpErrors['not-found'])
  if (!reason) {
    const problem = { mistakes: [{ id: `reason-${personId}`, message: '请写明撤回的原因' }] }
    return activityPage(c, key, { values: noValues, problem })
  }
  try {
    const input = { activityId: key.activityId, personId, reason }
    await commit(c, withdrawAttendance, key.communityId, input, formKeyOf(values))
    return c.redirect(`/activities/${key.activityId}?community=${key.communityId}`, 303)
  } catch (error) {
    return activityPage(c, key, { values: noValues, problem: { refusal: formRefusal(error) } })
  }
}

type PageState = {
  readonly values: FormValues
  readonly problem?: FormProblem
  readonly outcomes?: readonly AttendanceOutcome[]
}

async function activityPage(c: AppContext, key: Key, state: PageState): Promise<Response> {
  await requireRole(c, visitorOf(c), ['coordinator'], key.communityId)
  const { attendances, ...activity } = await getActivity(c.get('services').ctx, key)
  const { values, problem, outcomes } = state
  const status = problem && (problem.refusal ? statusOf(problem.refusal) : 422)
  return renderPage(
    c,
    { title: activity.name, variant: 'console', ...(status ? { status } : {}) },
    <>
      <PageHeader
        title={activity.name}
        back={{ href: `/activities?community=${key.communityId}`, label: '活动' }}
      />
      <FormProblems c={c} problem={problem} />
      {outcomes && <Outcomes outcomes={outcomes} />}
      <div class="panel">
        <DefinitionList
          items={[
            { term: '时间', detail: activitySpan(activity) },
            { term: '地点', detail: activity.place },
            { term: '参与日', detail: activity.communityBuilding ? '社区建设，算参与日' : '不算' },
          ]}
        />
      </div>
      <Section title={`到场名单（${attendances.filter(stands).length} 人）`} bare>
        <DataTable
          caption="到场名单"
          captionHidden
          columns={columnsFor(activity, problem)}
          rows={attendances}
          empty={<EmptyState text="还没有确认到场的人" icon="people" />}
        />
      </Section>
      <ConfirmForm activity={activity} values={values} problem={problem} />
    </>,
  )
}

function stands({ withdrawnAt }: NamedAttendance): boolean {
  return withdrawnAt === null
}

function Outcomes({ outcomes }: { outcomes: readonly AttendanceOutcome[] }) {
  const refused = outcomes.flatMap((one) => (one.confirmed ? [] : [one]))
  const title = `已确认 ${outcomes.length - refused.length} 人到场，${refused.length} 行没有确认`
  return (
    <Note tone={refused.length > 0 ? 'yellow' : 'green'} title={title}>
      {refused.length > 0 && (
        <ul>
          {refused.map(({ who, refusal }) => (
            <li>
              <PersonName name={who} />：{refusal.title}。{refusal.advice}
            </li>
          ))}
        </ul>
      )}
    </Note>
  )
}

type Columns = readonly Column<NamedAttendance>[]

const columnsFor = (activity: Activity, problem: FormProblem | undefined): Columns => [
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: ({ name }) => <PersonName name={name} />,
  },
  {
    key: 'minutes',
    header: '到场',
    align: 'end',
    phone: 'value',
    cell: ({ attendedMinutes }) => <Minutes minutes={attendedMinutes} />,
  },
  { key: 'at', header: '确认', cell: ({ confirmedAt }) => <DateTime at={confirmedAt} /> },
  {
    key: 'act',
    header: '撤回',
    phone: 'actions',
    cell: (row) =>
      stands(row) ? (
        <WithdrawForm activity={activity} row={row} problem={problem} />
      ) : (
        <>
          <StatusChip tone="grey" text="已撤回" /> {row.withdrawnReason}
        </>
      ),
  },
]

type WithdrawProps = { activity: Activity; row: NamedAttendance; problem: FormProblem | undefined }

function WithdrawForm({ activity: { communityId, id }, row, problem }: WithdrawProps) {
  const fieldId = `reason-${row.personId}`
  const error = mistakeAt(problem, fieldId)
  return (
    <Fold title="撤回" open={error !== undefined}>
      <FormWithKey
        action={`/activities/${id}/attendances/${row.personId}/withdraw?community=${communityId}`}
        label={`撤回 ${row.name} 的到场`}
      >
        <Field name="reason" id={fieldId} label="撤回原因" error={error} required maxlength={500} />
        <SubmitButton kind="default" label={`撤回 ${row.name} 的到场`}>
          撤回到场
        </SubmitButton>
      </FormWithKey>
    </Fold>
  )
}

type FormProps = { activity: Activity; values: FormValues; problem: FormProblem | undefined }

function ConfirmForm({ activity, values, problem }: FormProps) {
  const { communityId, id } = activity
  return (
    <Section
      title="确认到场"
      lead="只写真正参加的人，不写观众；不能确认自己。不用注册志愿者，登记过姓名就可以。"
    >
      <FormWithKey action={`/activities/${id}/attendances?community=${communityId}`}>
        <Field
          name="usualMinutes"
          label="一般每人参加"
          unit="分"
          type="number"
          inputmode="numeric"
          width="short"
          min={1}
          max={1440}
          value={values.text('usualMinutes') || '60'}
        />
        <TextArea
          name="list"
          value={values.text('list')}
          error={mistakeAt(problem, 'list')}
          label="名单"
          hint="每人一行，写姓名或服务卡号；时间不同的，在后面空一格写分钟，例如：王秀英 90"
          required
          rows={6}
        />
        <SubmitButton icon="check">确认到场</SubmitButton>
      </FormWithKey>
    </Section>
  )
}
