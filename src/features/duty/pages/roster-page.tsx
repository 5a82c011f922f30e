import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { ButtonLink, ButtonRow } from '../../../http/components/forms.tsx'
import { CursorNav, Tabs } from '../../../http/components/navigation.tsx'
import { commit } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import {
  formKeyOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { dutyFields, leaveFields, rosterDayBody } from '../api/roster-schemas.ts'
import { createDuty } from '../create-duty.ts'
import { setRosterDays } from '../set-roster-days.ts'
import { takeLeave } from '../take-leave.ts'
import { withdrawLeave } from '../withdraw-leave.ts'
import { DayForm, DutyForm, Leaves, RotationForm } from './roster-forms.tsx'
import { keepers, rosterHref, rosterPlaceOf, type RosterPlace } from './roster-place.ts'
import { Changes, MonthTable, Today } from './roster-tables.tsx'
import { monthBeside } from './roster-words.ts'

type Asked = { readonly [name in 'community' | 'duty' | 'month']?: string | undefined }

/** 值班表: a month of one duty, today first, and everything that changes it. */
export async function rosterPage(
  c: AppContext,
  asked: Asked,
  values: FormValues = noValues,
  problem?: FormProblem,
): Promise<Response> {
  const view = await rosterPlaceOf(c, asked)
  const { place, duties, duty, month, roster } = view
  const communityId = place.chosen.value
  const status = problem && (problem.refusal ? statusOf(problem.refusal) : 422)
  return renderPage(
    c,
    { title: '值班表', variant: 'console', ...(status ? { status } : {}) },
    <>
      <PageHeader
        title={duty ? `${duty.name}值班表` : '值班表'}
        lead={`${place.chosen.label}${duty ? `：${month.label}，${duty.opens}–${duty.closes}` : ''}`}
      />
      <FormProblems c={c} problem={problem} />
      <CommunityFilter action="/rosters" place={place} />
      {duties.length > 1 && (
        <Tabs
          label="值班岗"
          tabs={duties.map((one) => ({
            label: one.name,
            href: rosterHref(communityId, one, month.code),
            current: one.id === duty?.id,
          }))}
        />
      )}
      {roster ? (
        <Roster c={c} view={view} values={values} problem={problem} />
      ) : (
        <EmptyState
          text="还没有值班岗"
          hint="在下面增加第一个：民情受理的代码是 desk，服务台按它找当班的人。"
          icon="calendar"
        />
      )}
      <DutyForm communityId={communityId} first={!duty} values={values} problem={problem} />
    </>,
  )
}

type RosterProps = {
  c: AppContext
  view: RosterPlace
  values: FormValues
  problem: FormProblem | undefined
}

async function Roster({ c, view, values, problem }: RosterProps) {
  const { place, duty, month, today, roster } = view
  if (!duty || !roster) return null
  const communityId = place.chosen.value
  const forms = { communityId, duty, month, today, roster, values, problem }
  return (
    <>
      <Today today={today} roster={roster} href={rosterHref(communityId, duty)} />
      <Section title={month.label} bare>
        <MonthTable roster={roster} today={today} month={month} />
      </Section>
      <CursorNav
        previousHref={rosterHref(communityId, duty, monthBeside(month, -1))}
        nextHref={rosterHref(communityId, duty, monthBeside(month, 1))}
        summary="浏览器的“打印”直接印成 A4"
      />
      <RotationForm {...forms} />
      <DayForm {...forms} />
      <Leaves {...forms} />
      <Changes c={c} communityId={communityId} duty={duty} month={month} />
      <Section title="放进手机日历">
        <Note>
          <p>开通后得到一个地址，日历软件订阅它，就能看到本社区的值班表。只给您自己用。</p>
        </Note>
        <ButtonRow>
          <ButtonLink href={`/rosters/calendar/${communityId}`} icon="calendar">
            开通社区值班日历
          </ButtonLink>
        </ButtonRow>
      </Section>
    </>
  )
}

/** Empty choices send ''. */
const orNull = (text: string) => (text === '' ? null : text)

export function rosterPosts(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.post('/rosters/duties', (c) =>
    post(c, createDuty, (values) => {
      const text = (name: string) => values.text(name)
      return z.strictObject(dutyFields).safeParse({
        ...{ code: text('code'), name: text('name'), opens: text('opens') },
        ...{ closes: text('closes'), workdaysOnly: text('workdaysOnly') === 'yes' },
      })
    }),
  )
  router.post('/rosters/days', (c) =>
    post(c, setRosterDays, (values) => {
      const day = { dutyOn: values.text('dutyOn'), aId: orNull(values.text('aId')) }
      const parsed = rosterDayBody.safeParse({ ...day, bId: orNull(values.text('bId')) })
      if (!parsed.success) return parsed
      return { success: true, data: { dutyId: values.text('duty'), days: [parsed.data] } }
    }),
  )
  router.post('/rosters/leaves', (c) =>
    post(c, takeLeave, (values) => {
      const text = (name: string) => values.text(name)
      return z.strictObject(leaveFields).safeParse({
        ...{ personId: text('personId'), fromOn: text('fromOn') },
        ...{ untilOn: text('untilOn'), reason: text('reason') },
      })
    }),
  )
  router.post('/rosters/leaves/:leaveId/withdraw', (c) =>
    post(c, withdrawLeave, () => ({
      success: true,
      data: { leaveId: c.req.param('leaveId') ?? '' },
    })),
  )
  return router
}

type UseCase<I, O> = Parameters<typeof commit<I, O>>[1]

type Read<I> = (
  values: FormValues,
) => { success: true; data: I } | { success: false; error: z.ZodError }

/** Reads, writes and goes back to the month; what does not fit comes back filled in. */
async function post<I, O>(c: AppContext, useCase: UseCase<I, O>, read: Read<I>): Promise<Response> {
  const values = await readForm(c)
  const asked = {
    community: values.text('community'),
    duty: values.text('duty'),
    month: values.text('month') || undefined,
  }
  const parsed = read(values)
  if (!parsed.success) {
    return rosterPage(c, asked, values, { mistakes: mistakesOf(parsed.error, {}) })
  }
  try {
    const { chosen } = await chosenCommunity(c, keepers, asked.community)
    await commit(c, useCase, chosen.value, parsed.data, formKeyOf(values))
    const duty = asked.duty === '' ? undefined : { id: asked.duty }
    return c.redirect(rosterHref(chosen.value, duty, asked.month), 303)
  } catch (error) {
    return rosterPage(c, asked, values, { refusal: formRefusal(error) })
  }
}
