import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import { cancelledText } from './messages/shifts.ts'
import { decideOpen } from './rules/shifts.ts'
import { lockShift, markShiftCancelled } from './store/shifts.ts'
import { selectSignUps, updateSignUpState } from './store/sign-ups.ts'
import { tellVolunteers } from './tell-volunteers.ts'

export type CancelShift = { readonly shiftId: Id; readonly reason: string }

/**
 * Cancels one shift before it begins, with a reason; for good. Who signed up is told, and free again.
 * @throws `person.role-missing`, `duty.shift-not-found`, `duty.shift-cancelled`, `duty.shift-begun`
 */
export const cancelShift = writeUseCase<CancelShift, { readonly shiftId: Id }, unknown>({
  useCase: 'duty.cancel-shift',
  work: oneByOne(async (batch, command) => {
    const { shiftId, reason } = command.input
    const key = { communityId: command.scope, id: shiftId }
    await requireRoleInTx(batch, command, ['coordinator'], command.scope)
    const shift = await lockShift(batch.ctx.tx, key)
    if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
    accept(decideOpen(shift, batch.now))
    const cancelled = { cancelledAt: batch.now, cancelledReason: reason }
    await markShiftCancelled(batch.ctx.tx, key, cancelled)
    const signedUp = (await selectSignUps(batch.ctx.tx, shift)).map(({ personId }) => personId)
    await updateSignUpState(batch.ctx.tx, shift, signedUp, 'withdrawn')
    await tellVolunteers(batch, shift, signedUp, {
      ...{ kind: 'duty.shift-cancelled', text: cancelledText(shift, reason), once: 'once' },
      urgent: true,
    })
    await recordAct(batch, command, { act: 'duty.cancel-shift', subjects: [shiftId], reason })
    return { shiftId }
  }),
})
