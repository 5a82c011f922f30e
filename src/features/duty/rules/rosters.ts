import { plusDays, type CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { isStationHours, type Calendar } from '../../../kernel/workdays.ts'
import { dutyErrors } from '../errors.ts'
import type { Duty, Leave, OnDuty, RosterDay } from '../model/rosters.ts'

/** A year ahead: nobody plans further. */
const LONGEST_DAYS = 366

export function decideDuty({ code, opens, closes }: Pick<Duty, 'code' | 'opens' | 'closes'>) {
  if (!/^[a-z][a-zA-Z0-9-]{1,39}$/.test(code)) return refuse(dutyErrors['duty-code'])
  return isStationHours({ opens, closes }) ? 'accepted' : refuse(dutyErrors['duty-time'])
}

/** AB角工作法: A, unless A is away or has nothing to do there any more; then B (SE-72). */
export function actingOf(
  day: Pick<RosterDay, 'aId' | 'bId'>,
  isAble: (personId: Id) => boolean,
): OnDuty {
  const acting = [day.aId, day.bId].find((id) => id !== null && isAble(id)) ?? null
  return { a: day.aId, b: day.bId, acting }
}

/** From today on, once each; two different people, who both coordinate or serve there. */
export function decideRosterDays(
  days: readonly RosterDay[],
  today: CivilDate,
  serves: (personId: Id) => boolean,
): 'accepted' | Refusal {
  const seen = new Set<CivilDate>()
  for (const { dutyOn, aId, bId } of days) {
    const details = { dutyOn }
    if (dutyOn < today) return refuse(dutyErrors['roster-past'], details)
    if (dutyOn > plusDays(today, LONGEST_DAYS)) return refuse(dutyErrors['roster-far'], details)
    if (seen.has(dutyOn)) return refuse(dutyErrors['roster-day-twice'], details)
    seen.add(dutyOn)
    if (aId === bId && aId !== null) return refuse(dutyErrors['roster-same-person'], details)
    if (aId === null && bId !== null) return refuse(dutyErrors['roster-only-b'], details)
    if ([aId, bId].some((id) => id !== null && !serves(id))) {
      return refuse(dutyErrors['roster-not-serving'], details)
    }
  }
  return 'accepted'
}

/** Not longer than a year, and not over before today. */
export function decideLeave(
  leave: { readonly fromOn: CivilDate; readonly untilOn: CivilDate },
  today: CivilDate,
): 'accepted' | Refusal {
  const { fromOn, untilOn } = leave
  if (untilOn < fromOn || untilOn > plusDays(fromOn, LONGEST_DAYS)) {
    return refuse(dutyErrors['leave-time'])
  }
  return untilOn < today ? refuse(dutyErrors['leave-past']) : 'accepted'
}

/** What is left of a leave when somebody is back today: up to yesterday, or nothing of it. */
export function decideBack(
  leave: Leave,
  today: CivilDate,
): { readonly untilOn: CivilDate | null } | Refusal {
  if (leave.withdrawnAt) return refuse(dutyErrors['leave-withdrawn'])
  if (leave.untilOn < today) return refuse(dutyErrors['leave-past'])
  return { untilOn: leave.fromOn < today ? plusDays(today, -1) : null }
}

/** A and B of the days, as often as they stand there. */
export function peopleOf(days: readonly Pick<RosterDay, 'aId' | 'bId'>[]): readonly Id[] {
  return days.flatMap(({ aId, bId }) => [aId, bId].filter((id) => id !== null))
}

/** Every day of the period, both ends included. */
export function daysOf(period: Pick<Leave, 'fromOn' | 'untilOn'>): readonly CivilDate[] {
  const days: CivilDate[] = []
  for (let day = period.fromOn; day <= period.untilOn; day = plusDays(day, 1)) days.push(day)
  return days
}

/** Is the duty kept on this day? */
export function isDutyDay(
  { workdaysOnly }: Pick<Duty, 'workdaysOnly'>,
  { isWorkday }: Calendar,
  day: CivilDate,
): boolean {
  return !workdaysOnly || isWorkday(day)
}

/** At least two different people, from today on, within a year. */
export function decideRotation(
  rotation: {
    readonly personIds: readonly Id[]
    readonly fromOn: CivilDate
    readonly untilOn: CivilDate
  },
  today: CivilDate,
): 'accepted' | Refusal {
  const { personIds, fromOn, untilOn } = rotation
  if (personIds.length < 2 || new Set(personIds).size < personIds.length) {
    return refuse(dutyErrors['rotation-people'])
  }
  if (fromOn < today || untilOn < fromOn || untilOn > plusDays(today, LONGEST_DAYS)) {
    return refuse(dutyErrors['rotation-period'])
  }
  return 'accepted'
}

/** What is left of a period from today on. */
export function fromToday<P extends Pick<Leave, 'fromOn' | 'untilOn'>>(
  { fromOn, untilOn }: P,
  today: CivilDate,
): { readonly fromOn: CivilDate; readonly untilOn: CivilDate } {
  return { fromOn: fromOn < today ? today : fromOn, untilOn }
}
