/**
 * Time comes in two forms. An `Instant` is ISO 8601 in UTC with milliseconds
 * (`2026-11-24T03:35:46.123Z`), so that comparing strings compares times. A `CivilDate` is a day of
 * Asia/Shanghai (`2026-11-24`). This file is the only one that reads the machine's clock.
 */
export type Instant = string & { readonly __brand: 'Instant' }
export type CivilDate = string & { readonly __brand: 'CivilDate' }

/** China keeps one time, UTC+8, without summer time since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000
export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

/** The machine's clock; decisions use `ctx.now`, which is the database's. */
export function systemNow(): Instant {
  return instantOf(Date.now())
}

export function systemEpochMs(): number {
  return Date.now()
}

/** Milliseconds that only go forward, for deadlines and durations. */
export function monotonicMs(): number {
  return performance.now()
}

export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString() as Instant
}

export function epochMs(instant: Instant): number {
  return Date.parse(instant)
}

/** Parses an ISO 8601 instant with an offset or Z, years 2000 to 2199; undefined when it is not one. */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/.test(text))
    return undefined
  if (!parseCivilDate(text.slice(0, 10))) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : inRange(instantOf(ms))
}

function inRange(instant: Instant): Instant | undefined {
  return instant >= '2000-01-01' && instant < '2200-01-01' ? instant : undefined
}

/** PostgreSQL prints `2026-11-24 03:35:46.12+00`: sessions run in UTC, and columns keep milliseconds. */
export function instantFromDatabase(text: string): Instant {
  const isPlain = text.length >= 22 && text.length <= 26 && text.endsWith('+00')
  if (!isPlain) return instantOf(Date.parse(text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z')))
  const fraction = text.slice(20, -3).padEnd(3, '0')
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z` as Instant
}

export function plusMinutes(instant: Instant, minutes: number): Instant {
  return instantOf(epochMs(instant) + minutes * MINUTE_MS)
}

export function minutesBetween(from: Instant, to: Instant): number {
  return (epochMs(to) - epochMs(from)) / MINUTE_MS
}

export function civilDateOf(instant: Instant): CivilDate {
  // before 16:00 UTC it is the same day in Shanghai
  if (instant.slice(11, 13) < '16') return instant.slice(0, 10) as CivilDate
  return new Date(epochMs(instant) + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10) as CivilDate
}

/** `14:30` in Shanghai. */
export function civilTimeOf(instant: Instant): string {
  return new Date(epochMs(instant) + SHANGHAI_OFFSET_MS).toISOString().slice(11, 16)
}

/** The instant at which a Shanghai day reaches `HH:MM`. */
export function instantAt(date: CivilDate, time = '00:00'): Instant {
  return instantOf(Date.parse(`${date}T${time}:00+08:00`))
}

export function parseCivilDate(text: string): CivilDate | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return undefined
  return text >= '1900-01-01' && text < '2200-01-01' ? (text as CivilDate) : undefined
}

export function plusDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS)
    .toISOString()
    .slice(0, 10) as CivilDate
}
