import { plusDays, type CivilDate } from '../../../kernel/clock.ts'
import type { PeriodKind } from '../../incentive/model.ts'
import { parsePeriod, periodAt } from '../../incentive/rules/period.ts'
import type { OverviewPeriod } from '../model.ts'

/** Asked for like this, reckoned and kept under its months. */
export const LAST_TWELVE = 'last12'

/** `2026-11`, `2026-Q4`, `2026`, or the twelve months up to `today`; undefined when none of them. */
export function parseOverviewPeriod(code: string, today: CivilDate): OverviewPeriod | undefined {
  if (code === LAST_TWELVE) return rollingAt(today)
  const calendar = parsePeriod(code)
  return calendar && { ...calendar, limitsOf: calendar.kind }
}

/** The twelve months that end with the month of `date`. */
export function rollingAt(date: CivilDate): OverviewPeriod {
  const last = periodAt('month', date)
  const year = Number(last.code.slice(0, 4)) - 1
  const first = periodAt('month', plusDays(`${year}${last.code.slice(4)}-28` as CivilDate, 10))
  return {
    code: `${first.code}_${last.code}`,
    kind: 'rolling',
    limitsOf: 'year',
    firstOn: first.firstOn,
    lastOn: last.lastOn,
  }
}

export function calendarAt(kind: PeriodKind, date: CivilDate): OverviewPeriod {
  return { ...periodAt(kind, date), limitsOf: kind }
}

export function overviewBefore(period: OverviewPeriod): OverviewPeriod {
  const lastOn = plusDays(period.firstOn, -1)
  return period.kind === 'rolling' ? rollingAt(lastOn) : calendarAt(period.kind, lastOn)
}

export function monthOf(date: CivilDate): CivilDate {
  return `${date.slice(0, 7)}-01` as CivilDate
}

/** The months of a period, by their first days. */
export function monthsOf(period: Pick<OverviewPeriod, 'firstOn' | 'lastOn'>): readonly CivilDate[] {
  const months: CivilDate[] = []
  for (let month = monthOf(period.firstOn); month <= period.lastOn;) {
    months.push(month)
    month = monthOf(plusDays(month, 31))
  }
  return months
}

/** The periods in whose figures a month counts; of the rolling ones the present two alone. */
export function periodsWith(
  months: readonly CivilDate[],
  today: CivilDate,
): readonly OverviewPeriod[] {
  const rolling = rollingAt(today)
  const kinds = ['month', 'quarter', 'year'] as const
  const all = months.flatMap((month) => [
    ...kinds.map((kind) => calendarAt(kind, month)),
    ...[rolling, overviewBefore(rolling)].filter(
      ({ firstOn, lastOn }) => firstOn <= month && month <= lastOn,
    ),
  ])
  return [...new Map(all.map((period) => [period.code, period])).values()]
}
