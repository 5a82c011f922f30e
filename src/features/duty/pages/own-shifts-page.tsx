import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { ButtonLink } from '../../../http/components/forms.tsx'
import { LinkList } from '../../../http/components/navigation.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, plusDays, systemNow } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { loadProfile } from '../../person/load-profile.ts'
import { listOwnShifts } from '../list-own-shifts.ts'
import { listShifts } from '../list-shifts.ts'
import { signUpStateNames } from '../messages/shifts.ts'
import type { CountedShift, Shift } from '../model/shifts.ts'
import type { SignUpState } from '../model/sign-ups.ts'
import { shiftHref, shiftSpan } from './plan-parts.tsx'

const SHOWN_DAYS = 14

export function ownShiftsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/shifts', shiftsPage)
  return router
}

/** The communities that somebody belongs to, with their names. */
export async function ownCommunities(c: AppContext): Promise<ReadonlyMap<Id, string>> {
  const { personId } = visitorOf(c).actor
  const { memberships } = await loadProfile(c.get('services').ctx, personId)
  const open = memberships.filter(({ untilOn }) => untilOn === null)
  return new Map(open.map(({ communityId, communityName }) => [communityId, communityName]))
}

async function shiftsPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const now = ctx.fixedNow?.() ?? systemNow()
  const fromOn = civilDateOf(now)
  const places = await ownCommunities(c)
  const [own, all] = await Promise.all([
    listOwnShifts(ctx, { personId: visitorOf(c).actor.personId }),
    listShifts(ctx, {
      ...{ communityIds: [...places.keys()], fromOn, untilOn: plusDays(fromOn, SHOWN_DAYS) },
    }),
  ])
  const chosen = new Set(own.shifts.map(({ shift }) => shift.id))
  const open = all.filter(
    ({ id, cancelledAt, endsAt }) => !chosen.has(id) && cancelledAt === null && endsAt > now,
  )
  return renderPage(
    c,
    { title: '活动报名' },
    <>
      <PageHeader title="活动报名" lead="报了名会提醒您；到了服务站扫码签到。">
        <ButtonLink href="/check-in" kind="primary" icon="check">
          签到
        </ButtonLink>
      </PageHeader>
      <Section title="我报的" bare>
        {own.shifts.length === 0 ? (
          <EmptyState text="还没有报名" hint="在下面选一个合适的时间。" icon="calendar" />
        ) : (
          <LinkList cells={own.shifts.map(({ shift, state }) => ownCell(shift, state))} />
        )}
      </Section>
      <Section title="接下来两周" bare>
        {open.length === 0 ? (
          <EmptyState text="接下来两周没有可以报名的活动" icon="calendar" />
        ) : (
          <LinkList cells={open.map((shift) => openCell(shift, places))} />
        )}
      </Section>
    </>,
  )
}

function ownCell(shift: Shift, state: SignUpState) {
  return {
    href: shiftHref(shift),
    label: shift.name,
    description: `${shiftSpan(shift)}，${shift.place}`,
    value: (
      <StatusChip tone={state === 'signedUp' ? 'green' : 'yellow'} text={signUpStateNames[state]} />
    ),
  }
}

function openCell(shift: CountedShift, places: ReadonlyMap<Id, string>) {
  const left = shift.capacity - shift.signedUp
  return {
    href: shiftHref(shift),
    label: shift.name,
    description: `${shiftSpan(shift)}，${places.get(shift.communityId) ?? ''} ${shift.place}`,
    value: left > 0 ? `还差 ${left} 人` : '已报满，可候补',
  }
}
