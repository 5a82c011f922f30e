import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { listOfferings } from '../service/list-offerings.ts'
import { dutyErrors } from './errors.ts'
import { layOutShifts, type Layout } from './lay-out-shifts.ts'
import type { PlanTerms } from './model/plans.ts'
import { decidePlan } from './rules/plans.ts'
import { insertPlan } from './store/plans.ts'

export type PlanOutcome = Layout & { readonly planId: Id }

/**
 * A coordinator plans what the scope's community will hold; the shifts of the coming weeks are there
 * at once. @throws `person.role-missing`, `duty.plan-offering` and what `decidePlan` refuses
 */
export const createPlan = writeUseCase<PlanTerms, PlanOutcome, unknown>({
  useCase: 'duty.create-plan',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    const createdById = command.actor.personId
    if (createdById === null) throw new DomainError(personErrors['role-missing'])
    accept(decidePlan(command.input, batch.now))
    await requireOffering(batch, command.input.offeringId)
    const plan = {
      ...command.input,
      ...{ communityId, id: newId(), createdById, createdAt: batch.now },
      ...{ revisedAt: null, stoppedAt: null },
    }
    await insertPlan(batch.ctx.tx, plan)
    const layout = await layOutShifts(batch, plan)
    await recordAct(batch, command, { act: 'duty.create-plan', subjects: [plan.id] })
    return { planId: plan.id, ...layout }
  }),
})

/** One that is given now and whose time counts. @throws `duty.plan-offering` */
export async function requireOffering({ ctx }: Batch, offeringId: Id): Promise<void> {
  const offerings = await listOfferings(ctx)
  const offering = offerings.find(({ id }) => id === offeringId)
  if (!offering || offering.counts === 'none') throw new DomainError(dutyErrors['plan-offering'])
}
