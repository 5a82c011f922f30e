import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicyValues } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'

/** When no texts are sent today, Shanghai time. */
export async function loadQuietTime(ctx: Ctx): Promise<PolicyValues['notices']['quietTime']> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  return policyAt(await loadPolicies(ctx), 'notices', today).quietTime
}
