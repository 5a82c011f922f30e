import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { judgePromise } from '../desk/judge-promise.ts'
import type { RequestKind } from '../desk/model/requests.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { judgePayer } from './judge-payer.ts'
import type { Payer, Quote } from './model.ts'
import { quoteOf } from './rules/quote.ts'
import { selectAvailable } from './store.ts'

export type QuoteRedemption = {
  readonly communityId: Id
  readonly kind: RequestKind
  readonly offeringId: Id | null
  readonly wishedAt: Instant | null
  readonly inNeed: boolean
  readonly expectedMinutes: Minutes
  readonly payer: Payer | null
  readonly requesterId: Id
  readonly recipientId: Id
  readonly actorId: Id
  readonly byCoordinator: boolean
}

/**
 * 最多用 X，用后还剩 Y, as it would be now. Reserves nothing.
 * @throws as asking for it does, about payer and offering
 */
export async function quoteRedemption(ctx: Ctx, ask: QuoteRedemption): Promise<Quote> {
  const promise = await judgePromise(ctx, ask)
  const policies = await loadPolicies(ctx)
  const availableMinutes = await inRead(ctx, async (tx) =>
    selectAvailable(tx, await judgePayer(tx, ask)),
  )
  return quoteOf({
    expectedMinutes: ask.expectedMinutes,
    chargeFactor: policyAt(policies, 'charge', civilDateOf(promise.now)).factor,
    availableMinutes,
    redeemable: promise.offering?.redeemable ?? null,
    promise: promise.compared,
  })
}
