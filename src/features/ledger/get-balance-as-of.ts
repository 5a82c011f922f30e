import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import { selectAtSequence, selectAtVersion, sumEffective } from './store/reads.ts'

/** A point on one of the two axes: what was written by then, or what had happened by then. */
export type Point =
  { readonly version: number } | { readonly sequence: number } | { readonly effectiveAt: Instant }

/**
 * The balance as it was: after an account version or a sequence of the books exactly, or of
 * everything that had happened until `effectiveAt`, known only later included.
 * @throws `ledger.account-not-found`
 */
export async function getBalanceAsOf(
  ctx: Ctx,
  input: AccountOf & { readonly at: Point },
): Promise<Minutes> {
  const { accountId } = await getBalance(ctx, input)
  if (accountId === null) return ZERO
  const key = { communityId: input.communityId, accountId }
  const { at } = input
  return inRead(ctx, async (tx) => {
    if ('effectiveAt' in at) return sumEffective(tx, key, at.effectiveAt)
    const point =
      'version' in at
        ? await selectAtVersion(tx, key, at.version)
        : await selectAtSequence(tx, key, at.sequence)
    return point?.balance_after_minutes ?? ZERO
  })
}
