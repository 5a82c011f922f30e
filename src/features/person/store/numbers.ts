import { sql } from 'drizzle-orm'
import type { Tx } from '../../../db/client.ts'
import { numberSeries } from '../tables.ts'

/**
 * The first of the next `count` numbers of a series, which begins at 1; the series' row is locked
 * until the transaction ends.
 */
export async function nextNumbers(tx: Tx, name: string, count: number): Promise<number> {
  const [row] = await tx
    .insert(numberSeries)
    .values({ name, lastNumber: count })
    .onConflictDoUpdate({
      target: numberSeries.name,
      set: { lastNumber: sql`${numberSeries.lastNumber} + ${count}` },
    })
    .returning({ number: numberSeries.lastNumber })
  if (!row) throw new Error(`no number of the series ${name}`)
  return row.number - count + 1
}

/** The series goes on after `least`, if it has not come so far. */
export async function raiseNumbers(tx: Tx, name: string, least: number): Promise<void> {
  await tx
    .insert(numberSeries)
    .values({ name, lastNumber: least })
    .onConflictDoUpdate({
      target: numberSeries.name,
      set: { lastNumber: sql`greatest(${numberSeries.lastNumber}, ${least})` },
    })
}
