import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader } from '../../../http/components/blocks.tsx'
import { Select } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateText } from '../../../http/components/values.tsx'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { civilDateSchema, idSchema, makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { parseCivilDate, plusDays, type CivilDate } from '../../../kernel/clock.ts'
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
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { askSwap } from '../ask-swap.ts'
import { readToday } from '../read-today.ts'
import { showRoster, type ShownRoster } from '../show-roster.ts'
import { candidateOptions } from './roster-forms.tsx'
import { weekdayText } from './roster-words.ts'

const path = '/me/rosters/:communityId/:dutyId/:dutyOn/swap'
const AHEAD_DAYS = 92

export function swapPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get(path, (c) => swapPage(c, keyOf(c), noValues))
  router.post(path, swapPost)
  return router
}

type Key = { readonly communityId: Id; readonly dutyId: Id; readonly dutyOn: CivilDate }

/** @throws `request.not-found` */
function keyOf(c: AppContext): Key {
  const { communityId = '', dutyId = '', dutyOn = '' } = c.req.param()
  const day = parseCivilDate(dutyOn)
  if (!isId(communityId) || !isId(dutyId) || !day) throw new DomainError(httpErrors['not-found'])
  return { communityId, dutyId, dutyOn: day }
}

const formSchema = z.object({ askedId: idSchema, inReturnOn: civilDateSchema.nullable() })

async function swapPost(c: AppContext): Promise<Response> {
  const key = keyOf(c)
  const values = await readForm(c)
  const { dutyId, dutyOn } = key
  const parsed = formSchema.safeParse({
    askedId: values.text('askedId'),
    inReturnOn: values.text('inReturnOn') || null,
  })
  if (!parsed.success) return swapPage(c, key, values, { mistakes: mistakesOf(parsed.error, {}) })
  try {
    const input = { dutyId, dutyOn, ...parsed.data }
    await commit(c, askSwap, key.communityId, input, formKeyOf(values))
    return c.redirect('/me/rosters', 303)
  } catch (error) {
    return swapPage(c, key, values, { refusal: formRefusal(error) })
  }
}

/** The roster from the own day on; for whoever does not have the day there is no such page. */
async function rosterOf(c: AppContext, { communityId, dutyId, dutyOn }: Key) {
  const { ctx } = c.get('services')
  const today = await readToday(ctx)
  const until = plusDays(today, AHEAD_DAYS)
  const untilOn = dutyOn > until ? dutyOn : until
  const fromOn = dutyOn < today ? dutyOn : today
  if (plusDays(fromOn, 2 * AHEAD_DAYS) < untilOn) throw new DomainError(httpErrors['not-found'])
  const roster = await showRoster(ctx, { communityId, dutyId, fromOn, untilOn })
  const { personId } = visitorOf(c).actor
  if (roster.days.find((day) => day.dutyOn === dutyOn)?.aId !== personId) {
    throw new DomainError(httpErrors['not-found'])
  }
  return { roster, today }
}

async function swapPage(
  c: AppContext,
  key: Key,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const { roster, today } = await rosterOf(c, key)
  const visitor = visitorOf(c)
  const { personId } = visitor.actor
  const others = roster.candidates.filter(({ id }) => id !== personId)
  const field = fieldOf({ values, problem })
  const status = problem && (problem.refusal ? statusOf(problem.refusal) : 422)
  return renderPage(
    c,
    { title: '换班', variant: variantOf(visitor), ...(status ? { status } : {}) },
    <>
      <PageHeader
        title={`换 ${dateText(key.dutyOn)} 的班`}
        lead={`${roster.duty.name}。对方同意以后才换，双方都会收到通知。`}
        back={{ href: '/me/rosters', label: '我的值班' }}
      />
      <FormProblems c={c} problem={problem} />
      {others.length === 0 ? (
        <EmptyState text="没有可以换班的人" hint="请告诉社区工作者。" icon="people" />
      ) : (
        <div class="panel">
          <FormWithKey action={`/me/rosters/${key.communityId}/${key.dutyId}/${key.dutyOn}/swap`}>
            <Select
              {...field('askedId')}
              label="请谁来值"
              required
              placeholder="请选择"
              options={candidateOptions(others)}
            />
            <Select
              {...field('inReturnOn')}
              label="换回对方的哪一天"
              hint="不选就是不用换回"
              placeholder="不换回"
              options={returnOptions(roster, { personId, today, dutyOn: key.dutyOn })}
            />
            <SubmitButton icon="swap">问对方</SubmitButton>
          </FormWithKey>
        </div>
      )}
    </>,
  )
}

type Own = { readonly personId: Id; readonly today: CivilDate; readonly dutyOn: CivilDate }

function returnOptions({ days }: ShownRoster, { personId, today, dutyOn }: Own) {
  return days
    .filter((day) => day.aId !== null && day.aId !== personId)
    .filter((day) => day.dutyOn >= today && day.dutyOn !== dutyOn)
    .map((day) => ({
      value: day.dutyOn,
      label: `${dateText(day.dutyOn)} ${weekdayText(day.dutyOn)}（${day.aName ?? ''}）`,
    }))
}
