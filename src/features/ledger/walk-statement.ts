import { inRead, type Ctx } from '../../db/transaction.ts'
import { WALK_PAGE, walkPages } from '../../kernel/paging.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import type { StatementLine, VersionRange } from './model.ts'
import { selectStatement } from './store/reads.ts'

/** The lines of a 储蓄本 within a range, oldest first: what `sumStatement` summed, to the line. @throws `ledger.account-not-found` */
export async function walkStatement(
  ctx: Ctx,
  input: AccountOf & { readonly range: VersionRange },
): Promise<AsyncGenerator<readonly StatementLine[]>> {
  const { accountId } = await getBalance(ctx, input)
  return walkPages<StatementLine>(async (last) => {
    if (accountId === null) return []
    const key = { communityId: input.communityId, accountId }
    const range = { ...input.range, after: last?.accountVersion ?? input.range.after }
    return inRead(ctx, (tx) => selectStatement(tx, key, range, 'oldest first', WALK_PAGE))
  })
}
