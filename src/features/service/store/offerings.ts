import { asc, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Offering } from '../model.ts'
import { offerings } from '../tables.ts'

export function selectOfferings(tx: Queryable): Promise<readonly Offering[]> {
  return tx
    .select()
    .from(offerings)
    .where(isNull(offerings.retiredAt))
    .orderBy(asc(offerings.domain), asc(offerings.id))
}

/** Those whose code is not there yet; returns how many. */
export async function insertMissingOfferings(
  tx: Tx,
  rows: readonly Omit<Offering, 'promiseDays' | 'retiredAt'>[],
): Promise<number> {
  if (rows.length === 0) return 0
  const added = await tx
    .insert(offerings)
    .values(rows.map((row) => ({ ...row, skills: [...row.skills] })))
    .onConflictDoNothing({ target: offerings.code })
    .returning({ id: offerings.id })
  return added.length
}
