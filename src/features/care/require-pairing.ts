import type { Command } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findHolders } from '../person/find-holders.ts'
import { careErrors } from './errors.ts'
import type { Pairing } from './model/pairings.ts'
import { careRoles } from './require-resident.ts'
import { selectInForce } from './store/consents.ts'
import { lockPairing } from './store/pairings.ts'
import { selectPeopleOf } from './store/people.ts'

export type PairingActor = { readonly actorId: Id; readonly pairing: Pairing }

/**
 * The pairing, locked, for its helper or a coordinator of the community; whoever else asks is told
 * that there is none. @throws `care.pairing-not-found`
 */
export async function requirePairing(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor' | 'scope'>,
  pairingId: Id,
): Promise<PairingActor> {
  const { scope: communityId } = command
  const { tx } = batch.ctx
  const actorId = command.actor.personId
  const pairing = await lockPairing(tx, communityId, pairingId)
  if (!pairing || actorId === null) throw new DomainError(careErrors['pairing-not-found'])
  if (pairing.helperId === actorId) return { actorId, pairing }
  const held = await findHolders(tx, [{ personId: actorId, communityId }], careRoles)
  if (held.size === 0) throw new DomainError(careErrors['pairing-not-found'])
  return { actorId, pairing }
}

/** Somebody of the household agrees to being visited, today. @throws `care.consent-missing` */
export async function requirePairingConsent(
  { ctx: { tx }, now }: Batch,
  communityId: Id,
  people: readonly Id[],
): Promise<void> {
  const consents = await selectInForce(tx, communityId, people, civilDateOf(now))
  if (!consents.some(({ item }) => item === 'pairing')) {
    throw new DomainError(careErrors['consent-missing'])
  }
}

/** The same for whoever lives in the household now. @throws `care.consent-missing` */
export async function requireHouseholdConsent(
  batch: Batch,
  communityId: Id,
  householdId: Id,
): Promise<void> {
  const people = await selectPeopleOf(batch.ctx.tx, [householdId])
  await requirePairingConsent(
    batch,
    communityId,
    people.map(({ id }) => id),
  )
}
