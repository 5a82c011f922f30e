import { inRead, type Ctx } from '../../db/transaction.ts'
import { instantAt, plusDays, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { CountedShift } from './model/shifts.ts'
import { selectShifts } from './store/shifts.ts'
import { countByShift } from './store/sign-ups.ts'

export type ListShifts = {
  readonly communityIds: readonly Id[]
  readonly fromOn: CivilDate
  /** The last day. */
  readonly untilOn: CivilDate
}

export const MOST_SHIFTS = 500

/** The shifts of some communities that begin on those days, in order; at most `MOST_SHIFTS`. */
export function listShifts(ctx: Ctx, input: ListShifts): Promise<readonly CountedShift[]> {
  const time = { from: instantAt(input.fromOn), until: instantAt(plusDays(input.untilOn, 1)) }
  return inRead(ctx, async (tx) => {
    const shifts = await selectShifts(tx, input.communityIds, time, MOST_SHIFTS)
    const counts = await countByShift(tx, shifts)
    return shifts.map((shift) => ({
      ...shift,
      ...(counts.get(shift.id) ?? { signedUp: 0, waiting: 0 }),
    }))
  })
}
