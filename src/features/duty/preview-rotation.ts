import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { readNow } from '../../db/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import { planRotation, type PlannedRotation, type RotationWish } from './plan-rotation.ts'
import { selectDuty } from './store/duties.ts'

export type PreviewRotation = RotationWish & { readonly communityId: Id; readonly dutyId: Id }

/**
 * What `saveRotation` would write now; nothing is written. The caller has checked the role.
 * @throws `duty.duty-not-found`, `duty.rotation-people`, `duty.rotation-period`,
 *   `duty.roster-not-serving`
 */
export function previewRotation(ctx: Ctx, input: PreviewRotation): Promise<PlannedRotation> {
  return inTransaction(ctx, async (tx) => {
    const duty = await selectDuty(tx, input.communityId, input.dutyId)
    if (!duty) throw new DomainError(dutyErrors['duty-not-found'])
    return planRotation(ctx, tx, await readNow(ctx, tx), duty, input)
  })
}
