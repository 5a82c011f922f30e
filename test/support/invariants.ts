import type { Sql } from 'postgres'
import { findBroken } from '../../scripts/support/broken-promises.ts'

/**
 * The promises of `scripts/check-books.sql`, which share no code with the ledger: names every rule
 * that does not hold. An empty list is a book in order.
 */
export async function findBrokenPromises(sql: Sql): Promise<string[]> {
  const broken = await findBroken(sql)
  return broken.map(({ promise, rows }) => `${promise}: ${JSON.stringify(rows.slice(0, 3))}`)
}
