import type { Ctx } from '../../db/transaction.ts'
import { WALK_PAGE, walkPages } from '../../kernel/paging.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import { readLines, type ListStatement } from './list-statement.ts'
import type { StatementLine } from './model.ts'

/** All lines of a 储蓄本, newest first; none of an account that nothing was posted to yet. @throws `ledger.account-not-found` */
export async function walkStatement(
  ctx: Ctx,
  input: AccountOf & Pick<ListStatement, 'fromOn' | 'untilOn'>,
): Promise<AsyncGenerator<readonly StatementLine[]>> {
  const { accountId } = await getBalance(ctx, input)
  return walkPages<StatementLine>(async (last) => {
    if (accountId === null) return []
    const before = last?.accountVersion ?? Number.MAX_SAFE_INTEGER
    return readLines(ctx, { ...input, accountId }, before, WALK_PAGE)
  })
}
