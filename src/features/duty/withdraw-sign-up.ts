import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import { movedUpText } from './messages/shifts.ts'
import type { Shift } from './model/shifts.ts'
import { decideOpen } from './rules/shifts.ts'
import type { SignUpInput, SignUpOutcome } from './sign-up.ts'
import { lockShift } from './store/shifts.ts'
import { countSignedUp, selectSignUp, selectWaiting, updateSignUpState } from './store/sign-ups.ts'
import { tellVolunteers } from './tell-volunteers.ts'

/**
 * Takes a sign-up back before the shift begins; whoever waits longest gets the place and is told.
 * By the volunteer, or by a coordinator for them.
 * @throws `duty.shift-not-found`, `duty.shift-cancelled`, `duty.shift-begun`,
 *   `duty.sign-up-not-found`, `person.role-missing`
 */
export const withdrawSignUp = writeUseCase<SignUpInput, SignUpOutcome, unknown>({
  useCase: 'duty.withdraw-sign-up',
  work: oneByOne(async (batch, command) => {
    const { shiftId } = command.input
    const personId = command.input.personId ?? command.actor.personId
    if (personId === null) throw new DomainError(dutyErrors['not-yours'])
    if (personId !== command.actor.personId) {
      await requireRoleInTx(batch, command, ['coordinator'], command.scope)
    }
    const shift = await lockShift(batch.ctx.tx, { communityId: command.scope, id: shiftId })
    if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
    accept(decideOpen(shift, batch.now))
    const known = await selectSignUp(batch.ctx.tx, shift, personId)
    if (!known || known.state === 'withdrawn') {
      throw new DomainError(dutyErrors['sign-up-not-found'])
    }
    await updateSignUpState(batch.ctx.tx, shift, [personId], 'withdrawn')
    await moveUp(batch, shift)
    const subjects = [shiftId, personId]
    await recordAct(batch, command, { act: 'duty.withdraw-sign-up', subjects })
    return { shiftId, personId, state: 'withdrawn' }
  }),
})

/** Free places go to those who wait longest. The caller holds the shift. */
export async function moveUp(batch: Batch, shift: Shift): Promise<void> {
  const { tx } = batch.ctx
  const free = shift.capacity - (await countSignedUp(tx, shift))
  if (free <= 0) return
  const next = await selectWaiting(tx, shift, free)
  const ids = next.map(({ personId }) => personId)
  await updateSignUpState(tx, shift, ids, 'signedUp')
  await tellVolunteers(batch, shift, ids, {
    ...{ kind: 'duty.moved-up', text: movedUpText(shift), once: batch.now, urgent: true },
  })
}
