import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Offering } from './model.ts'
import { selectOfferings } from './store/offerings.ts'

/** The offerings that are given now, by domain. */
export function listOfferings(ctx: Ctx): Promise<readonly Offering[]> {
  return inRead(ctx, selectOfferings)
}
