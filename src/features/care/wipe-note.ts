import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { NoteItem } from './model/notes.ts'
import { lockConsents } from './store/consents.ts'
import { wipeNotes } from './store/notes.ts'

export type WipeNote = {
  readonly personId: Id
  readonly item: NoteItem
  readonly before: CivilDate
}

/**
 * Takes away what was written under an item when the last consent to it ended before a day: the time
 * for renewal is over. Renewed meanwhile, nothing happens.
 */
export const wipeNote = writeUseCase<WipeNote, { readonly wiped: boolean }, unknown>({
  useCase: 'care.wipe-note',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const { personId, item, before } = command.input
    const open = await lockConsents(tx, command.scope, personId, item)
    if (open.some(({ expiresOn }) => expiresOn >= before)) return { wiped: false }
    await wipeNotes(tx, command.scope, personId, {
      ...{ item, wipedAt: batch.now, endedById: command.actor.personId },
    })
    await recordAct(batch, command, { act: 'care.wipe-note', subjects: [personId] })
    return { wiped: true }
  }),
})
