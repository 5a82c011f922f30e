import type { Tx } from '../../db/client.ts'
import { refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'
import { ledgerErrors } from './errors.ts'
import { findJournals, findReversed, type FoundJournal } from './find-journals.ts'
import { refKey, type AccountRef, type Draft } from './model.ts'
import { openBooks, refsBetween, type BooksAsk, type LoadedBooks } from './open-books.ts'
import { BooksMovedError } from './post-one-by-one.ts'
import type { ActOrigin } from './rules/acts.ts'
import { savingsOf } from './rules/books.ts'
import { postReversal, transferKey, type PostedReversal } from './rules/reversal.ts'

export type OpenedForReversal = {
  readonly books: LoadedBooks
  readonly journals: ReadonlyMap<Id, FoundJournal>
  /** `transferKey`s of what was reversed before. */
  readonly reversed: ReadonlySet<string>
  /** Savings that have moved on, by `refKey`, with where they are now. */
  readonly homes: ReadonlyMap<string, AccountRef>
}

const nothing: BooksAsk = { communityIds: [], accounts: [] }

/**
 * Locks and loads the books of everything that the journals touched, and of where the savings that
 * they touched are now, with what else a use case needs (`also`). Call it in `lock`, where
 * `openBooks` would stand.
 */
export async function openForReversal(
  tx: Tx,
  journalIds: readonly Id[],
  also: BooksAsk = nothing,
): Promise<OpenedForReversal> {
  return openJournals(tx, await findJournals(tx, journalIds), also)
}

/** The same for journals that were found before. */
export async function openJournals(
  tx: Tx,
  journals: ReadonlyMap<Id, FoundJournal>,
  also: BooksAsk = nothing,
): Promise<OpenedForReversal> {
  const touched = [...journals.values()].flatMap((journal) => journal.accounts)
  const transfers = [...journals.values()].flatMap((journal) => journal.transfers)
  const before = await findHomes(tx, touched)
  const accounts = [...also.accounts, ...touched, ...waysHome(touched, before)]
  const books = await openBooks(tx, {
    communityIds: [...also.communityIds, ...accounts.map(({ communityId }) => communityId)],
    accounts,
    holds: also.holds ?? [],
  })
  // what may have changed until the lock
  const [reversed, homes] = await Promise.all([findReversed(tx, transfers), findHomes(tx, touched)])
  if (!isSame(before, homes)) throw new BooksMovedError()
  return { books, journals, reversed, homes }
}

type Homes = ReadonlyMap<string, AccountRef>

/** Of the savings accounts those that have moved on, with where they are now. */
async function findHomes(tx: Tx, accounts: readonly AccountRef[]): Promise<Homes> {
  const savings = accounts.filter(({ kind }) => kind === 'savings')
  if (savings.length === 0) return new Map()
  const persons = await findPersons(
    tx,
    savings.map(({ ownerId }) => ownerId),
  )
  return new Map(
    savings.flatMap((account) => {
      const communityId = persons.get(account.ownerId)?.booksCommunityId ?? account.communityId
      return communityId === account.communityId
        ? []
        : [[refKey(account), savingsOf(communityId, account.ownerId)] as const]
    }),
  )
}

function waysHome(accounts: readonly AccountRef[], homes: Homes): AccountRef[] {
  return accounts.flatMap((account) => {
    const home = homes.get(refKey(account))
    return home ? refsBetween(account, home) : []
  })
}

function isSame(before: Homes, after: Homes): boolean {
  const changed = [...after].some(
    ([key, { communityId }]) => before.get(key)?.communityId !== communityId,
  )
  return before.size === after.size && !changed
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
 * `shortfallMinutes`), `ledger.move-not-reversed`, `ledger.account-closed`.
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
    homes: opened.homes,
  })
}
