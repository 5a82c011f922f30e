import { DomainError } from '../../kernel/errors.ts'
import { ERASED_TEXT, type Erased } from '../person/model.ts'
import type { Batch } from '../../db/commands.ts'
import type { Id } from '../../kernel/ids.ts'
import { findTraces } from '../person/find-traces.ts'
import type { Eraser } from '../person/lock-erasable.ts'
import { importErrors } from './errors.ts'
import { openLeft, openRows, openVerdicts, sealLeft } from './seal-rows.ts'
import { scrubImports, selectOpenChunks, selectLeftChunks, setLeft } from './store/erased.ts'

/**
 * Lines are kept sealed until they are written; lines left over of a file that is done go where they
 * name the person. A file with the person in it that is still under way is settled first.
 * @throws `import.person-waiting`
 */
export const eraseRows: Eraser = {
  async requireSettled(batch, personId) {
    const { words } = await findTraces(batch, personId)
    if (await isWaiting(batch, personId, words))
      throw new DomainError(importErrors['person-waiting'])
  },
  async erase({ ctx: { tx, sealKeys } }, erased) {
    for (const { leftSealed, ...key } of await selectLeftChunks(tx)) {
      const left = openLeft(sealKeys, key, leftSealed)
      const kept = left.map((one) => without(one, erased))
      if (kept.every((one, at) => one === left[at])) continue
      await setLeft(tx, key, sealLeft(sealKeys, key, kept))
    }
    await scrubImports(tx, erased)
    return []
  },
}

function without<T extends { readonly reason: string }>(problem: T, { words }: Erased): T {
  const reason = words.reduce((text, word) => text.replaceAll(word, ERASED_TEXT), problem.reason)
  return reason === problem.reason ? problem : { ...problem, reason }
}

async function isWaiting(
  { ctx: { tx, sealKeys } }: Batch,
  personId: Id,
  words: readonly string[],
): Promise<boolean> {
  for (const chunk of await selectOpenChunks(tx)) {
    const told = openVerdicts(sealKeys, chunk)
    if (told.some(({ likely }) => likely.some((one) => one.personId === personId))) return true
    const cells = openRows(sealKeys, chunk).flatMap((row) => row.cells)
    if (cells.some((cell) => words.some((word) => cell.includes(word)))) return true
  }
  return false
}
