import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { ledgerErrors } from './errors.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import { selectAtSequence, selectAtVersion, selectSequence, sumEffective } from './store/reads.ts'

/** A point on one of the two axes: what was written by then, or what had happened by then. */
export type Point =
  { readonly version: number } | { readonly sequence: number } | { readonly effectiveAt: Instant }

/**
 * The balance as it was: after an account version or a sequence of the books exactly, or of
 * everything that had happened until `effectiveAt`, known only later included.
 * @throws `ledger.account-not-found`, `ledger.point-ahead`
 */
export async function getBalanceAsOf(
  ctx: Ctx,
  input: AccountOf & { readonly at: Point },
): Promise<Minutes> {
  const { accountId, version } = await getBalance(ctx, input)
  const { at } = input
  if ('version' in at && at.version > version) throw new DomainError(ledgerErrors['point-ahead'])
  if (accountId === null) return ZERO
  const key = { communityId: input.communityId, accountId }
  return inRead(ctx, async (tx) => {
    if ('effectiveAt' in at) return sumEffective(tx, key, at.effectiveAt)
    if ('sequence' in at && at.sequence > (await selectSequence(tx, input.communityId))) {
      throw new DomainError(ledgerErrors['point-ahead'])
    }
    const point =
      'version' in at
        ? await selectAtVersion(tx, key, at.version)
        : await selectAtSequence(tx, key, at.sequence)
    return point?.balance_after_minutes ?? ZERO
  })
}
