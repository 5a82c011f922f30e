import { readNow } from '../../db/clock.ts'
import type { Tx } from '../../db/client.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, plusDays } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { hashSecret } from '../../kernel/seal.ts'
import { findHolders } from '../person/find-holders.ts'
import { drawCalendar } from './adapters/draw-calendar.ts'
import { dutyErrors } from './errors.ts'
import { findAble, type IsAble } from './find-able.ts'
import { calendarTitle, entryNote, entryTitle } from './messages/rosters.ts'
import type { CalendarEntry, CalendarFeed } from './model/calendar-feeds.ts'
import type { OwnRosterDay } from './model/rosters.ts'
import { actingOf, peopleOf } from './rules/rosters.ts'
import { selectFeed } from './store/calendar-feeds.ts'
import { selectRosterDaysOf } from './store/rosters.ts'

const BACK_DAYS = 31
const AHEAD_DAYS = 184

/**
 * The calendar behind an address, as iCalendar (RFC 5545): last month and the next six. A community's
 * goes on only as long as its reader coordinates there.
 * @throws `duty.calendar-not-found`
 */
export function readCalendar(ctx: Ctx, token: string): Promise<string> {
  return inTransaction(ctx, async (tx) => {
    const feed = await selectFeed(tx, hashSecret(token))
    if (!feed || !(await mayRead(tx, feed))) {
      throw new DomainError(dutyErrors['calendar-not-found'])
    }
    const now = await readNow(ctx, tx)
    const today = civilDateOf(now)
    const period = { fromOn: plusDays(today, -BACK_DAYS), untilOn: plusDays(today, AHEAD_DAYS) }
    const { personId, communityId } = feed
    const scope = communityId === null ? { personId } : { communityId }
    const days = await selectRosterDaysOf(tx, scope, period)
    const isAbleAt = await findAbleAt(tx, days, period)
    const entries = days.map((day) =>
      entryOf(day, communityId === null ? personId : null, isAbleAt),
    )
    return drawCalendar({ title: calendarTitle(communityId === null), entries }, now)
  })
}

async function mayRead(tx: Tx, { personId, communityId }: CalendarFeed): Promise<boolean> {
  if (communityId === null) return true
  return (await findHolders(tx, [{ personId, communityId }], ['coordinator'])).size > 0
}

type Period = Pick<Parameters<typeof findAble>[1], 'fromOn' | 'untilOn'>

async function findAbleAt(
  tx: Tx,
  days: readonly OwnRosterDay[],
  period: Period,
): Promise<(communityId: Id) => IsAble> {
  const found = new Map<Id, IsAble>()
  for (const communityId of new Set(days.map((day) => day.communityId))) {
    const personIds = peopleOf(days.filter((day) => day.communityId === communityId))
    found.set(communityId, await findAble(tx, { communityId, personIds, ...period }))
  }
  return (communityId) => found.get(communityId) ?? (() => false)
}

function entryOf(
  day: OwnRosterDay,
  personId: Id | null,
  isAbleAt: (communityId: Id) => IsAble,
): CalendarEntry {
  const { acting } = actingOf(day, (id) => isAbleAt(day.communityId)(id, day.dutyOn))
  return {
    key: `${day.communityId}-${day.dutyId}-${day.dutyOn}`,
    on: day.dutyOn,
    opens: day.opens,
    closes: day.closes,
    title: entryTitle(day, personId, acting),
    note: entryNote(day),
  }
}
