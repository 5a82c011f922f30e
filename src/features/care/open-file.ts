import type { FreshCommand } from '../../db/command.ts'
import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import type { OpenedItem, OpeningReason } from './model/notes.ts'
import { requireCoordinator, requireResident } from './require-resident.ts'
import { placeOfReason, sealBody } from './seal-body.ts'
import { selectInForce } from './store/consents.ts'
import { selectOpenNotes } from './store/notes.ts'
import { insertOpening } from './store/openings.ts'
import { selectActsFor } from './store/pairings.ts'
import { selectHouseholdPeople } from './store/people.ts'

export type OpenFile = {
  readonly personId: Id
  readonly reasonKind: Exclude<OpeningReason, 'ownRequest'>
  readonly reason: string
}

export type Opened = { readonly openingId: Id }

/**
 * Opens the file of the household that a person lives in, the register's entries included: files who,
 * when, why and which items, for the family to read; `loadOpening` then shows them for some minutes.
 * The answer holds no content: answers are stored. Items without a consent in force stay closed.
 * By a coordinator of the community, never of one's own household.
 * @throws `person.role-missing`, `care.person-not-found`, `care.not-about-oneself`,
 *   `care.nothing-to-open`
 */
export const openFile = writeUseCase<OpenFile, Opened, unknown>({
  useCase: 'care.open-file',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { actorId, today } = await requireCoordinator(batch, command)
    const { tx } = batch.ctx
    const { personId, reasonKind, reason } = command.input
    const person = await requireResident(batch, communityId, personId)
    const people = (await selectHouseholdPeople(tx, person)).map(({ id }) => id)
    if (people.includes(actorId)) throw new DomainError(careErrors['not-about-oneself'])
    const consents = await selectInForce(tx, communityId, people, today)
    const open = new Set(consents.map((one) => `${one.personId} ${one.item}`))
    const notes = await selectOpenNotes(tx, communityId, people)
    const shown = notes.filter((note) => open.has(`${note.personId} ${note.item}`))
    const items = shown.map((note) => ({
      ...{ personId: note.personId, item: note.item, noteId: note.id },
    }))
    const agreed = consents.find(({ item }) => item === 'pairing')
    const acts = await selectActsFor(tx, communityId, [person.householdId ?? []].flat())
    const visited = agreed && acts.length > 0 ? [pairingOf(agreed.personId)] : []
    return fileOpening(batch, command, {
      ...{ personId, openedById: actorId, reasonKind, reason },
      items: [...items, ...visited],
    })
  }),
})

const pairingOf = (personId: Id) => ({ personId, item: 'pairing' as const, noteId: null })

export type OpeningWish = {
  readonly personId: Id
  readonly openedById: Id
  readonly reasonKind: OpeningReason
  readonly reason: string
  readonly items: readonly Pick<OpenedItem, 'personId' | 'item' | 'noteId'>[]
}

/** @throws `care.nothing-to-open` */
export async function fileOpening(
  batch: Batch,
  command: FreshCommand<unknown>,
  wish: OpeningWish,
): Promise<Opened> {
  if (wish.items.length === 0) throw new DomainError(careErrors['nothing-to-open'])
  const { tx, sealKeys } = batch.ctx
  const { reason, items, ...facts } = wish
  const communityId = command.scope
  const opening = { communityId, id: newId(), ...facts, openedAt: batch.now }
  await insertOpening(
    tx,
    { ...opening, reasonSealed: sealBody(sealKeys, placeOfReason(opening), reason) },
    items.map((item) => ({ ...item, communityId, openingId: opening.id })),
  )
  const subjects = [opening.id, wish.personId]
  await recordAct(batch, command, { act: 'care.open-file', subjects })
  return { openingId: opening.id }
}
