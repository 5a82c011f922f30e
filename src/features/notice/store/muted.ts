import { and, eq } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Channel } from '../model/deliveries.ts'
import { mutedChannels } from '../tables/subscriptions.ts'

export async function insertMuted(tx: Tx, row: typeof mutedChannels.$inferInsert): Promise<void> {
  await tx.insert(mutedChannels).values(row).onConflictDoNothing()
}

export async function deleteMuted(tx: Tx, recipientId: Id, channel: Channel): Promise<void> {
  await tx
    .delete(mutedChannels)
    .where(and(eq(mutedChannels.recipientId, recipientId), eq(mutedChannels.channel, channel)))
}

/** Those of `recipientIds` who do not want to be told by the channel. */
export async function selectMuted(
  tx: Queryable,
  recipientIds: readonly Id[],
  channel: Channel,
): Promise<ReadonlySet<Id>> {
  if (recipientIds.length === 0) return new Set()
  const rows = await statement<{ id: Id }>(
    tx,
    `select recipient_id as id from muted_channels
      where recipient_id = any ($1::uuid[]) and channel = $2`,
    [...columns([...new Set(recipientIds)], (id) => [id]), channel],
  )
  return new Set(rows.map(({ id }) => id))
}
