import { readNow } from '../../db/clock.ts'
import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Outlet } from './model.ts'
import { findUndelivered } from './store/checkpoints.ts'
import { noteDelivery } from './store/trees.ts'

/**
 * Sends the newest checkpoint of each community to an outlet that has not had it; it vouches for those
 * before. By two at once, or after a kill, one may go twice. Ends at the first that does not get there.
 * Returns how many were sent.
 */
export async function publishCheckpoints(ctx: Ctx, outlet: Outlet): Promise<number> {
  const { place } = outlet
  const checkpoints = await inRead(ctx, (tx) => findUndelivered(tx, place))
  for (const checkpoint of checkpoints) {
    await outlet.send(checkpoint)
    const { communityId, size } = checkpoint
    await inTransaction(ctx, async (tx) =>
      noteDelivery(tx, { communityId, place, size, deliveredAt: await readNow(ctx, tx) }),
    )
  }
  return checkpoints.length
}
