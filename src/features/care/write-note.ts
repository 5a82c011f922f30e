import type { FreshCommand } from '../../db/command.ts'
import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import type { FileItem, Need, NoteItem } from './model/notes.ts'
import { requireCoordinator, requireResident, type CareActor } from './require-resident.ts'
import { decideNeed } from './rules/notes.ts'
import { placeOfNote, sealBody, type NoteBody } from './seal-body.ts'
import { lockConsents } from './store/consents.ts'
import { insertNote, lockOpenNote, markNoteEnded } from './store/notes.ts'

export type WriteNote = {
  readonly personId: Id
  /** The note that this corrects, as its writer has read it; null for the first. */
  readonly replacesId: Id | null
} & (
  | { readonly item: FileItem; readonly text: string }
  | { readonly item: 'need'; readonly need: Need }
)

/**
 * Writes what is known about a person under an item, or corrects it: the former content stays sealed
 * in the history. Needs a consent to the item that holds today. By a coordinator of where the person
 * lives. Two corrections of one note at once: the second is told to read again.
 * @throws `person.role-missing`, `care.person-not-found`, `care.consent-missing`,
 *   `care.note-changed`, `care.group-unknown`, `care.need-dates`
 */
export const writeNote = writeUseCase<WriteNote, { readonly noteId: Id }, unknown>({
  useCase: 'care.write-note',
  work: oneByOne(async (batch, command) => {
    const by = await requireCoordinator(batch, command)
    const { input } = command
    await requireResident(batch, command.scope, input.personId)
    const consentId = await consentTo(batch, command, by)
    if (input.item === 'need') accept(decideNeed(input.need, by.policy))
    await endFormer(batch, command, by.actorId)
    const noteId = await insertSealed(batch, command, { consentId, recordedById: by.actorId })
    const subjects = [noteId, input.personId]
    await recordAct(batch, command, { act: `care.write-${input.item}`, subjects })
    return { noteId }
  }),
})

async function consentTo(
  batch: Batch,
  { scope, input }: FreshCommand<WriteNote>,
  { today }: CareActor,
): Promise<Id> {
  const open = await lockConsents(batch.ctx.tx, scope, input.personId, input.item)
  const held = open.find(({ givenOn, expiresOn }) => givenOn <= today && expiresOn >= today)
  if (!held) throw new DomainError(careErrors['consent-missing'])
  return held.id
}

async function endFormer(
  { ctx: { tx }, now }: Batch,
  { scope, input }: FreshCommand<WriteNote>,
  endedById: Id,
): Promise<void> {
  const former = await lockOpenNote(tx, scope, input.personId, input.item)
  if ((former?.id ?? null) !== input.replacesId) throw new DomainError(careErrors['note-changed'])
  if (former) await markNoteEnded(tx, scope, former.id, { endedAt: now, endedById })
}

async function insertSealed(
  { ctx, now }: Batch,
  { scope, input }: FreshCommand<WriteNote>,
  by: { readonly consentId: Id; readonly recordedById: Id },
): Promise<Id> {
  const item: NoteItem = input.item
  const key = { communityId: scope, id: newId(), personId: input.personId, item }
  const body: NoteBody = input.item === 'need' ? input.need : { text: input.text }
  await insertNote(ctx.tx, {
    ...{ ...key, ...by, recordedAt: now },
    bodySealed: sealBody(ctx.sealKeys, placeOfNote(key), body),
    ...{ endedAt: null, endedById: null, wipedAt: null },
  })
  return key.id
}
