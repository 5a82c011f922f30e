import { inRead, type Ctx } from '../../db/transaction.ts'
import type { ShiftKey } from './model/shifts.ts'
import type { NamedCheckIn, NamedSignUp } from './model/sign-ups.ts'
import { selectCheckIns } from './store/check-ins.ts'
import { selectSignUps } from './store/sign-ups.ts'

export type ShiftList = {
  readonly signUps: readonly NamedSignUp[]
  readonly checkIns: readonly NamedCheckIn[]
}

/** Who comes to a shift, waits, is or was there; for its coordinators. */
export function listAttendance(ctx: Ctx, key: ShiftKey): Promise<ShiftList> {
  return inRead(ctx, async (tx) => ({
    signUps: await selectSignUps(tx, key),
    checkIns: await selectCheckIns(tx, key),
  }))
}
