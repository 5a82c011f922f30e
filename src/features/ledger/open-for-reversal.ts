import type { Tx } from '../../db/client.ts'
import { refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ledgerErrors } from './errors.ts'
import { findJournals, findReversed, type FoundJournal } from './find-journals.ts'
import { openBooks, type BooksAsk, type LoadedBooks } from './open-books.ts'
import type { ActOrigin } from './rules/acts.ts'
import type { Draft } from './rules/books.ts'
import { postReversal, transferKey, type PostedReversal } from './rules/reversal.ts'

export type OpenedForReversal = {
  readonly books: LoadedBooks
  readonly journals: ReadonlyMap<Id, FoundJournal>
  /** `transferKey`s of what was reversed before. */
  readonly reversed: ReadonlySet<string>
}

const nothing: BooksAsk = { communityIds: [], accounts: [] }

/**
 * Locks and loads the books of everything that the journals touched, with what else a use case
 * needs (`also`). Call it in `lock`, where `openBooks` would stand.
 */
export async function openForReversal(
  tx: Tx,
  journalIds: readonly Id[],
  also: BooksAsk = nothing,
): Promise<OpenedForReversal> {
  return openJournals(tx, await findJournals(tx, journalIds), also)
}

/** The same for journals that were found before; nothing is sent ahead of the lock. */
export async function openJournals(
  tx: Tx,
  journals: ReadonlyMap<Id, FoundJournal>,
  also: BooksAsk = nothing,
): Promise<OpenedForReversal> {
  const accounts = [...journals.values()].flatMap((journal) => journal.accounts)
  const transfers = [...journals.values()].flatMap((journal) => journal.transfers)
  const [books, reversed] = await Promise.all([
    openBooks(tx, {
      communityIds: [...also.communityIds, ...accounts.map(({ communityId }) => communityId)],
      accounts: [...also.accounts, ...accounts],
      holds: also.holds ?? [],
    }),
    findReversed(tx, transfers),
  ])
  return { books, journals, reversed }
}

export type ReversalAsk = ActOrigin & {
  readonly journalId: Id
  /** Two people have agreed to write off what is no longer available. */
  readonly coverShortfall: boolean
}

/**
 * Undoes one opened journal in the draft, or refuses and leaves the draft as it was. What earlier
 * commands of the batch reversed counts as reversed. Refuses `ledger.journal-not-found`,
 * `ledger.already-reversed`, `ledger.reversal-of-reversal`, `ledger.shortfall-needs-two` (with
 * `shortfallMinutes`), `ledger.account-closed`.
 */
export function reverseInDraft(
  draft: Draft,
  opened: OpenedForReversal,
  ask: ReversalAsk,
): PostedReversal | Refusal {
  const journal = opened.journals.get(ask.journalId)
  if (!journal) return refuse(ledgerErrors['journal-not-found'])
  const inBatch = draft.transfers.flatMap(({ communityId, reversesSequence }) =>
    reversesSequence === null ? [] : [transferKey({ communityId, sequence: reversesSequence })],
  )
  return postReversal(draft, {
    ...ask,
    original: journal.transfers,
    reversed: new Set([...opened.reversed, ...inBatch]),
  })
}
