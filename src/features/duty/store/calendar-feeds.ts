import { and, eq, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { persons } from '../../person/tables.ts'
import type { CalendarFeed } from '../model/calendar-feeds.ts'
import { calendarFeeds } from '../tables/calendar-feeds.ts'

const feedKey = ({ personId, communityId }: CalendarFeed) =>
  and(
    eq(calendarFeeds.personId, personId),
    communityId === null
      ? isNull(calendarFeeds.communityId)
      : eq(calendarFeeds.communityId, communityId),
  )

/** True where there was one. */
export async function closeFeed(tx: Tx, feed: CalendarFeed): Promise<boolean> {
  const rows = await tx.delete(calendarFeeds).where(feedKey(feed)).returning()
  return rows.length > 0
}

export async function insertFeed(
  tx: Tx,
  feed: CalendarFeed & { readonly tokenHash: string; readonly openedAt: Instant },
): Promise<void> {
  await tx.insert(calendarFeeds).values(feed)
}

/** Of somebody who has not left. */
export async function selectFeed(
  tx: Queryable,
  tokenHash: string,
): Promise<CalendarFeed | undefined> {
  const rows = await tx
    .select({ personId: calendarFeeds.personId, communityId: calendarFeeds.communityId })
    .from(calendarFeeds)
    .innerJoin(persons, and(eq(persons.id, calendarFeeds.personId), isNull(persons.leftAt)))
    .where(eq(calendarFeeds.tokenHash, tokenHash))
  return rows[0]
}

/** Since when each of the person's feeds is open. */
export function selectFeedsOf(
  tx: Queryable,
  personId: Id,
): Promise<readonly { readonly communityId: Id | null; readonly openedAt: Instant }[]> {
  return tx
    .select({ communityId: calendarFeeds.communityId, openedAt: calendarFeeds.openedAt })
    .from(calendarFeeds)
    .where(eq(calendarFeeds.personId, personId))
}

export async function closeFeedsOf(tx: Tx, personId: Id): Promise<void> {
  await tx.delete(calendarFeeds).where(eq(calendarFeeds.personId, personId))
}
