import { plusDays, type CivilDate } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { dutyErrors } from '../errors.ts'
import { MOST_DAYS } from './roster-schemas.ts'

type Asked = { readonly from: CivilDate; readonly until: CivilDate }

/** At most a year, in order. @throws `duty.roster-period` */
export function requirePeriod({ from, until }: Asked): { fromOn: CivilDate; untilOn: CivilDate } {
  if (until < from || until >= plusDays(from, MOST_DAYS)) {
    throw new DomainError(dutyErrors['roster-period'])
  }
  return { fromOn: from, untilOn: until }
}
