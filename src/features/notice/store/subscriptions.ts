import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { noticeSubscriptions } from '../tables/subscriptions.ts'

export type Subscription = typeof noticeSubscriptions.$inferSelect

export async function insertSubscription(tx: Tx, row: Subscription): Promise<void> {
  await tx.insert(noticeSubscriptions).values(row)
}

export function selectOpen(tx: Queryable): Promise<readonly Subscription[]> {
  return tx
    .select()
    .from(noticeSubscriptions)
    .where(isNull(noticeSubscriptions.endedAt))
    .orderBy(asc(noticeSubscriptions.createdAt), asc(noticeSubscriptions.id))
}

export async function selectSubscriptions(
  tx: Queryable,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, Subscription>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(noticeSubscriptions)
    .where(inArray(noticeSubscriptions.id, [...new Set(ids)]))
  return new Map(rows.map((row) => [row.id, row]))
}

/** False where there is no open one. */
export async function markEnded(tx: Tx, id: Id, endedAt: Instant): Promise<boolean> {
  const rows = await tx
    .update(noticeSubscriptions)
    .set({ endedAt })
    .where(and(eq(noticeSubscriptions.id, id), isNull(noticeSubscriptions.endedAt)))
    .returning({ id: noticeSubscriptions.id })
  return rows.length > 0
}
