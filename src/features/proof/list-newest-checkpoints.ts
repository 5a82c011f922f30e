import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Checkpoint } from './model.ts'
import { selectNewestOfAll } from './store/checkpoints.ts'

/** The newest checkpoint of every community that has one. */
export function listNewestCheckpoints(ctx: Ctx): Promise<readonly Checkpoint[]> {
  return inRead(ctx, selectNewestOfAll)
}
