import { eq, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { statement } from '../../../db/statement.ts'
import { instantFromDatabase, type CivilDate, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { incentiveErrors } from '../errors.ts'
import type { Introduction } from '../model.ts'
import { introductions } from '../tables.ts'

defineConstraints({ introductions_not_self: incentiveErrors['introduction-self'] })

/**
 * One statement at a time in the district: a loop is made by two that do not see each other, and no
 * row is common to all the chains that could close.
 */
export async function lockIntroductions(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('introductions', 580))`)
}

export async function selectIntroduction(
  tx: Queryable,
  personId: Id,
): Promise<Introduction | undefined> {
  const rows = await tx.select().from(introductions).where(eq(introductions.personId, personId))
  return rows[0]
}

/** Everybody above `introducerId` in the chain of introductions that stand. */
export async function selectChain(tx: Tx, introducerId: Id): Promise<ReadonlySet<Id>> {
  const rows = await statement<{ id: Id }>(
    tx,
    `with recursive chain as (
       select introducer_id as id from introductions where person_id = $1 and declined_at is null
        union
       select i.introducer_id from chain
         join introductions i on i.person_id = chain.id and i.declined_at is null
     ) select id from chain`,
    [introducerId],
  )
  return new Set(rows.map(({ id }) => id))
}

/** States it for the first time, or in place of what was stated before. */
export async function putIntroduction(
  tx: Tx,
  row: Omit<Introduction, 'declinedAt'>,
): Promise<void> {
  const { introducerId, statedOn, statedAt } = row
  await tx
    .insert(introductions)
    .values({ ...row, declinedAt: null })
    .onConflictDoUpdate({
      target: introductions.personId,
      set: { introducerId, statedOn, statedAt, declinedAt: null },
    })
}

export async function markDeclined(tx: Tx, personId: Id, declinedAt: Instant): Promise<void> {
  await tx.update(introductions).set({ declinedAt }).where(eq(introductions.personId, personId))
}

export type NamedIntroduction = Introduction & { readonly name: string }

/** Those who named `introducerId`, the newest first. */
export async function selectNaming(
  tx: Queryable,
  introducerId: Id,
): Promise<readonly NamedIntroduction[]> {
  const rows = await statement<{
    person_id: Id
    name: string
    stated_on: CivilDate
    stated_at: string
    declined_at: string | null
  }>(
    tx,
    `select i.person_id, p.name, i.stated_on::text as stated_on, i.stated_at::text as stated_at,
            i.declined_at::text as declined_at
       from introductions i join persons p on p.id = i.person_id
      where i.introducer_id = $1
      order by i.stated_at desc, i.person_id limit 200`,
    [introducerId],
  )
  return rows.map((row) => ({
    personId: row.person_id,
    introducerId,
    name: row.name,
    statedOn: row.stated_on,
    statedAt: instantFromDatabase(row.stated_at),
    declinedAt: row.declined_at === null ? null : instantFromDatabase(row.declined_at),
  }))
}
