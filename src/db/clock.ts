import { instantFromDatabase, type Instant } from '../kernel/clock.ts'
import type { Tx } from './client.ts'
import { statement } from './statement.ts'
import type { Ctx } from './transaction.ts'

/** The batch's time. Sent after the locks, so that recorded times follow the order of the books. */
export async function readNow(ctx: Ctx, tx: Tx): Promise<Instant> {
  if (ctx.fixedNow) return ctx.fixedNow()
  const rows = await statement<{ now: string }>(
    tx,
    'select clock_timestamp()::timestamptz(3) as now',
    [],
  )
  const [row] = rows
  if (!row) throw new Error('the database told no time')
  return instantFromDatabase(row.now)
}
