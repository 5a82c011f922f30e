import {
  civilDateOf,
  instantAt,
  minutesBetween,
  plusDays,
  plusMinutes,
  type CivilDate,
  type Instant,
} from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { momentsOf } from '../../../kernel/recurrence.ts'
import type { Calendar } from '../../../kernel/workdays.ts'
import { dutyErrors } from '../errors.ts'
import type { PlanDays, PlanTerms, SchoolHoliday } from '../model/plans.ts'

export const MOST_DATES = 60
const MOST_A_DAY = 8
const LOOK_AHEAD_DAYS = 60
const A_YEAR_DAYS = 400

type Timing = Pick<PlanTerms, 'rule' | 'dates' | 'days' | 'startsOn' | 'endsOn' | 'durationMinutes'>
type Holiday = Pick<SchoolHoliday, 'startsOn' | 'endsOn'>

/** A rule that can be read, with at least one time to come and none that overlaps the one before. */
export function decidePlan(timing: Timing, now: Instant): 'accepted' | Refusal {
  const { rule, dates, startsOn, endsOn } = timing
  if (endsOn !== null && endsOn < startsOn) return refuse(dutyErrors['plan-days'])
  if (dates.length > MOST_DATES) return refuse(dutyErrors['plan-dates'], { most: MOST_DATES })
  const from = laterOf(instantAt(startsOn), now)
  if (rule !== null && momentsOf(rule, from, from, 0) === undefined) {
    return refuse(dutyErrors['plan-rule'])
  }
  const most = MOST_A_DAY * LOOK_AHEAD_DAYS
  const soon = timesOf(
    timing,
    from,
    endOf(timing, plusMinutes(from, LOOK_AHEAD_DAYS * 1_440)),
    most,
  )
  const crowds = [soon, ...dates.map((at) => around(timing, at))]
  if (soon.length >= most || crowds.some((times) => overlapThemselves(times, timing))) {
    return refuse(dutyErrors['plan-too-often'])
  }
  const far = endOf(timing, plusMinutes(from, A_YEAR_DAYS * 1_440))
  return timesOf(timing, from, far, 1).length > 0 ? 'accepted' : refuse(dutyErrors['plan-never'])
}

/** When shifts of the plan begin after `from`, up to and including `until`, in order. */
export function shiftTimesOf(
  timing: Timing,
  from: Instant,
  until: Instant,
  calendar: Calendar,
  holidays: readonly Holiday[],
): readonly Instant[] {
  const start = laterOf(from, plusMinutes(instantAt(timing.startsOn), -1))
  return timesOf(timing, start, endOf(timing, until), Number.MAX_SAFE_INTEGER).filter((at) =>
    isHeldOn(timing.days, civilDateOf(at), calendar, holidays),
  )
}

function timesOf(timing: Timing, from: Instant, until: Instant, most: number): readonly Instant[] {
  const { rule, dates } = timing
  const byRule = rule === null ? [] : (momentsOf(rule, from, until, most) ?? [])
  const byDate = dates.filter((at) => at > from && at <= until)
  return [...new Set([...byRule, ...byDate])].sort()
}

function endOf({ endsOn }: Timing, until: Instant): Instant {
  if (endsOn === null) return until
  const last = plusMinutes(instantAt(plusDays(endsOn, 1)), -1)
  return last < until ? last : until
}

function laterOf(one: Instant, other: Instant): Instant {
  return one > other ? one : other
}

/** What begins so near to a date that it would overlap it. */
function around(timing: Timing, at: Instant): readonly Instant[] {
  const { durationMinutes } = timing
  return timesOf(
    timing,
    plusMinutes(at, -durationMinutes),
    plusMinutes(at, durationMinutes - 1),
    MOST_A_DAY,
  )
}

function overlapThemselves(times: readonly Instant[], { durationMinutes }: Timing): boolean {
  return times.some((at, index) => {
    const before = times[index - 1]
    return before !== undefined && minutesBetween(before, at) < durationMinutes
  })
}

export function isHeldOn(
  days: PlanDays,
  on: CivilDate,
  calendar: Calendar,
  holidays: readonly Holiday[],
): boolean {
  const isHoliday = holidays.some(({ startsOn, endsOn }) => startsOn <= on && on <= endsOn)
  switch (days) {
    case 'every':
      return true
    case 'workdays':
      return calendar.isWorkday(on)
    case 'schoolDays':
      return calendar.isWorkday(on) && !isHoliday
    case 'schoolHolidays':
      return isHoliday
  }
}

export type LaidOut = {
  readonly id: string
  readonly occursAt: Instant
  /** Somebody signed up, or it was moved or cancelled on its own: it stays as it is. */
  readonly kept: boolean
}

/**
 * What becomes of the shifts to come when a plan is laid out: those that nobody has touched follow
 * the plan; a day on which a kept shift of another time stands gets no second one.
 */
export function planLayout(
  wanted: readonly Instant[],
  existing: readonly LaidOut[],
  anew: boolean,
): { readonly remove: readonly string[]; readonly add: readonly Instant[] } {
  const times = new Set<Instant>(wanted)
  const kept = existing.filter((one) => one.kept)
  const keptTimes = new Set(kept.map(({ occursAt }) => occursAt))
  const takenDays = new Set(
    kept.flatMap(({ occursAt }) => (times.has(occursAt) ? [] : [civilDateOf(occursAt)])),
  )
  const fits = (at: Instant) => !takenDays.has(civilDateOf(at))
  const loose = existing.filter((one) => !one.kept)
  const remove = loose.filter(({ occursAt }) => anew || !times.has(occursAt) || !fits(occursAt))
  const removed = new Set(remove.map(({ id }) => id))
  const stays = new Set(loose.flatMap(({ id, occursAt }) => (removed.has(id) ? [] : [occursAt])))
  const add = wanted.filter((at) => fits(at) && !keptTimes.has(at) && !stays.has(at))
  return { remove: [...removed], add }
}

const LONGEST_HOLIDAY_DAYS = 184

export function decideSchoolHoliday({ startsOn, endsOn }: Holiday): 'accepted' | Refusal {
  const fits = endsOn >= startsOn && endsOn <= plusDays(startsOn, LONGEST_HOLIDAY_DAYS)
  return fits ? 'accepted' : refuse(dutyErrors['school-holiday-days'])
}
