import { plusDays, type CivilDate } from '../../../kernel/clock.ts'
import type { Period, PeriodKind } from '../model.ts'

const CODE = /^(2[01]\d\d)(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?$/

const monthsOf: Readonly<Record<PeriodKind, number>> = { month: 1, quarter: 3, year: 12 }

/** `2026-11`, `2026-Q4`, `2026`; undefined when it is none of them. */
export function parsePeriod(code: string): Period | undefined {
  const parts = CODE.exec(code)
  if (!parts) return undefined
  const [, year = '', month, quarter] = parts
  if (month !== undefined) return periodFrom('month', Number(year), Number(month))
  if (quarter !== undefined) return periodFrom('quarter', Number(year), Number(quarter) * 3 - 2)
  return periodFrom('year', Number(year), 1)
}

/** The month, quarter or year that a day lies in. */
export function periodAt(kind: PeriodKind, date: CivilDate): Period {
  const months = monthsOf[kind]
  const month = Number(date.slice(5, 7))
  return periodFrom(kind, Number(date.slice(0, 4)), month - ((month - 1) % months))
}

export function periodBefore(period: Period): Period {
  return periodAt(period.kind, plusDays(period.firstOn, -1))
}

function periodFrom(kind: PeriodKind, year: number, month: number): Period {
  const firstOn = firstOfMonth(year, month)
  const next = month + monthsOf[kind]
  const lastOn = plusDays(next > 12 ? firstOfMonth(year + 1, 1) : firstOfMonth(year, next), -1)
  return { code: codeOf(kind, year, month), kind, firstOn, lastOn }
}

function firstOfMonth(year: number, month: number): CivilDate {
  return `${year}-${String(month).padStart(2, '0')}-01` as CivilDate
}

function codeOf(kind: PeriodKind, year: number, month: number): string {
  if (kind === 'year') return String(year)
  if (kind === 'quarter') return `${year}-Q${(month + 2) / 3}`
  return `${year}-${String(month).padStart(2, '0')}`
}
