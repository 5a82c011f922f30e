import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import { droppedText, movedText } from './messages/shifts.ts'
import type { Shift } from './model/shifts.ts'
import { decideMove } from './rules/shifts.ts'
import { lockShift, updateShiftTimes } from './store/shifts.ts'
import { moveSignUps, selectBusy, selectSignUps, updateSignUpState } from './store/sign-ups.ts'
import { tellVolunteers } from './tell-volunteers.ts'
import { moveUp } from './withdraw-sign-up.ts'

export type MoveShift = Pick<Shift, 'startsAt' | 'endsAt' | 'place'> & {
  readonly shiftId: Id
  readonly reason: string
}

/**
 * Moves one shift to another time or place, with a reason; the plan's other shifts stay. Who signed
 * up is told; who has another shift at the new time is withdrawn from this one, and told that.
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
    await tellMoved(batch, { ...shift, ...moved })
    await recordAct(batch, command, { act: 'duty.move-shift', subjects: [shiftId], reason })
    return { shiftId }
  }),
})

async function tellMoved(batch: Batch, shift: Shift): Promise<void> {
  const { tx } = batch.ctx
  const signedUp = (await selectSignUps(tx, shift)).map(({ personId }) => personId)
  const busy = new Set(await selectBusy(tx, shift, signedUp, shift))
  await updateSignUpState(tx, shift, [...busy], 'withdrawn')
  await moveSignUps(tx, shift, shift)
  const once = batch.now
  await tellVolunteers(batch, shift, [...busy], {
    ...{ kind: 'duty.shift-dropped', text: droppedText(shift), once, urgent: true },
  })
  const others = signedUp.filter((id) => !busy.has(id))
  const text = movedText(shift, shift.movedReason ?? '')
  const telling = { kind: 'duty.shift-moved', text, once, urgent: true }
  await tellVolunteers(batch, shift, others, telling)
  await moveUp(batch, shift)
}
