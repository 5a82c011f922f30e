import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'

/** The day that it is in Shanghai, by the database's clock. */
export function readToday(ctx: Ctx): Promise<CivilDate> {
  return inTransaction(ctx, async (tx) => civilDateOf(await readNow(ctx, tx)))
}
