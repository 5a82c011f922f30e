import type { Batch } from '../../db/commands.ts'
import type { Eraser } from '../person/lock-erasable.ts'
import { ERASED_TEXT, type Erased } from '../person/model.ts'
import { openBody, placeOfConsent, placeOfNote, placeOfReason, sealBody } from './seal-body.ts'
import { selectDetails, setDetails, type SealedDetails } from './store/consents.ts'
import { selectBodies, setBodies, wipeAllNotes } from './store/notes.ts'
import { selectReasons, setReasons } from './store/openings.ts'

/**
 * What was written about the person goes whole, with who signed for them; of other people's sealed
 * texts in their communities only the words that name them. That files were opened, by whom and when
 * stays; why goes where it was about the person.
 */
export const eraseNotes: Eraser = {
  requireSettled: () => Promise.resolve(),
  async erase(batch, erased) {
    const noteIds = await wipeAllNotes(batch.ctx.tx, erased.personId, batch.now)
    await eraseDetails(batch, erased)
    await eraseBodies(batch, erased)
    await eraseReasons(batch, erased)
    return noteIds
  },
}

/** The same text without their words, sealed anew; undefined where it has none of them. */
export function withoutWords(
  { ctx: { sealKeys } }: Batch,
  place: string,
  sealed: string | null,
  { words }: Pick<Erased, 'words'>,
): string | undefined {
  const body = openBody<unknown>(sealKeys, place, sealed)
  if (body === undefined) return undefined
  const json = JSON.stringify(body)
  const left = words.reduce((text, word) => text.replaceAll(word, ERASED_TEXT), json)
  return left === json ? undefined : sealBody(sealKeys, place, JSON.parse(left))
}

async function eraseDetails(batch: Batch, erased: Erased): Promise<void> {
  const rows = await selectDetails(batch.ctx.tx, erased.personId, erased.communityIds)
  await setDetails(
    batch.ctx.tx,
    rows.flatMap(({ detailsSealed, ...row }): readonly SealedDetails[] => {
      const key = { communityId: row.communityId, id: row.id }
      if (row.personId === erased.personId) return [{ ...key, detailsSealed: null }]
      const left = withoutWords(batch, placeOfConsent(row), detailsSealed, erased)
      return left === undefined ? [] : [{ ...key, detailsSealed: left }]
    }),
  )
}

async function eraseBodies(batch: Batch, erased: Erased): Promise<void> {
  const rows = await selectBodies(batch.ctx.tx, erased.communityIds)
  await setBodies(
    batch.ctx.tx,
    rows.flatMap((note) => {
      const left = withoutWords(batch, placeOfNote(note), note.bodySealed, erased)
      const key = { communityId: note.communityId, id: note.id }
      return left === undefined ? [] : [{ ...key, bodySealed: left }]
    }),
  )
}

async function eraseReasons(batch: Batch, erased: Erased): Promise<void> {
  const { tx, sealKeys } = batch.ctx
  const rows = await selectReasons(tx, erased.communityIds)
  await setReasons(
    tx,
    rows.flatMap((row) => {
      const place = placeOfReason(row)
      const key = { communityId: row.communityId, id: row.id }
      if (row.personId === erased.personId) {
        return [{ ...key, reasonSealed: sealBody(sealKeys, place, ERASED_TEXT) }]
      }
      const left = withoutWords(batch, place, row.reasonSealed, erased)
      return left === undefined ? [] : [{ ...key, reasonSealed: left }]
    }),
  )
}
