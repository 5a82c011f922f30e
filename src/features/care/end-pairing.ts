import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import { requireCoordinator } from './require-resident.ts'
import { lockPairing, markPairingEnded } from './store/pairings.ts'

export type EndPairing = { readonly pairingId: Id; readonly untilOn: CivilDate }

/**
 * Ends a pairing on a day that has come; it stays in the history, and the helper's place is free.
 * @throws `person.role-missing`, `care.pairing-not-found`, `care.pairing-ended`, `care.date-future`,
 *   `care.outside-pairing`
 */
export const endPairing = writeUseCase<EndPairing, { readonly pairingId: Id }, unknown>({
  useCase: 'care.end-pairing',
  work: oneByOne(async (batch, command) => {
    const { actorId } = await requireCoordinator(batch, command)
    const { pairingId, untilOn } = command.input
    const pairing = await lockPairing(batch.ctx.tx, command.scope, pairingId)
    if (!pairing) throw new DomainError(careErrors['pairing-not-found'])
    if (pairing.endedAt !== null) throw new DomainError(careErrors['pairing-ended'])
    if (untilOn > civilDateOf(batch.now)) throw new DomainError(careErrors['date-future'])
    if (untilOn < pairing.sinceOn) throw new DomainError(careErrors['outside-pairing'])
    const end = { untilOn, endedById: actorId, endedAt: batch.now }
    await markPairingEnded(batch.ctx.tx, command.scope, pairingId, end)
    const subjects = [pairingId, pairing.helperId, pairing.householdId]
    await recordAct(batch, command, { act: 'care.end-pairing', subjects })
    return { pairingId }
  }),
})
