import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate, type Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { NoteItem } from './model/notes.ts'
import { selectInForce } from './store/consents.ts'
import { selectNotesAbout } from './store/notes.ts'

export type OwnItem = {
  readonly communityId: Id
  readonly item: NoteItem
  readonly recordedAt: Instant
  /** The last day of the consent; null when it is over. */
  readonly expiresOn: CivilDate | null
}

/** What is kept about somebody, by item and not what: for the person. */
export function listOwnItems(ctx: Ctx, personId: Id): Promise<readonly OwnItem[]> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  return inRead(ctx, async (tx) => {
    const notes = await selectNotesAbout(tx, personId)
    const found: OwnItem[] = []
    for (const communityId of new Set(notes.map((note) => note.communityId))) {
      const consents = await selectInForce(tx, communityId, [personId], today)
      for (const { item, recordedAt } of notes.filter((note) => note.communityId === communityId)) {
        const expiresOn = consents.find((one) => one.item === item)?.expiresOn ?? null
        found.push({ communityId, item, recordedAt, expiresOn })
      }
    }
    return found
  })
}
