import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { dutyErrors } from './errors.ts'
import type { Shift, ShiftKey } from './model/shifts.ts'
import { selectShift } from './store/shifts.ts'

/** @throws `duty.shift-not-found` */
export async function getShift(ctx: Ctx, key: ShiftKey): Promise<Shift> {
  const shift = await inRead(ctx, (tx) => selectShift(tx, key))
  if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
  return shift
}
