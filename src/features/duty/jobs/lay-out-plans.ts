import { inTransaction, type Ctx } from '../../../db/transaction.ts'
import { civilDateOf, plusDays, systemNow } from '../../../kernel/clock.ts'
import { loadPolicies } from '../../policy/load-policies.ts'
import { policyAt } from '../../policy/rules.ts'
import { layOutShifts } from '../lay-out-shifts.ts'
import { claimPlans } from '../store/plans.ts'

const PLANS_AT_ONCE = 20

/**
 * Lays out the shifts that the last days brought within sight, and what new school holidays changed.
 * Safe in several processes: each takes plans that no other holds. Returns how many plans were due.
 */
export async function layOutPlans(ctx: Ctx): Promise<number> {
  const now = ctx.fixedNow?.() ?? systemNow()
  const { aheadWeeks } = policyAt(await loadPolicies(ctx), 'shifts', civilDateOf(now))
  const untilOn = plusDays(civilDateOf(now), 7 * aheadWeeks)
  let laidOut = 0
  for (;;) {
    const count = await inTransaction(ctx, async (tx) => {
      const plans = await claimPlans(tx, untilOn, PLANS_AT_ONCE)
      for (const plan of plans) await layOutShifts({ ctx: { ...ctx, tx }, now }, plan)
      return plans.length
    })
    laidOut += count
    if (count < PLANS_AT_ONCE) return laidOut
  }
}
