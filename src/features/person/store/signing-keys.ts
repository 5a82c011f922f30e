import { and, desc, gt, isNull, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { signingKeys } from '../tables.ts'

export type SigningKeyRow = {
  readonly kid: string
  readonly publicJwk: Record<string, string>
  readonly privateSealed: string
  readonly createdAt: Instant
}

/** One rotation at a time. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('signing keys', 580))`)
}

export async function selectActiveKey(tx: Queryable): Promise<SigningKeyRow | undefined> {
  const rows = await tx
    .select()
    .from(signingKeys)
    .where(isNull(signingKeys.retiredAt))
    .orderBy(desc(signingKeys.createdAt))
    .limit(1)
  return rows[0]
}

/** Those that sign, and those retired after `since`: their tokens may still be out. */
export async function selectPublicKeys(
  tx: Queryable,
  since: Instant,
): Promise<readonly Pick<SigningKeyRow, 'kid' | 'publicJwk'>[]> {
  return tx
    .select({ kid: signingKeys.kid, publicJwk: signingKeys.publicJwk })
    .from(signingKeys)
    .where(or(isNull(signingKeys.retiredAt), gt(signingKeys.retiredAt, since)))
    .orderBy(desc(signingKeys.createdAt))
}

export async function insertSigningKey(tx: Tx, row: SigningKeyRow): Promise<void> {
  await tx.insert(signingKeys).values(row)
}

export async function retireKeysBut(tx: Tx, kid: string, retiredAt: Instant): Promise<void> {
  await tx
    .update(signingKeys)
    .set({ retiredAt })
    .where(and(isNull(signingKeys.retiredAt), sql`${signingKeys.kid} <> ${kid}`))
}
