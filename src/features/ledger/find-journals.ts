import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import type { AccountRef, Transfer } from './model.ts'
import { refKey } from './rules/books.ts'
import { transferKey } from './rules/reversal.ts'
import { selectJournals, selectReversed, type JournalLine } from './store/journals.ts'

/** One act as it was posted: nothing of it ever changes, so it may be read before any lock. */
export type FoundJournal = {
  /** All its transfers, in whichever books; those of one community in the order of posting. */
  readonly transfers: readonly Transfer[]
  /** Every account that it touched, once. */
  readonly accounts: readonly AccountRef[]
}

/** The known ones of `journalIds`, by id. */
export async function findJournals(
  tx: Queryable,
  journalIds: readonly Id[],
): Promise<ReadonlyMap<Id, FoundJournal>> {
  const byJournal = new Map<Id, JournalLine[]>()
  for (const line of await selectJournals(tx, journalIds)) {
    const { journalId } = line.transfer
    byJournal.set(journalId, [...(byJournal.get(journalId) ?? []), line])
  }
  return new Map([...byJournal].map(([journalId, lines]) => [journalId, journalOf(lines)]))
}

function journalOf(lines: readonly JournalLine[]): FoundJournal {
  const refs = lines.flatMap(({ debit, credit }) => [debit, credit])
  return {
    transfers: lines.map(({ transfer }) => transfer),
    accounts: [...new Map(refs.map((ref) => [refKey(ref), ref])).values()],
  }
}

/**
 * Which transfers were reversed before, as `transferKey`s. This may change until the books are
 * locked: send it after the lock.
 */
export async function findReversed(
  tx: Queryable,
  transfers: readonly Transfer[],
): Promise<ReadonlySet<string>> {
  return new Set((await selectReversed(tx, transfers)).map(transferKey))
}
