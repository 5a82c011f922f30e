import type { FreshCommand } from '../../db/command.ts'
import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import type { ActBody, ActKind, AssistanceKind, Deed, Pairing } from './model/pairings.ts'
import { placeOfAct } from './open-act.ts'
import { requireHouseholdConsent, requirePairing } from './require-pairing.ts'
import { requireCoordinator, requireResident } from './require-resident.ts'
import { decideAct, type ActFacts } from './rules/pairings.ts'
import { sealBody } from './seal-body.ts'
import { insertAct } from './store/pairings.ts'

export type RecordPairingAct = {
  /** The pairing under which it was done; or, of a coordinator's own visit, whose household. */
  readonly at: { readonly pairingId: Id } | { readonly personId: Id }
  readonly actedOn: CivilDate
  readonly act:
    | {
        readonly kind: 'homeVisit'
        readonly findings: string
        readonly next: string | null
        readonly nextOn: CivilDate | null
      }
    | { readonly kind: 'deed'; readonly deed: Deed; readonly note: string }
    | { readonly kind: 'assistance'; readonly assistance: AssistanceKind; readonly note: string }
    | {
        readonly kind: 'inKind'
        readonly thing: string
        readonly quantity: number
        readonly unit: string
        readonly note: string | null
      }
}

/**
 * Records what was done for a household: a home visit with what was found and what is next, one of
 * the six deeds, one of the four kinds of assistance, or help in kind with its quantity. By the
 * paired helper, or by a coordinator, who may enter it from paper and may visit without a pairing.
 * Words that name a sum of money are refused.
 * @throws `care.pairing-not-found`, `care.person-not-found`, `care.household-missing`,
 *   `care.consent-missing`, `care.date-future`, `care.outside-pairing`, `care.next-before`,
 *   `care.no-amounts`, `care.visit-only`
 */
export const recordPairingAct = writeUseCase<RecordPairingAct, { readonly actId: Id }, unknown>({
  useCase: 'care.record-pairing-act',
  work: oneByOne(async (batch, command) => {
    const { input, scope: communityId } = command
    const where = await placeOf(batch, command)
    await requireHouseholdConsent(batch, communityId, where.householdId)
    const { detail, quantity, ...facts } = factsOf(input)
    if (!where.pairing && facts.kind !== 'homeVisit') {
      throw new DomainError(careErrors['visit-only'])
    }
    accept(decideAct(facts, where.pairing, civilDateOf(batch.now)))
    const { kind, actedOn, nextOn, body } = facts
    const { householdId, doneById, recordedById } = where
    const key = { communityId, id: newId(), householdId, doneById }
    await insertAct(batch.ctx.tx, {
      ...{ ...key, pairingId: where.pairing?.id ?? null, kind, detail, actedOn, nextOn, quantity },
      bodySealed: sealBody(batch.ctx.sealKeys, placeOfAct(key, 'body_sealed'), body),
      ...{ finishedOn: null, outcomeSealed: null, recordedById, recordedAt: batch.now },
    })
    const subjects = [key.id, householdId, doneById]
    await recordAct(batch, command, { act: `care.record-${kind}`, subjects })
    return { actId: key.id }
  }),
})

type Place = {
  readonly householdId: Id
  readonly pairing: Pairing | null
  readonly doneById: Id
  readonly recordedById: Id
}

async function placeOf(batch: Batch, command: FreshCommand<RecordPairingAct>): Promise<Place> {
  const { at } = command.input
  if ('pairingId' in at) {
    const { actorId, pairing } = await requirePairing(batch, command, at.pairingId)
    const { householdId, helperId } = pairing
    return { householdId, pairing, doneById: helperId, recordedById: actorId }
  }
  const { actorId } = await requireCoordinator(batch, command)
  const { householdId } = await requireResident(batch, command.scope, at.personId)
  if (householdId === null) throw new DomainError(careErrors['household-missing'])
  return { householdId, pairing: null, doneById: actorId, recordedById: actorId }
}

type Facts = ActFacts & {
  readonly detail: Deed | AssistanceKind | null
  readonly quantity: number | null
}

function factsOf({ actedOn, act }: RecordPairingAct): Facts {
  const plain = { actedOn, kind: act.kind satisfies ActKind, nextOn: null, quantity: null }
  const words = (text: string): ActBody => ({ text, next: null, thing: null, unit: null })
  switch (act.kind) {
    case 'homeVisit': {
      const body = { ...words(act.findings), next: act.next }
      return { ...plain, detail: null, nextOn: act.nextOn, body }
    }
    case 'deed':
      return { ...plain, detail: act.deed, body: words(act.note) }
    case 'assistance':
      return { ...plain, detail: act.assistance, body: words(act.note) }
    case 'inKind': {
      const body = { ...words(act.note ?? ''), thing: act.thing, unit: act.unit }
      return { ...plain, detail: null, quantity: act.quantity, body }
    }
  }
}
