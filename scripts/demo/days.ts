import {
  civilDateOf,
  DAY_MS,
  epochMs,
  instantAt,
  plusDays,
  type CivilDate,
  type Instant,
} from '../../src/kernel/clock.ts'
import type { Calendar } from '../../src/kernel/workdays.ts'

/** Weeks of service before the day on which the story is told. */
export const WEEKS = 15

/** The days of the story, all counted from the one on which it is told. */
export type Days = {
  readonly today: CivilDate
  /** When the district began: the week before anybody served. */
  readonly foundedOn: CivilDate
  /** Every day of service, the oldest first; the last is yesterday. */
  readonly served: readonly CivilDate[]
  readonly isWorkday: (date: CivilDate) => boolean
  /** 1 is the last working day before today, 2 the one before it. */
  readonly workdayBefore: (count: number) => CivilDate
  readonly workdayAfter: (date: CivilDate) => CivilDate
}

export function daysOf(beganAt: Instant, { isWorkday }: Calendar, weeks = WEEKS): Days {
  const today = civilDateOf(beganAt)
  const monday = mondayOf(plusDays(today, -7 * weeks))
  const served: CivilDate[] = []
  for (let day = monday; day < today; day = plusDays(day, 1)) served.push(day)

  function step(from: CivilDate, days: 1 | -1): CivilDate {
    const day = plusDays(from, days)
    return isWorkday(day) ? day : step(day, days)
  }
  return {
    today,
    foundedOn: plusDays(monday, -7),
    served,
    isWorkday,
    workdayBefore(count) {
      let day = today
      for (let left = count; left > 0; left -= 1) day = step(day, -1)
      return day
    },
    workdayAfter: (date) => step(date, 1),
  }
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(date: CivilDate): number {
  // 1 January 1970 was a Thursday; 08:00 in Shanghai is midnight in UTC.
  const days = Math.floor(epochMs(instantAt(date, '08:00')) / DAY_MS)
  return ((days + 3) % 7) + 1
}

function mondayOf(date: CivilDate): CivilDate {
  return plusDays(date, 1 - weekdayOf(date))
}
