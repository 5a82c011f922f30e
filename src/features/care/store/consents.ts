import { and, desc, eq, gte, inArray, isNotNull, isNull, lte, or } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { amongIds } from '../../../db/scrub.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { CareConsent, ConsentItem } from '../model/notes.ts'
import { careConsents } from '../tables/notes.ts'

export async function insertConsents(tx: Tx, rows: readonly CareConsent[]): Promise<void> {
  await tx.insert(careConsents).values([...rows])
}

/** Of the people, those that hold on the day; of one person and item, the one that holds longest. */
export async function selectInForce(
  tx: Queryable,
  communityId: Id,
  personIds: readonly Id[],
  on: CivilDate,
): Promise<readonly CareConsent[]> {
  if (personIds.length === 0) return []
  const rows = await tx
    .select()
    .from(careConsents)
    .where(
      and(
        eq(careConsents.communityId, communityId),
        amongIds(careConsents.personId, personIds),
        isNull(careConsents.withdrawnAt),
        lte(careConsents.givenOn, on),
        gte(careConsents.expiresOn, on),
      ),
    )
    .orderBy(desc(careConsents.expiresOn), desc(careConsents.id))
  const seen = new Set<string>()
  return rows.filter(({ personId, item }) => {
    const key = `${personId} ${item}`
    return !seen.has(key) && seen.add(key)
  })
}

/** All of a person, the latest first: what is withdrawn and what has expired too. */
export function selectConsentsOf(
  tx: Queryable,
  communityId: Id,
  personIds: readonly Id[],
): Promise<readonly CareConsent[]> {
  return tx
    .select()
    .from(careConsents)
    .where(
      and(
        eq(careConsents.communityId, communityId),
        inArray(careConsents.personId, [...personIds]),
      ),
    )
    .orderBy(desc(careConsents.id))
}

/** Locked, so that it is not withdrawn while something is written under it. */
export async function lockConsents(
  tx: Tx,
  communityId: Id,
  personId: Id,
  item: ConsentItem,
): Promise<readonly CareConsent[]> {
  return tx
    .select()
    .from(careConsents)
    .where(
      and(
        eq(careConsents.communityId, communityId),
        eq(careConsents.personId, personId),
        eq(careConsents.item, item),
        isNull(careConsents.withdrawnAt),
      ),
    )
    .orderBy(desc(careConsents.expiresOn), desc(careConsents.id))
    .for('no key update')
}

export async function markConsentsWithdrawn(
  tx: Tx,
  communityId: Id,
  ids: readonly Id[],
  withdrawnAt: Instant,
): Promise<void> {
  await tx
    .update(careConsents)
    .set({ withdrawnAt })
    .where(and(eq(careConsents.communityId, communityId), inArray(careConsents.id, [...ids])))
}

/** Of an erased person, and of others in their communities. */
export function selectDetails(
  tx: Queryable,
  personId: Id,
  communityIds: readonly Id[],
): Promise<readonly CareConsent[]> {
  return tx
    .select()
    .from(careConsents)
    .where(
      and(
        isNotNull(careConsents.detailsSealed),
        or(
          eq(careConsents.personId, personId),
          inArray(careConsents.communityId, [...communityIds]),
        ),
      ),
    )
}

export type SealedDetails = Pick<CareConsent, 'communityId' | 'id' | 'detailsSealed'>

export async function setDetails(tx: Tx, rows: readonly SealedDetails[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `update care_consents k set details_sealed = d.s
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as d(c, i, s)
      where k.community_id = d.c and k.id = d.i`,
    columns(rows, ({ communityId, id, detailsSealed }) => [communityId, id, detailsSealed]),
  )
}
