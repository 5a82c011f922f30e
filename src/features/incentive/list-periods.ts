import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import { periodKinds, type Period, type PeriodKind } from './model.ts'
import { periodAt, periodBefore } from './rules/period.ts'

/** Of each kind the present one, then the one before. */
export type RecentPeriods = Readonly<Record<PeriodKind, readonly [Period, Period]>>

/** The periods that a page offers to choose from. */
export function listPeriods(ctx: Ctx): RecentPeriods {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const recent = (kind: PeriodKind): readonly [Period, Period] => {
    const present = periodAt(kind, today)
    return [present, periodBefore(present)]
  }
  const [month, quarter, year] = periodKinds
  return { month: recent(month), quarter: recent(quarter), year: recent(year) }
}
