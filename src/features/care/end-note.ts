import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import { requireCoordinator } from './require-resident.ts'
import { lockNote, markNoteEnded } from './store/notes.ts'

/**
 * Ends a note that holds no longer, e.g. an entry of the register: 重点保障 ends with it. Its content
 * stays sealed as long as the consent lasts. @throws `person.role-missing`, `care.note-not-found`
 */
export const endNote = writeUseCase<{ readonly noteId: Id }, { readonly noteId: Id }, unknown>({
  useCase: 'care.end-note',
  work: oneByOne(async (batch, command) => {
    const { actorId } = await requireCoordinator(batch, command)
    const { noteId } = command.input
    const note = await lockNote(batch.ctx.tx, command.scope, noteId)
    if (!note || note.endedAt !== null) throw new DomainError(careErrors['note-not-found'])
    const end = { endedAt: batch.now, endedById: actorId }
    await markNoteEnded(batch.ctx.tx, command.scope, noteId, end)
    const subjects = [noteId, note.personId]
    await recordAct(batch, command, { act: 'care.end-note', subjects })
    return { noteId }
  }),
})
