import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { forgetCommands } from '../../db/commands-store.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { seal } from '../../kernel/seal.ts'
import { eraseReasons } from '../audit/erase-reasons.ts'
import { recordAct } from '../audit/record-acts.ts'
import { eraseNotices } from '../notice/erase-notices.ts'
import { personErrors } from './errors.ts'
import { fileSearchTerms } from './file-search-terms.ts'
import { findTraces } from './find-traces.ts'
import { lockErasable, type Eraser } from './lock-erasable.ts'
import { ERASED_TEXT, type Erased } from './model.ts'
import { judgeErasure } from './rules.ts'
import { lockErasure, markDone } from './store/erasures.ts'
import {
  allowLongStatements,
  wipeAddress,
  wipePerson,
  wipeSignIns,
  wipeTies,
} from './store/traces.ts'

/** As big as it gets where every record of many communities is looked through. */
const DEADLINE_MS = 60_000

/**
 * 删除个人信息 (PIPL 47), by a second person and for good: whatever identifies the person goes, in one
 * transaction; the books, the records' facts and the statistics stay, under a pseudonym.
 * @throws `person.erasure-not-found`, `person.erasure-decided`, `person.second-person-needed`, and as
 *   `proposeErasure` does
 */
export function erasePerson(erasers: readonly Eraser[]) {
  return writeUseCase<{ readonly erasureId: Id }, { readonly personId: Id }, unknown>({
    useCase: 'person.erase',
    deadlineMs: DEADLINE_MS,
    work: oneByOne(async (batch, command) => {
      const { erasureId } = command.input
      const { tx } = batch.ctx
      const { actor } = command
      const erasure = await lockErasure(tx, erasureId)
      if (!erasure) throw new DomainError(personErrors['erasure-not-found'])
      const decidedById = accept(judgeErasure(erasure, actor.personId))
      const { personId } = erasure
      await lockErasable(batch, command, personId)
      await allowLongStatements(tx)
      for (const eraser of erasers) await eraser.requireSettled(batch, personId)
      await markDone(tx, erasureId, { decidedById, decidedAt: batch.now })
      await eraseEverywhere(batch, erasers, { personId, decidedById })
      const subjects = [erasureId, personId]
      await recordAct(batch, command, { act: 'person.erase', subjects })
      return { personId }
    }),
  })
}

async function eraseEverywhere(
  batch: Batch,
  erasers: readonly Eraser[],
  { personId, decidedById }: { readonly personId: Id; readonly decidedById: Id },
): Promise<void> {
  const { tx, sealKeys } = batch.ctx
  const traces = await findTraces(batch, personId)
  const erased: Erased = { ...traces, personId, decidedById, pseudonym: pseudonymOf(personId) }
  const ids: Id[] = [personId]
  for (const eraser of erasers) ids.push(...(await eraser.erase(batch, erased)))
  const { pseudonym, words } = erased
  await wipePerson(tx, personId, { pseudonym, erasedAt: batch.now })
  await fileSearchTerms({ sealKeys, tx }, [{ id: personId, name: pseudonym, phone: null }])
  await wipeTies(tx, personId, batch.now)
  await wipeSignIns(tx, personId, traces.phoneHashes)
  const { emptyHouseholdId } = traces
  if (emptyHouseholdId !== null) {
    const nothing = seal(sealKeys, '', `households:address_sealed:${emptyHouseholdId}`)
    await wipeAddress(tx, emptyHouseholdId, nothing)
  }
  await eraseNotices(tx, { personId, words, mark: ERASED_TEXT })
  const commandIds = await eraseReasons(tx, { ids, words, mark: ERASED_TEXT })
  await forgetCommands(tx, { actorId: personId, ids: commandIds, words: [personId, ...words] })
}

/** Says that somebody is erased, and tells two of them apart. */
function pseudonymOf(personId: Id): string {
  return `已删除人员 ${personId.slice(-6).toUpperCase()}`
}
