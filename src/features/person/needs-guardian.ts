import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate } from '../../kernel/clock.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { ageOn } from './rules.ts'

/** Is a guardian to be asked before this person volunteers? Yes where nobody knows the age. */
export async function needsGuardian(ctx: Ctx, bornOn: CivilDate | null): Promise<boolean> {
  if (bornOn === null) return true
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const { guardianUntil } = policyAt(await loadPolicies(ctx), 'ages', today)
  return ageOn(bornOn, today) < guardianUntil
}
