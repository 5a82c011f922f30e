import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { ActivityPlan } from './model/plans.ts'
import { selectPlans } from './store/plans.ts'

/** A community's plans, those that go on first. */
export function listPlans(
  ctx: Ctx,
  input: { readonly communityId: Id },
): Promise<readonly ActivityPlan[]> {
  return inRead(ctx, (tx) => selectPlans(tx, input.communityId))
}
