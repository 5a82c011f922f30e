import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { personErrors } from '../person/errors.ts'
import { fileOpening, type Opened } from './open-file.ts'
import { selectOpenNotes } from './store/notes.ts'

/**
 * Somebody opens what the scope's community has written about them (PIPL 45): about themselves
 * alone, also after a consent is over, as long as it is kept. Filed like any other opening.
 * @throws `person.role-missing`, `care.nothing-to-open`
 */
export const openOwnFile = writeUseCase<object, Opened, unknown>({
  useCase: 'care.open-own-file',
  work: oneByOne(async (batch, command) => {
    const { personId } = command.actor
    if (personId === null) throw new DomainError(personErrors['role-missing'])
    const notes = await selectOpenNotes(batch.ctx.tx, command.scope, [personId])
    return fileOpening(batch, command, {
      ...{ personId, openedById: personId, reasonKind: 'ownRequest', reason: '' },
      items: notes.map(({ item, id }) => ({ personId, item, noteId: id })),
    })
  }),
})
