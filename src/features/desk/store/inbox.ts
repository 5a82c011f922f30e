import { and, asc, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { MessageState } from '../model/inbox.ts'
import { inboxMessages } from '../tables/inbox.ts'

export type MessageRow = typeof inboxMessages.$inferSelect
export type MessageKey = { readonly communityId: Id; readonly id: Id }

/** False: the gateway has handed it in before. */
export async function insertMessage(tx: Tx, row: MessageRow): Promise<boolean> {
  const rows = await tx
    .insert(inboxMessages)
    .values(row)
    .onConflictDoNothing({
      target: [inboxMessages.communityId, inboxMessages.channelLabel, inboxMessages.externalId],
    })
    .returning({ id: inboxMessages.id })
  return rows.length > 0
}

export async function selectByExternalId(
  tx: Queryable,
  communityId: Id,
  channelLabel: string,
  externalId: string,
): Promise<MessageRow | undefined> {
  const rows = await tx
    .select()
    .from(inboxMessages)
    .where(
      and(
        eq(inboxMessages.communityId, communityId),
        eq(inboxMessages.channelLabel, channelLabel),
        eq(inboxMessages.externalId, externalId),
      ),
    )
  return rows[0]
}

/** The newest with the same words from the same sender since `since`. */
export async function selectSame(
  tx: Queryable,
  communityId: Id,
  contentHash: string,
  since: Instant,
): Promise<MessageRow | undefined> {
  const rows = await tx
    .select()
    .from(inboxMessages)
    .where(
      and(
        eq(inboxMessages.communityId, communityId),
        eq(inboxMessages.contentHash, contentHash),
        gte(inboxMessages.receivedAt, since),
      ),
    )
    .orderBy(sql`${inboxMessages.receivedAt} desc, ${inboxMessages.id} desc`)
    .limit(1)
  return rows[0]
}

const isMessage = ({ communityId, id }: MessageKey) =>
  and(eq(inboxMessages.communityId, communityId), eq(inboxMessages.id, id))

export async function lockMessage(tx: Tx, key: MessageKey): Promise<MessageRow | undefined> {
  const rows = await tx.select().from(inboxMessages).where(isMessage(key)).for('no key update')
  return rows[0]
}

export async function decideMessage(
  tx: Tx,
  key: MessageKey,
  decided: {
    readonly state: MessageState
    readonly requestCommunityId: Id | null
    readonly requestId: Id | null
    readonly decidedById: Id | null
    readonly decidedAt: Instant
    readonly decidedReason: string | null
  },
): Promise<void> {
  await tx.update(inboxMessages).set(decided).where(isMessage(key))
}

/** What waits in these inboxes, the oldest first. */
export function selectWaitingMessages(
  tx: Queryable,
  communityIds: readonly Id[],
  limit: number,
): Promise<readonly MessageRow[]> {
  if (communityIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(inboxMessages)
    .where(
      and(
        inArray(inboxMessages.communityId, [...communityIds]),
        eq(inboxMessages.state, 'waiting'),
      ),
    )
    .orderBy(asc(inboxMessages.receivedAt), asc(inboxMessages.id))
    .limit(limit)
}
