import { and, desc, eq, exists, inArray, lt, type SQL } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { CareOpening, OpenedItem } from '../model/notes.ts'
import { careOpenings, openedItems } from '../tables/notes.ts'

export async function insertOpening(
  tx: Tx,
  opening: CareOpening,
  items: readonly OpenedItem[],
): Promise<void> {
  await tx.insert(careOpenings).values(opening)
  await tx.insert(openedItems).values([...items])
}

export type OpeningWithItems = CareOpening & { readonly items: readonly OpenedItem[] }

export async function selectOpening(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<OpeningWithItems | undefined> {
  const rows = await selectOpeningsWhere(
    tx,
    and(eq(careOpenings.communityId, communityId), eq(careOpenings.id, id)),
    1,
  )
  return rows[0]
}

/** Openings that showed something about one of the people, the latest first. */
export function selectOpeningsAbout(
  tx: Queryable,
  personIds: readonly Id[],
  page: { readonly beforeId: Id | null; readonly limit: number },
): Promise<readonly OpeningWithItems[]> {
  const about = tx
    .select()
    .from(openedItems)
    .where(
      and(
        eq(openedItems.communityId, careOpenings.communityId),
        eq(openedItems.openingId, careOpenings.id),
        inArray(openedItems.personId, [...personIds]),
      ),
    )
  const older = page.beforeId === null ? undefined : lt(careOpenings.id, page.beforeId)
  return selectOpeningsWhere(tx, and(exists(about), older), page.limit)
}

async function selectOpeningsWhere(
  tx: Queryable,
  where: SQL | undefined,
  limit: number,
): Promise<readonly OpeningWithItems[]> {
  const openings = await tx
    .select()
    .from(careOpenings)
    .where(where)
    .orderBy(desc(careOpenings.id))
    .limit(limit)
  if (openings.length === 0) return []
  const ids = openings.map(({ id }) => id)
  const items = await tx.select().from(openedItems).where(inArray(openedItems.openingId, ids))
  return openings.map((opening) => ({
    ...opening,
    items: items.filter(({ openingId }) => openingId === opening.id),
  }))
}

/** Why a file was opened, where it was about an erased person or by words of theirs. */
export function selectReasons(
  tx: Queryable,
  communityIds: readonly Id[],
): Promise<readonly CareOpening[]> {
  if (communityIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(careOpenings)
    .where(inArray(careOpenings.communityId, [...communityIds]))
}

export async function setReasons(
  tx: Tx,
  rows: readonly { readonly communityId: Id; readonly id: Id; readonly reasonSealed: string }[],
): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `update care_openings o set reason_sealed = r.s
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as r(c, i, s)
      where o.community_id = r.c and o.id = r.i`,
    columns(rows, ({ communityId, id, reasonSealed }) => [communityId, id, reasonSealed]),
  )
}
