import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { dutyErrors } from './errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Shift, ShiftKey } from './model/shifts.ts'
import type { SignUp } from './model/sign-ups.ts'
import { selectShift } from './store/shifts.ts'
import { countSignedUp, selectSignUp } from './store/sign-ups.ts'

/** @throws `duty.shift-not-found` */
export async function getShift(ctx: Ctx, key: ShiftKey): Promise<Shift> {
  const shift = await inRead(ctx, (tx) => selectShift(tx, key))
  if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
  return shift
}

export type ShiftForPerson = {
  readonly shift: Shift
  /** Null where the person never signed up. */
  readonly own: SignUp | null
  /** How many have a place. */
  readonly taken: number
}

/** A shift as a volunteer sees it. @throws `duty.shift-not-found` */
export function getShiftFor(
  ctx: Ctx,
  input: { readonly key: ShiftKey; readonly personId: Id },
): Promise<ShiftForPerson> {
  return inRead(ctx, async (tx) => {
    const shift = await selectShift(tx, input.key)
    if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
    const own = await selectSignUp(tx, shift, input.personId)
    return { shift, own: own ?? null, taken: await countSignedUp(tx, shift) }
  })
}
