import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { Insurance } from './model/preparations.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { requireOfCommunity } from './require-persons.ts'
import { decideInsurance } from './rules/preparations.ts'
import { insertInsurance } from './store/preparations.ts'

export type RecordInsurance = Pick<
  Insurance,
  'personId' | 'teamId' | 'insurer' | 'policyNumber' | 'fromOn' | 'untilOn'
>

/**
 * Files the accident insurance of one person or of a whole team, before risky duty. By a
 * coordinator of the scope's community.
 * @throws `person.role-missing`, `duty.insured-missing`, `duty.insurance-days`, `duty.team-not-found`,
 *   `duty.person-not-found`
 */
export const recordInsurance = writeUseCase<RecordInsurance, { readonly insuranceId: Id }, unknown>(
  {
    useCase: 'duty.record-insurance',
    work: oneByOne(async (batch, command) => {
      const communityId = command.scope
      const recordedById = await requireCoordinator(batch, command)
      accept(decideInsurance(command.input))
      const { personId } = command.input
      if (personId) await requireOfCommunity(batch.ctx.tx, communityId, [personId])
      const id = newId()
      await insertInsurance(batch.ctx.tx, {
        ...command.input,
        ...{ communityId, id, recordedById, recordedAt: batch.now },
      })
      const subjects = personId ? [personId, id] : [id]
      await recordAct(batch, command, { act: 'duty.record-insurance', subjects })
      return { insuranceId: id }
    }),
  },
)
