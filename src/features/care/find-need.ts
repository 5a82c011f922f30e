import type { Tx } from '../../db/client.ts'
import type { Ctx } from '../../db/transaction.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { isInNeed } from './rules/notes.ts'
import { openNeed } from './seal-body.ts'
import { selectInForce } from './store/consents.ts'
import { selectNeedNotes } from './store/notes.ts'

/**
 * 重点保障, and nothing more: for each person whether they are on the community's register or in
 * temporary hardship on the day. An entry whose consent is over counts for nothing; one that does
 * not open counts as need: nobody waits because a key is missing.
 */
export async function findNeed(
  { tx, sealKeys }: Pick<Ctx, 'sealKeys'> & { readonly tx: Tx },
  communityId: Id,
  personIds: readonly Id[],
  on: CivilDate,
): Promise<ReadonlyMap<Id, boolean>> {
  const notes = await selectNeedNotes(tx, communityId, personIds)
  const consents = await selectInForce(
    tx,
    communityId,
    notes.map(({ personId }) => personId),
    on,
  )
  const consented = new Set(
    consents.filter(({ item }) => item === 'need').map(({ personId }) => personId),
  )
  const inNeed = new Set(
    notes
      .filter((note) => consented.has(note.personId))
      .filter((note) => {
        const need = openNeed(sealKeys, note)
        return need === undefined || isInNeed(need, on)
      })
      .map(({ personId }) => personId),
  )
  return new Map(personIds.map((id) => [id, inNeed.has(id)]))
}
