import { inRead, type Ctx } from '../../db/transaction.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import type { Hold } from './model.ts'
import { findOpenHolds } from './store/books.ts'

/** What is reserved (预留) at the moment, newest first, at most 100. @throws `ledger.account-not-found` */
export async function listOpenHolds(ctx: Ctx, input: AccountOf): Promise<readonly Hold[]> {
  const { accountId } = await getBalance(ctx, input)
  if (accountId === null) return []
  return inRead(ctx, (tx) => findOpenHolds(tx, input.communityId, accountId))
}
