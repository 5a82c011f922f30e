import { inRead, type Ctx } from '../../db/transaction.ts'
import { plusMinutes, systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { CheckIn } from './model/sign-ups.ts'
import { selectOwnCheckIns } from './store/check-ins.ts'
import { selectOwnShifts, type OwnShift } from './store/sign-ups.ts'

export type OwnShifts = {
  readonly shifts: readonly OwnShift[]
  /** Of the last two days. */
  readonly checkIns: readonly CheckIn[]
}

const SHOWN_MINUTES = 2 * 1_440

/** What somebody signed up for and is not over, and where they checked in lately. */
export function listOwnShifts(ctx: Ctx, input: { readonly personId: Id }): Promise<OwnShifts> {
  const now = ctx.fixedNow?.() ?? systemNow()
  return inRead(ctx, async (tx) => ({
    shifts: await selectOwnShifts(tx, input.personId, now),
    checkIns: await selectOwnCheckIns(tx, input.personId, plusMinutes(now, -SHOWN_MINUTES)),
  }))
}
