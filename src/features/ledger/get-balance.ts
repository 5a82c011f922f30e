import type { Database } from '../../db/client.ts'
import { readTogether } from '../../db/read-together.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO } from '../../kernel/minutes.ts'
import { findPersons } from '../person/find-persons.ts'
import { ledgerErrors } from './errors.ts'
import type { AccountRef, Balance } from './model.ts'
import { savingsOf, systemAccount } from './rules/books.ts'
import { selectBalances } from './store/reads.ts'

/** `personId: null` is the 公益时间库. */
export type AccountOf = { readonly communityId: Id; readonly personId: Id | null }

const empty: Balance = {
  accountId: null,
  balanceMinutes: ZERO,
  heldMinutes: ZERO,
  availableMinutes: ZERO,
  version: 0,
  closedAt: null,
}

/**
 * A balance, from its one row. Whoever has not been credited yet has an empty one in the books that
 * would keep it, and none elsewhere. @throws `ledger.account-not-found`
 */
export async function getBalance(ctx: Ctx, account: AccountOf): Promise<Balance> {
  const { communityId, personId } = account
  const ref =
    personId === null ? systemAccount(communityId, 'commons') : savingsOf(communityId, personId)
  const balance = await findBalance(ctx, ref)
  if (balance) return balance
  if (personId === null) return empty
  const people = await inRead(ctx, (tx) => findPersons(tx, [personId]))
  if (people.get(personId)?.booksCommunityId === communityId) return empty
  throw new DomainError(ledgerErrors['account-not-found'])
}

type FindBalance = (ref: AccountRef) => Promise<Balance | undefined>

const together = new WeakMap<Database, FindBalance>()

/** Those who ask at the same time are answered from one read; inside a transaction each sees its own. */
async function findBalance(ctx: Ctx, ref: AccountRef): Promise<Balance | undefined> {
  if (ctx.tx) return (await selectBalances(ctx.tx, [ref]))[0]
  const known = together.get(ctx.db)
  const find = known ?? readTogether((refs) => ctx.db.read((tx) => selectBalances(tx, refs)))
  if (!known) together.set(ctx.db, find)
  return find(ref)
}
