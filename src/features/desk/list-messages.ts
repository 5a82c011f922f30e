import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { InboxMessage } from './model/inbox.ts'
import { openContent } from './seal-message.ts'
import { selectWaitingMessages } from './store/inbox.ts'

/** What waits to be registered in these inboxes, the oldest first. The caller has checked the role. */
export async function listMessages(
  ctx: Ctx,
  inboxIds: readonly Id[],
): Promise<readonly InboxMessage[]> {
  const rows = await inRead(ctx, (tx) => selectWaitingMessages(tx, inboxIds, 200))
  return rows.map(({ contentSealed, contentHash: _, ...row }) => ({
    ...row,
    ...(openContent(ctx.sealKeys, { id: row.id, contentSealed }) ?? { sender: null, text: '' }),
  }))
}
