import { inRead, type Ctx } from '../../db/transaction.ts'
import { instantAt, plusDays, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Shift } from './model/shifts.ts'
import { selectShifts } from './store/shifts.ts'

export type ListShifts = {
  readonly communityIds: readonly Id[]
  readonly fromOn: CivilDate
  /** The last day. */
  readonly untilOn: CivilDate
}

export const MOST_SHIFTS = 500

/** The shifts of some communities that begin on those days, in order; at most `MOST_SHIFTS`. */
export function listShifts(ctx: Ctx, input: ListShifts): Promise<readonly Shift[]> {
  const time = { from: instantAt(input.fromOn), until: instantAt(plusDays(input.untilOn, 1)) }
  return inRead(ctx, (tx) => selectShifts(tx, input.communityIds, time, MOST_SHIFTS))
}
