import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO } from '../../kernel/minutes.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { sumServiceMinutes } from '../service/sum-service-minutes.ts'
import type { StarLevel } from './model.ts'
import { starLevelOf } from './rules/stars.ts'

/** Stars by approved service minutes since registration; a reversal can lower them, spending never. */
export async function getStarLevel(ctx: Ctx, input: { readonly personId: Id }): Promise<StarLevel> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const policy = policyAt(await loadPolicies(ctx), 'stars', today)
  const sums = await sumServiceMinutes(ctx, { personIds: [input.personId] })
  return starLevelOf(sums.get(input.personId) ?? ZERO, policy)
}
