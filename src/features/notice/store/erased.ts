import { eq } from 'drizzle-orm'
import type { Tx } from '../../../db/client.ts'
import { scrub, type Scrubbing } from '../../../db/scrub.ts'
import type { Id } from '../../../kernel/ids.ts'
import { notices } from '../tables/notices.ts'
import { mutedChannels } from '../tables/subscriptions.ts'

/** Their deliveries go with them. */
export async function deleteNoticesOf(tx: Tx, personId: Id): Promise<void> {
  await tx.delete(notices).where(eq(notices.recipientId, personId))
  await tx.delete(mutedChannels).where(eq(mutedChannels.recipientId, personId))
}

export function scrubNotices(tx: Tx, scrubbing: Scrubbing): Promise<void> {
  return scrub(tx, notices, { text: notices.text }, scrubbing)
}
