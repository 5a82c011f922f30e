import { and, asc, eq, isNotNull, isNull, max, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../db/client.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { PolicyCode, PolicySet, PolicyVersion } from './model.ts'
import { policies } from './tables.ts'

type Row = typeof policies.$inferSelect

const toVersion = (row: Row): PolicyVersion => row as PolicyVersion

export async function selectConfirmed(tx: Queryable): Promise<PolicySet> {
  const rows = await tx
    .select()
    .from(policies)
    .where(and(isNotNull(policies.confirmedAt), isNull(policies.withdrawnAt)))
  return rows.map(toVersion)
}

export async function selectAll(tx: Queryable): Promise<readonly PolicyVersion[]> {
  const rows = await tx.select().from(policies).orderBy(asc(policies.code), asc(policies.version))
  return rows.map(toVersion)
}

export async function lockVersion(tx: Tx, id: Id): Promise<PolicyVersion | undefined> {
  const rows = await tx.select().from(policies).where(eq(policies.id, id)).for('no key update')
  return rows.map(toVersion)[0]
}

/** Versions of a code are numbered one after the other: the advisory lock is the queue. */
export async function nextVersion(tx: Tx, code: PolicyCode): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`policy ${code}`}, 580))`)
  const [row] = await tx
    .select({ last: max(policies.version) })
    .from(policies)
    .where(eq(policies.code, code))
  return (row?.last ?? 0) + 1
}

export async function insertVersion(tx: Tx, version: PolicyVersion): Promise<void> {
  await tx.insert(policies).values(version)
}

export async function markConfirmed(
  tx: Tx,
  id: Id,
  personId: Id | null,
  confirmedAt: Instant,
): Promise<void> {
  await tx.update(policies).set({ confirmedById: personId, confirmedAt }).where(eq(policies.id, id))
}

export async function markWithdrawn(tx: Tx, id: Id, withdrawnAt: Instant): Promise<void> {
  await tx.update(policies).set({ withdrawnAt }).where(eq(policies.id, id))
}
