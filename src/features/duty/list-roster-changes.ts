import { inRead, type Ctx } from '../../db/transaction.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { NamedRosterChange } from './model/rosters.ts'
import { selectRosterChanges } from './store/rosters.ts'

export type ListRosterChanges = {
  readonly communityId: Id
  readonly dutyId: Id
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
}

/** How the roster of those days came about, the newest change first, 500 at most. */
export function listRosterChanges(
  ctx: Ctx,
  { communityId, dutyId, ...period }: ListRosterChanges,
): Promise<readonly NamedRosterChange[]> {
  return inRead(ctx, (tx) => selectRosterChanges(tx, communityId, dutyId, period))
}
