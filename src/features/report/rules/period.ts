import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { reportErrors } from '../errors.ts'
import type { ExportScope, Period } from '../model.ts'

const MOST_YEARS = 5

/** Records need both ends, and no more than five years between them; a statement is one person's. */
export function judgePeriod({ kind, fromOn, untilOn }: ExportScope): Refusal | null {
  if (fromOn === null || untilOn === null) {
    return kind === 'records' ? refuse(reportErrors['period-missing']) : null
  }
  if (fromOn > untilOn) return refuse(reportErrors['period-upside-down'])
  if (kind !== 'records') return null
  return untilOn >= yearsOn(fromOn, MOST_YEARS) ? refuse(reportErrors['period-too-long']) : null
}

/** For comparing only: of 29 February it is a day that may not be there, and still lies right. */
function yearsOn(date: CivilDate, years: number): string {
  return `${Number(date.slice(0, 4)) + years}${date.slice(4)}`
}

export function periodText({ fromOn, untilOn }: Period): string {
  if (fromOn === null && untilOn === null) return '全部'
  return `${fromOn ?? '最早'} 至 ${untilOn ?? '最近'}（含首尾两日）`
}

/** `2026年11月24日` */
export function dayText(on: CivilDate): string {
  const [year = '', month = '', day = ''] = on.split('-')
  return `${year}年${Number(month)}月${Number(day)}日`
}
