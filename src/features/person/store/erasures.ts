import { and, eq, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { Erasure } from '../model.ts'
import { erasures } from '../tables.ts'

defineConstraints({ erasures_one_of_a_person: personErrors['erasure-proposed'] })

export async function insertErasure(
  tx: Tx,
  erasure: Omit<Erasure, 'state' | 'decidedById' | 'decidedAt'>,
): Promise<void> {
  await tx.insert(erasures).values({ ...erasure, state: 'proposed' })
}

/** Locked until the transaction ends: an erasure is decided once. */
export async function lockErasure(tx: Tx, id: Id): Promise<Erasure | undefined> {
  const rows = await tx.select().from(erasures).where(eq(erasures.id, id)).for('no key update')
  return rows[0]
}

/** The one that is proposed or done. */
export async function selectErasureOf(tx: Queryable, personId: Id): Promise<Erasure | undefined> {
  const rows = await tx
    .select()
    .from(erasures)
    .where(and(eq(erasures.personId, personId), ne(erasures.state, 'declined')))
  return rows[0]
}

type Decision = { readonly decidedById: Id | null; readonly decidedAt: Instant }

export async function markDeclined(tx: Tx, id: Id, decision: Decision): Promise<void> {
  await tx
    .update(erasures)
    .set({ ...decision, state: 'declined' })
    .where(eq(erasures.id, id))
}

/** From here to its end this transaction may take texts away. */
export async function markDone(tx: Tx, id: Id, decision: Decision): Promise<void> {
  await tx
    .update(erasures)
    .set({ ...decision, state: 'done', doneIn: sql`pg_current_xact_id()` })
    .where(eq(erasures.id, id))
}
