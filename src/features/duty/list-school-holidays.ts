import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, plusDays, systemNow } from '../../kernel/clock.ts'
import type { SchoolHoliday } from './model/plans.ts'
import { selectSchoolHolidays } from './store/plans.ts'

/** A year back and all that is entered ahead, by date. */
export function listSchoolHolidays(ctx: Ctx): Promise<readonly SchoolHoliday[]> {
  const from = plusDays(civilDateOf(ctx.fixedNow?.() ?? systemNow()), -365)
  return inRead(ctx, (tx) => selectSchoolHolidays(tx, from))
}
