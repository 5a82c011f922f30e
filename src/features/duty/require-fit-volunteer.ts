import type { Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons, findVolunteers } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { listOfferings } from '../service/list-offerings.ts'
import { judgeVolunteer } from '../service/rules/decide-submission.ts'
import { dutyErrors } from './errors.ts'
import type { Shift } from './model/shifts.ts'

/**
 * Asks before a shift what its record will be asked afterwards: registered, with a card, old enough,
 * with a guardian's consent (SE-61, R-34). @throws `duty.person-not-found` and what
 * `judgeVolunteer` refuses
 */
export async function requireFitVolunteer(
  { ctx }: Batch,
  shift: Pick<Shift, 'startsAt' | 'offeringId'>,
  personId: Id,
): Promise<void> {
  const on = civilDateOf(shift.startsAt)
  const person = (await findPersons(ctx.tx, [personId])).get(personId)
  if (!person || person.leftAt !== null) throw new DomainError(dutyErrors['person-not-found'])
  const volunteer = (await findVolunteers(ctx.tx, [personId])).get(personId)
  const offering = (await listOfferings(ctx)).find(({ id }) => id === shift.offeringId) ?? null
  const ages = policyAt(await loadPolicies(ctx), 'ages', on)
  const carries = volunteer ? { ...volunteer, firstCardOn: volunteer.cardOn } : null
  const refusal = judgeVolunteer(on, { person, volunteer: carries, offering }, ages)
  if (refusal) throw new DomainError(refusal.error, refusal.details)
}
