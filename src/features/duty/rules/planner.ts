import { DAY_MS, epochMs, instantAt, plusDays, type CivilDate } from '../../../kernel/clock.ts'

/** First and last day. */
export type DaySpan = { readonly fromOn: CivilDate; readonly untilOn: CivilDate }

/** The ISO week of a day, Monday to Sunday. */
export function weekOf(on: CivilDate): DaySpan {
  // 1 January 1970 was a Thursday; 08:00 in Shanghai is midnight in UTC.
  const days = Math.floor(epochMs(instantAt(on, '08:00')) / DAY_MS)
  const fromOn = plusDays(on, -((((days + 3) % 7) + 7) % 7))
  return { fromOn, untilOn: plusDays(fromOn, 6) }
}

export function monthOf(on: CivilDate): DaySpan {
  const fromOn = `${on.slice(0, 8)}01` as CivilDate
  const next = plusDays(fromOn, 31)
  return { fromOn, untilOn: plusDays(next, -Number(next.slice(8))) }
}
