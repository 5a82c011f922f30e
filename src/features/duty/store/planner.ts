import { and, count, gte, inArray, isNull, lt, notInArray, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Queryable } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { activities } from '../tables/activities.ts'
import { shifts } from '../tables/shifts.ts'

type Time = { readonly from: Instant; readonly until: Instant }

/** How many shifts and single activities each community holds in the time; none is left out. */
export async function countPlanned(
  tx: Queryable,
  communityIds: readonly Id[],
  time: Time,
): Promise<ReadonlyMap<Id, number>> {
  if (communityIds.length === 0) return new Map()
  const held = (table: {
    readonly communityId: PgColumn
    readonly startsAt: PgColumn
    readonly cancelledAt: PgColumn
  }): SQL | undefined =>
    and(
      inArray(table.communityId, [...communityIds]),
      gte(table.startsAt, time.from),
      lt(table.startsAt, time.until),
      isNull(table.cancelledAt),
    )
  const ofShifts = await tx
    .select({ communityId: shifts.communityId, count: count() })
    .from(shifts)
    .where(held(shifts))
    .groupBy(shifts.communityId)
  // a shift whose attendance was confirmed is an activity of the same id
  const filed = tx
    .select({ id: shifts.id })
    .from(shifts)
    .where(sql`${shifts.communityId} = ${activities.communityId} and ${held(shifts)}`)
  const ofActivities = await tx
    .select({ communityId: activities.communityId, count: count() })
    .from(activities)
    .where(and(held(activities), notInArray(activities.id, filed)))
    .groupBy(activities.communityId)
  const counts = new Map<Id, number>()
  for (const { communityId, count: more } of [...ofShifts, ...ofActivities]) {
    counts.set(communityId, (counts.get(communityId) ?? 0) + more)
  }
  return counts
}
