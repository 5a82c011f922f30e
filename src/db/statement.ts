import type { TransactionSql } from 'postgres'
import type { Queryable } from './client.ts'

export type Param = string | number | null

/**
 * Runs one of the few hot statements, prepared and without drizzle's overhead, on the connection of
 * drizzle's own transaction, or on the pool for a read outside one. Parameters are strings, numbers and null only (instants as ISO
 * strings, sets as one JSON text): anything else can hang the driver's pool. Independent statements
 * sent without awaiting travel in one flight, and PostgreSQL runs them in the order sent.
 */
export async function statement<Row>(
  tx: Queryable,
  text: string,
  params: readonly Param[],
): Promise<readonly Row[]> {
  const { client } = (tx as unknown as { session: { client: TransactionSql } }).session
  return client.unsafe<Row[] & Record<string, unknown>[]>(text, [...params], { prepare: true })
}
