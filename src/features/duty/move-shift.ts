import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import type { Shift } from './model/shifts.ts'
import { decideMove } from './rules/shifts.ts'
import { lockShift, updateShiftTimes } from './store/shifts.ts'

export type MoveShift = Pick<Shift, 'startsAt' | 'endsAt' | 'place'> & {
  readonly shiftId: Id
  readonly reason: string
}

/**
 * Moves one shift to another time or place, with a reason; the plan's other shifts stay.
 * @throws `person.role-missing`, `duty.shift-not-found`, `duty.shift-cancelled`, `duty.shift-begun`,
 *   `duty.shift-past`, `duty.activity-time`
 */
export const moveShift = writeUseCase<MoveShift, { readonly shiftId: Id }, unknown>({
  useCase: 'duty.move-shift',
  work: oneByOne(async (batch, command) => {
    const { shiftId, reason, ...to } = command.input
    const key = { communityId: command.scope, id: shiftId }
    await requireRoleInTx(batch, command, ['coordinator'], command.scope)
    const shift = await lockShift(batch.ctx.tx, key)
    if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
    accept(decideMove(shift, to, batch.now))
    const moved = { ...to, movedAt: batch.now, movedReason: reason }
    await updateShiftTimes(batch.ctx.tx, key, moved)
    await recordAct(batch, command, { act: 'duty.move-shift', subjects: [shiftId], reason })
    return { shiftId }
  }),
})
