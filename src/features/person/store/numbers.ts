import { sql } from 'drizzle-orm'
import type { Tx } from '../../../db/client.ts'
import { numberSeries } from '../tables.ts'

/** The next number of a series, from 1; the series' row is locked until the transaction ends. */
export async function nextNumber(tx: Tx, name: string): Promise<number> {
  const [row] = await tx
    .insert(numberSeries)
    .values({ name, lastNumber: 1 })
    .onConflictDoUpdate({
      target: numberSeries.name,
      set: { lastNumber: sql`${numberSeries.lastNumber} + 1` },
    })
    .returning({ number: numberSeries.lastNumber })
  if (!row) throw new Error(`no number of the series ${name}`)
  return row.number
}
