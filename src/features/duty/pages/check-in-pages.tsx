import type { OpenAPIHono } from '@hono/zod-openapi'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { Field, Select } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { civilDateOf, systemNow } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import {
  fieldOf,
  formKeyOf,
  formProblemOf,
  FormProblems,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { loadTree } from '../../person/load-tree.ts'
import { withFewTries } from '../api/presences.ts'
import { checkIn } from '../check-in.ts'
import { checkOut } from '../check-out.ts'
import { dutyErrors } from '../errors.ts'
import { listOwnShifts } from '../list-own-shifts.ts'
import { listShifts } from '../list-shifts.ts'
import type { Shift } from '../model/shifts.ts'
import type { CheckIn } from '../model/sign-ups.ts'
import { redeemStationCode } from '../redeem-station-code.ts'
import { ownCommunities } from './own-shifts-page.tsx'
import { shiftSpan } from './plan-parts.tsx'

const COOKIE = 'station-pass'
const MINUTES_60 = 3_600

export function checkInPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/check-in', (c) => digitsPage(c, noValues))
  router.post('/check-in', digitsPost)
  router.get('/check-in/:communityId', scanned)
  router.post('/check-in/:communityId', presencePost)
  return router
}

function communityIn(c: AppContext): Id {
  const communityId = c.req.param('communityId') ?? ''
  if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
  return communityId
}

/** The phone keeps the pass, so that a link sent to somebody at home is worth nothing. */
function keepPass(c: AppContext, communityId: Id, pass: string): void {
  setCookie(c, COOKIE, `${communityId}.${pass}`, {
    ...{ path: '/check-in', httpOnly: true, sameSite: 'Lax', maxAge: MINUTES_60 },
    secure: c.get('services').secureCookies,
  })
}

function passIn(c: AppContext, communityId: Id): string | null {
  const [kept, pass] = (getCookie(c, COOKIE) ?? '').split('.', 2)
  return kept === communityId && pass !== undefined ? pass : null
}

/** The address that the code leads to: judged before signing in, which may take longer than it lasts. */
async function scanned(c: AppContext): Promise<Response> {
  const communityId = communityIn(c)
  const text = c.req.query('code')
  if (text === undefined) return presencePage(c, communityId)
  // digits are typed by somebody signed in, whose tries are counted
  if (!text.startsWith('c')) throw new DomainError(dutyErrors['code-wrong'])
  const pass = await redeemStationCode(c.get('services').ctx, { communityId, text })
  keepPass(c, communityId, pass)
  return c.redirect(`/check-in/${communityId}`, 303)
}

async function digitsPost(c: AppContext): Promise<Response> {
  const values = await readForm(c)
  try {
    const communityId = values.text('community')
    if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
    const text = values.text('digits').slice(0, 20)
    const { ctx } = c.get('services')
    const pass = await withFewTries(c, text, () => redeemStationCode(ctx, { communityId, text }))
    keepPass(c, communityId, pass)
    return c.redirect(`/check-in/${communityId}`, 303)
  } catch (error) {
    return digitsPage(c, values, formProblemOf(error))
  }
}

async function digitsPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  visitorOf(c)
  const places = await ownCommunities(c)
  const options = [...places].map(([value, label]) => ({ value, label }))
  const chosen = values.text('community') || (c.req.query('community') ?? '')
  return renderPage(
    c,
    { title: '签到', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="签到、签退"
        lead="用手机扫服务站屏幕上的二维码；不能扫的，在这里输入屏幕上的六位数。"
        back={{ href: '/shifts', label: '活动报名' }}
      />
      <FormProblems c={c} problem={problem} />
      {options.length === 0 ? (
        <EmptyState text="还没有登记到社区" hint="请到社区服务站登记。" icon="home" />
      ) : (
        <FormWithKey action="/check-in">
          <Select name="community" label="在哪个服务站" required options={options} value={chosen} />
          <Field
            {...fieldOf({ values, problem })('digits')}
            label="屏幕上的六位数"
            required
            width="short"
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength={6}
          />
          <SubmitButton icon="check">下一步</SubmitButton>
        </FormWithKey>
      )}
    </>,
  )
}

const acts = { in: checkIn, out: checkOut } as const

async function presencePost(c: AppContext): Promise<Response> {
  const communityId = communityIn(c)
  const values = await readForm(c)
  const act = values.text('act') === 'out' ? 'out' : 'in'
  const shiftId = values.text('shift') || null
  if (shiftId !== null && !isId(shiftId)) throw new DomainError(httpErrors['not-found'])
  try {
    const input = { shiftId, personId: null, proof: passIn(c, communityId) }
    await commit(c, acts[act], communityId, input, formKeyOf(values))
    if (act === 'out') deleteCookie(c, COOKIE, { path: '/check-in' })
    return c.redirect(`/check-in/${communityId}?done=${act}`, 303)
  } catch (error) {
    return presencePage(c, communityId, { refusal: formRefusal(error) })
  }
}

const doneTexts: Readonly<Record<string, string>> = {
  in: '签到了。走的时候再扫一次码签退。',
  out: '签退了，谢谢您。到场会转成服务记录，审核后计入时长。',
}

type Here = {
  readonly communityId: Id
  readonly own: readonly Shift[]
  readonly open: readonly Shift[]
  readonly checkIns: readonly CheckIn[]
}

/** One's own shifts of today there, and what else is on with a free place. */
async function whatIsOn(c: AppContext, communityId: Id): Promise<Here> {
  const { ctx } = c.get('services')
  const now = ctx.fixedNow?.() ?? systemNow()
  const today = civilDateOf(now)
  const [own, all] = await Promise.all([
    listOwnShifts(ctx, { personId: visitorOf(c).actor.personId }),
    listShifts(ctx, { communityIds: [communityId], fromOn: today, untilOn: today }),
  ])
  const checkIns = own.checkIns.filter((one) => one.communityId === communityId)
  const known = new Set([
    ...own.shifts.filter(({ state }) => state === 'signedUp').map(({ shift }) => shift.id),
    ...checkIns.map(({ shiftId }) => shiftId),
  ])
  const isOn = (shift: Shift) => shift.cancelledAt === null && shift.endsAt > now
  return {
    ...{ communityId, checkIns },
    own: all.filter((shift) => known.has(shift.id)),
    open: all.filter(
      (shift) => !known.has(shift.id) && isOn(shift) && shift.signedUp < shift.capacity,
    ),
  }
}

async function presencePage(
  c: AppContext,
  communityId: Id,
  problem?: FormProblem,
): Promise<Response> {
  const { name } = visitorOf(c)
  const place = (await loadTree(c.get('services').ctx)).get(communityId)
  if (place?.kind !== 'community') throw new DomainError(httpErrors['not-found'])
  const here = await whatIsOn(c, communityId)
  const text = doneTexts[c.req.query('done') ?? '']
  const loose = here.checkIns.find((one) => one.shiftId === null && one.checkedOutAt === null)
  return renderPage(
    c,
    {
      title: '签到',
      ...(text && !problem ? { flash: { tone: 'green', text } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={`${place.name}服务站`}
        lead={`签到的是：${name}`}
        back={{ href: '/shifts', label: '活动报名' }}
      />
      <FormProblems c={c} problem={problem} />
      {passIn(c, communityId) === null && (
        <Note tone="yellow">
          <p>
            请先扫服务站屏幕上的二维码，或<a href="/check-in">输入六位数</a>。
          </p>
        </Note>
      )}
      <Section title="我今天在这里的班次" bare>
        {here.own.length === 0 && <EmptyState text="今天在这里没有报名的班次" icon="calendar" />}
        {here.own.map((shift) => (
          <OwnShift here={here} shift={shift} />
        ))}
      </Section>
      {here.open.length > 0 && (
        <Section title="今天还可以加入" bare>
          {here.open.map((shift) => (
            <div class="panel">
              <h3>{shift.name}</h3>
              <p>
                {shiftSpan(shift)}，{shift.place}
              </p>
              <ActForm here={here} act="in" shift={shift.id} text="现场报名并签到" />
            </div>
          ))}
        </Section>
      )}
      <Section
        title="没有班次"
        lead="来服务站帮忙，没有报名的班次，也可以签到；社区工作者确认做了什么以后才计时长。"
      >
        {loose ? (
          <>
            <p>
              <DateTime at={loose.checkedInAt} /> 签到
            </p>
            <ActForm here={here} act="out" shift="" text="签退" />
          </>
        ) : (
          <ActForm here={here} act="in" shift="" text="没有班次，只签到" kind="default" />
        )}
      </Section>
    </>,
  )
}

function OwnShift({ here, shift }: { here: Here; shift: Shift }) {
  const known = here.checkIns.find((one) => one.shiftId === shift.id)
  return (
    <div class="panel">
      <h3>{shift.name}</h3>
      <p>
        {shiftSpan(shift)}，{shift.place}
      </p>
      {!known && <ActForm here={here} act="in" shift={shift.id} text="签到" />}
      {known && (
        <p>
          <DateTime at={known.checkedInAt} /> 签到
          {known.checkedOutAt !== null && (
            <>
              ，<DateTime at={known.checkedOutAt} />{' '}
              {known.checkedOutHow === 'forgotten' ? '未签出' : '签退'}
            </>
          )}
        </p>
      )}
      {known && known.checkedOutAt === null && (
        <ActForm here={here} act="out" shift={shift.id} text="签退" />
      )}
    </div>
  )
}

type ActProps = {
  here: Here
  act: 'in' | 'out'
  shift: string
  text: string
  kind?: 'primary' | 'default'
}

function ActForm({ here, act, shift, text, kind = 'primary' }: ActProps) {
  return (
    <FormWithKey action={`/check-in/${here.communityId}`} hidden={{ act, shift }}>
      <SubmitButton kind={kind} icon="check">
        {text}
      </SubmitButton>
    </FormWithKey>
  )
}
