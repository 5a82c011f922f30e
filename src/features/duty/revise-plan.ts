import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { requireOffering, type PlanOutcome } from './create-plan.ts'
import { dutyErrors } from './errors.ts'
import { layOutShifts } from './lay-out-shifts.ts'
import type { PlanTerms } from './model/plans.ts'
import { decidePlan } from './rules/plans.ts'
import { lockPlan, updatePlan } from './store/plans.ts'

export type RevisePlan = PlanTerms & { readonly planId: Id }

/**
 * Gives a plan new terms. Coming shifts that nobody has signed up for, and that were not moved or
 * cancelled, are laid out anew; the others stay as they were announced, and the day of one whose
 * time the plan has no longer gets no second shift. `kept` counts them.
 * @throws `person.role-missing`, `duty.plan-not-found`, `duty.plan-stopped`, `duty.plan-offering`
 *   and what `decidePlan` refuses
 */
export const revisePlan = writeUseCase<RevisePlan, PlanOutcome, unknown>({
  useCase: 'duty.revise-plan',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { planId, ...terms } = command.input
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    const plan = await lockPlan(batch.ctx.tx, communityId, planId)
    if (!plan) throw new DomainError(dutyErrors['plan-not-found'])
    if (plan.stoppedAt !== null) throw new DomainError(dutyErrors['plan-stopped'])
    accept(decidePlan(terms, batch.now))
    if (terms.offeringId !== plan.offeringId) await requireOffering(batch, terms.offeringId)
    const revised = { ...plan, ...terms, revisedAt: batch.now }
    await updatePlan(batch.ctx.tx, revised)
    const layout = await layOutShifts(batch, revised, true)
    await recordAct(batch, command, { act: 'duty.revise-plan', subjects: [planId] })
    return { planId, ...layout }
  }),
})
