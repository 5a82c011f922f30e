import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { SchoolHoliday } from './model/plans.ts'
import { decideSchoolHoliday } from './rules/plans.ts'
import { insertSchoolHoliday, layOutAgain } from './store/plans.ts'

export type AddSchoolHoliday = Pick<SchoolHoliday, 'name' | 'startsOn' | 'endsOn'>

/**
 * A district administrator enters a holiday of the schools; plans that hang on it are laid out anew
 * by the next job. @throws `person.role-missing`, `duty.school-holiday-days`
 */
export const addSchoolHoliday = writeUseCase<
  AddSchoolHoliday,
  { readonly schoolHolidayId: Id },
  unknown
>({
  useCase: 'duty.add-school-holiday',
  work: oneByOne(async (batch, command) => {
    await requireRoleInTx(batch, command, ['districtAdministrator'], DISTRICT_SCOPE)
    const enteredById = command.actor.personId
    if (enteredById === null) throw new DomainError(personErrors['role-missing'])
    accept(decideSchoolHoliday(command.input))
    const id = newId()
    const entered = { id, enteredById, enteredAt: batch.now, removedAt: null }
    await insertSchoolHoliday(batch.ctx.tx, { ...command.input, ...entered })
    await layOutAgain(batch.ctx.tx)
    await recordAct(batch, command, { act: 'duty.add-school-holiday', subjects: [id] })
    return { schoolHolidayId: id }
  }),
})
