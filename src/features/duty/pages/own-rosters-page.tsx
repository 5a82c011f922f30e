import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTimeField, Field, Select } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { dateText, DateText, PersonName } from '../../../http/components/values.tsx'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import {
  fieldOf,
  formKeyOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
  type FormProblem,
  type FormState,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { acceptSwap } from '../accept-swap.ts'
import { leaveFields } from '../api/roster-schemas.ts'
import { declineSwap } from '../decline-swap.ts'
import { listOwnRosters, type OwnRosters } from '../list-own-rosters.ts'
import type { OwnRosterDay } from '../model/rosters.ts'
import type { NamedSwap } from '../model/swaps.ts'
import { takeLeave } from '../take-leave.ts'
import { withdrawLeave } from '../withdraw-leave.ts'
import { withdrawSwap } from '../withdraw-swap.ts'
import { weekdayText } from './roster-words.ts'

const answers = { accept: acceptSwap, decline: declineSwap, withdraw: withdrawSwap } as const

export function ownRosterPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/me/rosters', (c) => ownPage(c, noValues))
  router.post('/me/rosters/leaves', leavePost)
  router.post('/me/rosters/leaves/:leaveId/withdraw', (c) =>
    act(c, withdrawLeave, { leaveId: c.req.param('leaveId') ?? '' }),
  )
  for (const answer of ['accept', 'decline', 'withdraw'] as const) {
    router.post(`/me/rosters/swaps/:swapId/${answer}`, (c) =>
      act(c, answers[answer], { swapId: c.req.param('swapId') ?? '' }),
    )
  }
  return router
}

type UseCase<I, O> = Parameters<typeof commit<I, O>>[1]

async function leavePost(c: AppContext): Promise<Response> {
  const values = await readForm(c)
  const parsed = z.strictObject(leaveFields).safeParse({
    ...{ personId: visitorOf(c).actor.personId, fromOn: values.text('fromOn') },
    ...{ untilOn: values.text('untilOn'), reason: values.text('reason') },
  })
  if (!parsed.success) return ownPage(c, values, { mistakes: mistakesOf(parsed.error, {}) })
  return send(c, values, takeLeave, parsed.data)
}

async function act<I, O>(c: AppContext, useCase: UseCase<I, O>, input: I): Promise<Response> {
  return send(c, await readForm(c), useCase, input)
}

async function send<I, O>(
  c: AppContext,
  values: FormValues,
  useCase: UseCase<I, O>,
  input: I,
): Promise<Response> {
  const communityId = values.text('community')
  if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
  try {
    await commit(c, useCase, communityId, input, formKeyOf(values))
    return c.redirect('/me/rosters', 303)
  } catch (error) {
    return ownPage(c, values, { refusal: formRefusal(error) })
  }
}

async function ownPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const visitor = visitorOf(c)
  const { personId } = visitor.actor
  const own = await listOwnRosters(c.get('services').ctx, personId)
  const status = problem && (problem.refusal ? statusOf(problem.refusal) : 422)
  return renderPage(
    c,
    { title: '我的值班', variant: variantOf(visitor), ...(status ? { status } : {}) },
    <>
      <PageHeader title="我的值班" lead="以后三个月，我是 A 角或 B 角的日子。" />
      <FormProblems c={c} problem={problem} />
      {own.swaps.length > 0 && (
        <Section title="换班">
          {own.swaps.map((swap) => (
            <OpenSwap swap={swap} personId={personId} />
          ))}
        </Section>
      )}
      <Section title="值班的日子" bare>
        <DataTable
          caption="值班的日子"
          captionHidden
          columns={columnsFor(personId)}
          rows={own.days}
          empty={
            <EmptyState
              text="近期没有我的值班"
              hint="社区工作者排了班，会发通知，并列在这里。"
              icon="calendar"
            />
          }
        />
      </Section>
      {(own.days.length > 0 || own.leaves.length > 0) && (
        <LeaveSection own={own} values={values} problem={problem} />
      )}
      <Section title="放进手机日历">
        <Note>
          <p>
            {own.feedOpenedAt
              ? '已经开通。地址丢了或被别人知道了，重新开通就换一个，原来的马上失效。'
              : '开通后得到一个地址，日历软件订阅它，就能看到自己的值班。'}
          </p>
        </Note>
        <ButtonRow>
          <ButtonLink href="/me/rosters/calendar" icon="calendar">
            {own.feedOpenedAt ? '重新开通或停用' : '开通我的值班日历'}
          </ButtonLink>
        </ButtonRow>
      </Section>
    </>,
  )
}

const columnsFor = (personId: Id): readonly Column<OwnRosterDay>[] => [
  {
    key: 'on',
    header: '日期',
    rowHeader: true,
    phone: 'title',
    cell: ({ dutyOn }) => (
      <>
        <DateText on={dutyOn} /> {weekdayText(dutyOn)}
      </>
    ),
  },
  {
    key: 'part',
    header: '我是',
    phone: 'value',
    cell: ({ aId }) =>
      aId === personId ? (
        <StatusChip tone="green" text="A 角" />
      ) : (
        <StatusChip tone="grey" text="B 角" />
      ),
  },
  { key: 'duty', header: '值班岗', cell: ({ dutyName }) => dutyName },
  { key: 'time', header: '时间', cell: ({ opens, closes }) => `${opens}–${closes}` },
  { key: 'place', header: '社区', cell: ({ communityName }) => communityName },
  {
    key: 'other',
    header: '另一位',
    cell: ({ aId, aName, bName }) => {
      const name = aId === personId ? bName : aName
      return name === null ? '没有' : <PersonName name={name} />
    },
  },
  {
    key: 'act',
    header: '换班',
    phone: 'actions',
    cell: ({ aId, communityId, dutyId, dutyOn }) =>
      aId === personId ? (
        <ButtonLink
          href={`/me/rosters/${communityId}/${dutyId}/${dutyOn}/swap`}
          label={`换 ${dateText(dutyOn)} 的班`}
        >
          换班
        </ButtonLink>
      ) : (
        ''
      ),
  },
]

/** What waits for an answer: mine to give, or mine to take back. */
function OpenSwap({ swap, personId }: { swap: NamedSwap; personId: Id }) {
  const { id, dutyOn, inReturnOn, dutyName, askedById, askedByName, askedName } = swap
  const back = inReturnOn === null ? '，不用换回' : `，换 ${dateText(inReturnOn)} 的班`
  const isMine = askedById === personId
  const button = (act: keyof typeof answers, words: string, kind: 'primary' | 'default') => (
    <SubmitButton kind={kind} formaction={`/me/rosters/swaps/${id}/${act}`}>
      {words}
    </SubmitButton>
  )
  return (
    <FormWithKey
      action={`/me/rosters/swaps/${id}/decline`}
      hidden={{ community: swap.communityId }}
    >
      <p>
        {isMine ? (
          <>
            我请 <PersonName name={askedName} /> 值
          </>
        ) : (
          <>
            <PersonName name={askedByName} /> 请我值
          </>
        )}
        {` ${dateText(dutyOn)} 的${dutyName}${back}`}
      </p>
      <ButtonRow>
        {isMine ? (
          button('withdraw', '撤回', 'default')
        ) : (
          <>
            {button('accept', '同意换班', 'primary')}
            {button('decline', '不能换', 'default')}
          </>
        )}
      </ButtonRow>
    </FormWithKey>
  )
}

function LeaveSection({ own, values, problem }: FormState & { own: OwnRosters }) {
  const field = (name: string) => ({ ...fieldOf({ values, problem })(name), required: true })
  const places = new Map(own.days.map((day) => [day.communityId, day.communityName]))
  const options = [...places].map(([value, label]) => ({ value, label }))
  return (
    <Section title="请假" lead="请假的日子由 B 角顶班，B 角会收到通知。">
      {own.leaves.map(({ id, communityId, fromOn, untilOn, reason }) => (
        <FormWithKey
          action={`/me/rosters/leaves/${id}/withdraw`}
          hidden={{ community: communityId }}
          inline
        >
          <p>
            <DateText on={fromOn} />–<DateText on={untilOn} /> {reason}
          </p>
          <SubmitButton kind="default">销假</SubmitButton>
        </FormWithKey>
      ))}
      {options.length > 0 && (
        <FormWithKey
          action="/me/rosters/leaves"
          hidden={options.length === 1 ? { community: options[0]?.value ?? '' } : {}}
        >
          {options.length > 1 && (
            <Select {...field('community')} label="哪个社区" options={options} />
          )}
          <DateTimeField {...field('fromOn')} kind="date" label="从哪天" min={own.today} />
          <DateTimeField {...field('untilOn')} kind="date" label="到哪天（含）" min={own.today} />
          <Field {...field('reason')} label="原因" hint="只有您自己看得到" maxlength={200} />
          <SubmitButton>请假</SubmitButton>
        </FormWithKey>
      )}
    </Section>
  )
}
