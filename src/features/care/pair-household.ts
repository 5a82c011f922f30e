import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { findPersons } from '../person/find-persons.ts'
import { careErrors } from './errors.ts'
import { requirePairingConsent } from './require-pairing.ts'
import { requireCoordinator, requireResident } from './require-resident.ts'
import { decidePairing } from './rules/pairings.ts'
import {
  insertPairing,
  lockHelper,
  selectPairingsOf,
  selectPoliticalStatus,
} from './store/pairings.ts'
import { selectHouseholdPeople } from './store/people.ts'

export type PairHousehold = {
  readonly helperId: Id
  /** Somebody of the household. */
  readonly personId: Id
  readonly sinceOn: CivilDate
}

/**
 * Pairs a Party member with the household in which a person lives (SE-47, SE-63), while the member has
 * a place free (policy) and the household agrees to it. By a coordinator of where the household is.
 * Locks the helper. @throws `person.role-missing`, `care.person-not-found`, `care.household-missing`,
 *   `care.helper-not-found`, `care.consent-missing`, `care.helper-not-member`, `care.own-household`,
 *   `care.pairing-exists`, `care.pairing-full`, `care.date-future`
 */
export const pairHousehold = writeUseCase<PairHousehold, { readonly pairingId: Id }, unknown>({
  useCase: 'care.pair-household',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { tx } = batch.ctx
    const { actorId, today, policy } = await requireCoordinator(batch, command)
    const { helperId, personId, sinceOn } = command.input
    const person = await requireResident(batch, communityId, personId)
    const { householdId } = person
    if (householdId === null) throw new DomainError(careErrors['household-missing'])
    const helper = (await findPersons(tx, [helperId])).get(helperId)
    if (!helper || helper.leftAt) throw new DomainError(careErrors['helper-not-found'])
    await lockHelper(tx, communityId, helperId)
    const people = (await selectHouseholdPeople(tx, person)).map(({ id }) => id)
    await requirePairingConsent(batch, communityId, people)
    const facts = {
      ...{ helperId, householdId, sinceOn, householdPeople: people },
      politicalStatus: await selectPoliticalStatus(tx, helperId, today),
      open: await selectPairingsOf(tx, helperId, communityId),
    }
    const slot = accept(decidePairing(facts, policy.pairingCapacity, today))
    const id = newId()
    await insertPairing(tx, {
      ...{ communityId, id, helperId, householdId, slot, sinceOn, untilOn: null },
      ...{ createdById: actorId, createdAt: batch.now, endedById: null, endedAt: null },
    })
    const subjects = [id, helperId, householdId]
    await recordAct(batch, command, { act: 'care.pair-household', subjects })
    return { pairingId: id }
  }),
})
