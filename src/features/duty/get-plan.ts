import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import type { ActivityPlan } from './model/plans.ts'
import { selectPlan } from './store/plans.ts'

/** @throws `duty.plan-not-found` */
export async function getPlan(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly planId: Id },
): Promise<ActivityPlan> {
  const plan = await inRead(ctx, (tx) => selectPlan(tx, input.communityId, input.planId))
  if (!plan) throw new DomainError(dutyErrors['plan-not-found'])
  return plan
}
