import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { lockOpenDuty } from './lock-open-duty.ts'
import { markRetired } from './store/duties.ts'

export type RetireDuty = { readonly dutyId: Id }

/**
 * No roster is kept for the duty any more; its history stays. By a coordinator.
 * @throws `person.role-missing`, `duty.duty-not-found`, `duty.duty-retired`
 */
export const retireDuty = writeUseCase<RetireDuty, RetireDuty, unknown>({
  useCase: 'duty.retire-duty',
  work: oneByOne(async (batch, command) => {
    const { dutyId } = command.input
    await requireRoleInTx(batch, command, ['coordinator'], command.scope)
    await lockOpenDuty(batch.ctx.tx, command.scope, dutyId)
    await markRetired(batch.ctx.tx, command.scope, dutyId, batch.now)
    await recordAct(batch, command, { act: 'duty.retire-duty', subjects: [dutyId] })
    return { dutyId }
  }),
})
