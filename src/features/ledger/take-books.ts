import type { Tx } from '../../db/client.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ledgerErrors } from './errors.ts'
import type { Account, Entry, Transfer } from './model.ts'
import type { Instant } from '../../kernel/clock.ts'
import { lockMissingBooks } from './store/books.ts'
import { insertTaken, insertTakenAccounts, openTaken } from './store/taken.ts'

export type TakenAccount = Account & { readonly openedAt: Instant }

/** Takes what was posted elsewhere, as it stands, in order; who checks it is the caller. */
export type TakeBooks = {
  open(accounts: readonly TakenAccount[]): Promise<void>
  post(transfers: readonly Transfer[], entries: readonly Entry[]): Promise<void>
}

/**
 * Opens the books of a community that has none for those it brings along, in the caller's
 * transaction. @throws `ledger.books-there`
 */
export async function takeBooks(tx: Tx, communityId: Id, sequence: number): Promise<TakeBooks> {
  await lockMissingBooks(tx, [communityId])
  if (!(await openTaken(tx, communityId, sequence)))
    throw new DomainError(ledgerErrors['books-there'])
  return {
    open: (accounts) => insertTakenAccounts(tx, accounts),
    post: (transfers, entries) => insertTaken(tx, transfers, entries),
  }
}
