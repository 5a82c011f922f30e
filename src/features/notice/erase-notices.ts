import type { Tx } from '../../db/client.ts'
import type { Scrubbing } from '../../db/scrub.ts'
import type { Id } from '../../kernel/ids.ts'
import { deleteNoticesOf, scrubNotices } from './store/erased.ts'

/** What somebody was told goes with them; from what others were told their words go. */
export async function eraseNotices(
  tx: Tx,
  { personId, ...scrubbing }: Scrubbing & { readonly personId: Id },
): Promise<void> {
  await deleteNoticesOf(tx, personId)
  await scrubNotices(tx, scrubbing)
}
