import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { Duty } from './model/rosters.ts'
import { decideDuty } from './rules/rosters.ts'
import { insertDuty } from './store/duties.ts'

export type CreateDuty = Pick<Duty, 'code' | 'name' | 'opens' | 'closes' | 'workdaysOnly'>

/**
 * A duty of the scope's community, for which a roster is kept. By a coordinator there.
 * @throws `person.role-missing`, `duty.duty-code`, `duty.duty-time`, `duty.duty-exists`
 */
export const createDuty = writeUseCase<CreateDuty, { readonly dutyId: Id }, unknown>({
  useCase: 'duty.create-duty',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    accept(decideDuty(command.input))
    const id = newId()
    await insertDuty(batch.ctx.tx, {
      ...command.input,
      ...{ communityId, id, createdById: command.actor.personId, createdAt: batch.now },
      retiredAt: null,
    })
    await recordAct(batch, command, { act: 'duty.create-duty', subjects: [id] })
    return { dutyId: id }
  }),
})
