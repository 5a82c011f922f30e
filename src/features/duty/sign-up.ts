import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import type { Shift } from './model/shifts.ts'
import type { SignUp } from './model/sign-ups.ts'
import { requireFitVolunteer } from './require-fit-volunteer.ts'
import { decideSignUp } from './rules/sign-ups.ts'
import { lockShift } from './store/shifts.ts'
import { countSignedUp, putSignUp, selectSignUp } from './store/sign-ups.ts'

export type SignUpInput = {
  readonly shiftId: Id
  /** Null: oneself; else a coordinator signs somebody up who has no phone. */
  readonly personId: Id | null
}

export type SignUpOutcome = Pick<SignUp, 'shiftId' | 'personId' | 'state'>

/**
 * Signs a volunteer up for a shift of the scope's community; where it is full they wait, and are
 * moved up when somebody withdraws. Who is signed up already stays where they are. One shift at a
 * time, which the database sees to as well.
 * @throws `duty.shift-not-found`, `duty.shift-cancelled`, `duty.shift-over`, `duty.shift-overlap`,
 *   `person.role-missing`, and what `requireFitVolunteer` refuses
 */
export const signUp = writeUseCase<SignUpInput, SignUpOutcome, unknown>({
  useCase: 'duty.sign-up',
  work: oneByOne(async (batch, command) => {
    const { shiftId } = command.input
    const personId = command.input.personId ?? command.actor.personId
    if (personId === null) throw new DomainError(dutyErrors['not-yours'])
    if (personId !== command.actor.personId) {
      await requireRoleInTx(batch, command, ['coordinator'], command.scope)
    }
    const shift = await lockShift(batch.ctx.tx, { communityId: command.scope, id: shiftId })
    if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
    const state = await placeVolunteer(batch, shift, personId, command.actor.personId ?? personId)
    const subjects = [shiftId, personId]
    await recordAct(batch, command, { act: 'duty.sign-up', subjects })
    return { shiftId, personId, state }
  }),
})

/** A place, or a place in the line. The caller holds the shift. @throws as `signUp` */
export async function placeVolunteer(
  batch: Batch,
  shift: Shift,
  personId: Id,
  signedUpById: Id,
): Promise<SignUp['state']> {
  const { tx } = batch.ctx
  accept(decideSignUp(shift, batch.now))
  const known = await selectSignUp(tx, shift, personId)
  if (known && known.state !== 'withdrawn') return known.state
  await requireFitVolunteer(batch, shift, personId)
  const taken = await countSignedUp(tx, shift)
  const state = taken < shift.capacity ? 'signedUp' : 'waiting'
  await putSignUp(tx, {
    ...{ communityId: shift.communityId, shiftId: shift.id, personId, state },
    ...{ signedUpAt: batch.now, signedUpById, startsAt: shift.startsAt, endsAt: shift.endsAt },
  })
  return state
}
