import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import { layOutAgain, markHolidayRemoved } from './store/plans.ts'

export type RemoveSchoolHoliday = { readonly schoolHolidayId: Id }

/** Takes back what was entered. @throws `person.role-missing`, `duty.school-holiday-not-found` */
export const removeSchoolHoliday = writeUseCase<RemoveSchoolHoliday, RemoveSchoolHoliday, unknown>({
  useCase: 'duty.remove-school-holiday',
  work: oneByOne(async (batch, command) => {
    const { schoolHolidayId } = command.input
    await requireRoleInTx(batch, command, ['districtAdministrator'], DISTRICT_SCOPE)
    const removed = await markHolidayRemoved(batch.ctx.tx, schoolHolidayId, {
      removedAt: batch.now,
      removedById: command.actor.personId,
    })
    if (!removed) throw new DomainError(dutyErrors['school-holiday-not-found'])
    await layOutAgain(batch.ctx.tx)
    const subjects = [schoolHolidayId]
    await recordAct(batch, command, { act: 'duty.remove-school-holiday', subjects })
    return { schoolHolidayId }
  }),
})
