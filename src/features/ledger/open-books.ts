import type { Batch } from '../../db/commands.ts'
import type { Tx } from '../../db/client.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import type { AccountRef } from './model.ts'
import { clearingWith, makeDraft, systemAccount, type Draft } from './rules/books.ts'
import { loadAccounts, loadHolds, lockBooks, lockMissingBooks } from './store/books.ts'
import { writeDraft } from './store/write.ts'

export type HoldKey = { readonly communityId: Id; readonly id: Id }

const systemKinds = ['commons', 'issuance', 'retirement', 'opening', 'adjustment'] as const
type SystemKind = (typeof systemKinds)[number]

/** What a batch may touch. */
export type BooksAsk = {
  readonly communityIds: readonly Id[]
  readonly accounts: readonly AccountRef[]
  readonly holds?: readonly HoldKey[]
  /** System accounts of every community; all kinds unless fewer are named. */
  readonly system?: readonly SystemKind[]
}

export type LoadedBooks = Parameters<typeof makeDraft>[0]

/**
 * Locks the books asked for, in community order, and loads the accounts, with the communities'
 * system accounts, and the holds, in the same flight. Call it first in a batch. Where books were
 * never written to, a lock on their name stands in, and everything is read again under it.
 */
export async function openBooks(tx: Tx, ask: BooksAsk): Promise<LoadedBooks> {
  const communityIds = [...new Set(ask.communityIds)].sort()
  const system = ask.system ?? systemKinds
  const refs = [
    ...ask.accounts,
    ...communityIds.flatMap((id) => system.map((kind) => systemAccount(id, kind))),
  ]
  const loaded = await lockAndLoad(tx, communityIds, refs, ask.holds ?? [])
  const missing = communityIds.filter((id) => !loaded.sequences.has(id))
  if (missing.length === 0) return loaded
  await lockMissingBooks(tx, missing)
  return lockAndLoad(tx, communityIds, refs, ask.holds ?? [])
}

async function lockAndLoad(
  tx: Tx,
  communityIds: readonly Id[],
  refs: readonly AccountRef[],
  holds: readonly HoldKey[],
): Promise<LoadedBooks> {
  const [sequences, accounts, held] = await Promise.all([
    lockBooks(tx, communityIds),
    loadAccounts(tx, refs),
    loadHolds(tx, holds),
  ])
  return { sequences, accounts: [...accounts, ...held.accounts], holds: held.holds }
}

/** The accounts of a movement, with the two clearing accounts when it crosses communities. */
export function refsBetween(debit: AccountRef, credit: AccountRef): AccountRef[] {
  if (debit.communityId === credit.communityId) return [debit, credit]
  return [
    debit,
    credit,
    clearingWith(debit.communityId, credit.communityId),
    clearingWith(credit.communityId, debit.communityId),
  ]
}

export function draftOf(batch: Batch, loaded: LoadedBooks): Draft {
  return makeDraft(loaded, batch.now, newId)
}

export function saveBooks(batch: Batch, draft: Draft): Promise<void> {
  return writeDraft(batch.ctx.tx, draft)
}
