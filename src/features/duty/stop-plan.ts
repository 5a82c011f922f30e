import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { PlanOutcome } from './create-plan.ts'
import { dutyErrors } from './errors.ts'
import { layOutShifts } from './lay-out-shifts.ts'
import { lockPlan, updatePlan } from './store/plans.ts'

export type StopPlan = { readonly planId: Id; readonly reason: string }

/**
 * Ends a plan. Coming shifts that nobody has signed up for go; the others stay, `kept` counts them:
 * they are held, or cancelled one by one with a reason.
 * @throws `person.role-missing`, `duty.plan-not-found`, `duty.plan-stopped`
 */
export const stopPlan = writeUseCase<StopPlan, PlanOutcome, unknown>({
  useCase: 'duty.stop-plan',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { planId, reason } = command.input
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    const plan = await lockPlan(batch.ctx.tx, communityId, planId)
    if (!plan) throw new DomainError(dutyErrors['plan-not-found'])
    if (plan.stoppedAt !== null) throw new DomainError(dutyErrors['plan-stopped'])
    const stopped = { ...plan, stoppedAt: batch.now }
    await updatePlan(batch.ctx.tx, stopped)
    const layout = await layOutShifts(batch, stopped)
    await recordAct(batch, command, { act: 'duty.stop-plan', subjects: [planId], reason })
    return { planId, ...layout }
  }),
})
