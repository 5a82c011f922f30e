import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { PolicyValues } from '../../policy/model.ts'
import type { Contribution, PersonDays, Period } from '../model.ts'

export type Mobilisation = PolicyValues['mobilisation']

/** Approved and not reversed; or confirmed, long enough, and building the community. */
export function isContribution(one: Contribution, policy: Mobilisation): boolean {
  if (one.kind === 'record') return one.state === 'approved'
  return (
    one.communityBuilding && !one.withdrawn && one.attendedMinutes >= policy.attendanceMinMinutes
  )
}

/** The contribution days of each person, in their order; two things on a day are one day. */
export function contributionDaysOf(
  contributions: readonly Contribution[],
  policy: Mobilisation,
): ReadonlyMap<Id, readonly CivilDate[]> {
  const days = new Map<Id, Set<CivilDate>>()
  for (const one of contributions) {
    if (!isContribution(one, policy)) continue
    const known = days.get(one.personId) ?? new Set()
    days.set(one.personId, known.add(one.contributedOn))
  }
  return new Map([...days].map(([personId, known]) => [personId, [...known].sort()]))
}

/** Days up to the end of the period, and those within it. */
export function countDays(
  days: readonly CivilDate[],
  period: Period,
): Pick<PersonDays, 'days' | 'periodDays'> {
  const past = days.filter((day) => day <= period.lastOn)
  return { days: past.length, periodDays: past.filter((day) => day >= period.firstOn).length }
}
