import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Duty } from './model/rosters.ts'
import { selectDuties } from './store/duties.ts'

/** The duties of a community that are in use. The caller has checked the role. */
export function listDuties(ctx: Ctx, communityId: Id): Promise<readonly Duty[]> {
  return inRead(ctx, (tx) => selectDuties(tx, communityId))
}
