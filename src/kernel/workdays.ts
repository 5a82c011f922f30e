import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import {
  type CivilDate,
  DAY_MS,
  type Instant,
  MINUTE_MS,
  civilDateOf,
  civilTimeOf,
  epochMs,
  instantAt,
  instantOf,
  plusDays,
} from './clock.ts'

/**
 * Chinese working time. A promise of n working days ends at the same clock time on the n-th working
 * day after; a limit in minutes runs while the station is open. Both start at the next opening when
 * something arrives while the station is shut.
 */
export type Calendar = {
  readonly isWorkday: (date: CivilDate) => boolean
  /** False: only the weekend rule is known for that year, and its dates are provisional. */
  readonly isPublished: (year: number) => boolean
}

export type DayKind = 'work' | 'rest'

/** `HH:MM` in Shanghai; open from `opens` up to but not including `closes`. */
export type StationHours = { readonly opens: string; readonly closes: string }

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/
/** The longest holidays are nine days; a calendar that never works is a mistake, not a wait. */
const LONGEST_REST_DAYS = 60

const publishedDays: ReadonlyMap<string, DayKind> = new Map([
  ...Object.keys(published.holidays).map((date) => [date, 'rest'] as const),
  ...Object.keys(published.workdays).map((date) => [date, 'work'] as const),
])

/**
 * The State Council's published days, `overrides` (date → kind) before them, weekends for the rest.
 * A year counts as published once its 1 October is known to be a rest day, so entering a year's
 * holidays by hand publishes it and closing the station for one day does not.
 */
export function chineseCalendar(overrides: Readonly<Record<string, DayKind>> = {}): Calendar {
  const known = new Map([...publishedDays, ...Object.entries(overrides)])
  return {
    isWorkday: (date) => (known.get(date) ?? (isWeekend(date) ? 'rest' : 'work')) === 'work',
    isPublished: (year) => known.get(`${year}-10-01`) === 'rest',
  }
}

function isWeekend(date: CivilDate): boolean {
  const days = Math.floor(epochMs(instantAt(date, '08:00')) / DAY_MS)
  // 1 January 1970 was a Thursday.
  const weekday = (((days + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6
}

/** `HH:MM` twice, and open for at least a minute. */
export function isStationHours(hours: StationHours): boolean {
  return CLOCK.test(hours.opens) && CLOCK.test(hours.closes) && hours.opens < hours.closes
}

/** The same clock time on the n-th working day after; 0 days is the moment from which it counts. */
export function plusWorkdays(
  calendar: Calendar,
  hours: StationHours,
  from: Instant,
  days: number,
): Instant {
  const start = whenOpen(calendar, hours, from)
  const date = civilDateOf(start)
  const sinceMidnight = epochMs(start) - epochMs(instantAt(date))
  const target = nthWorkdayAfter(calendar, date, days)
  return instantOf(epochMs(instantAt(target)) + sinceMidnight)
}

/** `amount` minutes of open station later; it may end exactly at closing time. */
export function plusStationMinutes(
  calendar: Calendar,
  hours: StationHours,
  from: Instant,
  amount: number,
): Instant {
  assertCount(amount)
  let start = epochMs(whenOpen(calendar, hours, from))
  let left = amount * MINUTE_MS
  for (;;) {
    const date = civilDateOf(instantOf(start))
    const today = epochMs(instantAt(date, hours.closes)) - start
    if (left <= today) return instantOf(start + left)
    left -= today
    start = epochMs(instantAt(nthWorkdayAfter(calendar, date, 1), hours.opens))
  }
}

/** Minutes of open station from `from` until `until`, rounded down; 0 when `until` is not later. */
export function stationMinutesBetween(
  calendar: Calendar,
  hours: StationHours,
  from: Instant,
  until: Instant,
): number {
  let start = epochMs(whenOpen(calendar, hours, from))
  const end = epochMs(until)
  let open = 0
  while (start < end) {
    const date = civilDateOf(instantOf(start))
    open += Math.min(end, epochMs(instantAt(date, hours.closes))) - start
    start = epochMs(instantAt(nthWorkdayAfter(calendar, date, 1), hours.opens))
  }
  return Math.floor(open / MINUTE_MS)
}

/**
 * The n-th working day after `date`; 0 is `date` itself. "Recorded within 10 working days" is
 * `recordedOn <= nthWorkdayAfter(calendar, servedOn, 10)`.
 */
export function nthWorkdayAfter(calendar: Calendar, date: CivilDate, days: number): CivilDate {
  assertCount(days)
  let day = date
  for (let left = days; left > 0; left -= 1) day = nextWorkday(calendar, day)
  return day
}

/** Working days after `from`, up to and including `to`; 0 when `to` is not later. Walks each day. */
export function workdaysBetween(calendar: Calendar, from: CivilDate, to: CivilDate): number {
  let count = 0
  for (let day = from; day < to;) {
    day = plusDays(day, 1)
    if (calendar.isWorkday(day)) count += 1
  }
  return count
}

/** `from` itself while the station is open, else its next opening. */
export function whenOpen(calendar: Calendar, hours: StationHours, from: Instant): Instant {
  if (!isStationHours(hours)) throw new RangeError(`not station hours: ${JSON.stringify(hours)}`)
  const date = civilDateOf(from)
  const time = civilTimeOf(from)
  if (!calendar.isWorkday(date) || time >= hours.closes) {
    return instantAt(nextWorkday(calendar, date), hours.opens)
  }
  return time < hours.opens ? instantAt(date, hours.opens) : from
}

function nextWorkday(calendar: Calendar, date: CivilDate): CivilDate {
  for (let ahead = 1; ahead <= LONGEST_REST_DAYS; ahead += 1) {
    const day = plusDays(date, ahead)
    if (calendar.isWorkday(day)) return day
  }
  throw new RangeError(`no working day within ${LONGEST_REST_DAYS} days of ${date}`)
}

function assertCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`not a count: ${count}`)
}
