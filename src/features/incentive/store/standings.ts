import { and, desc, eq, getTableColumns, inArray, isNotNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { incentiveErrors } from '../errors.ts'
import type { Standing } from '../model.ts'
import { standings } from '../tables.ts'

defineConstraints({
  standings_one_per_period: incentiveErrors['standing-published'],
  standings_two_people: incentiveErrors['second-person-needed'],
})

/**
 * Waits for approvals and reversals under way in the books below the nodes and keeps new ones out:
 * what is decided later has a later time, so that the same facts are found again.
 */
export async function lockBooksBelow(tx: Tx, nodeIds: readonly Id[]): Promise<void> {
  await statement(
    tx,
    `select b.community_id
       from ledger_books b join nodes n on n.id = b.community_id
      where exists (select from json_array_elements_text($1::json) i
                     where i::uuid = any (n.ancestor_ids))
      order by b.community_id
        for share of b`,
    [JSON.stringify(nodeIds)],
  )
}

export async function insertStanding(tx: Tx, standing: Standing): Promise<void> {
  await tx.insert(standings).values(standing)
}

export async function selectStanding(tx: Queryable, id: Id): Promise<Standing | undefined> {
  const rows = await tx.select().from(standings).where(eq(standings.id, id))
  return rows[0]
}

export async function lockStanding(tx: Tx, id: Id): Promise<Standing | undefined> {
  const rows = await tx.select().from(standings).where(eq(standings.id, id)).for('no key update')
  return rows[0]
}

export async function markPublished(
  tx: Tx,
  id: Id,
  publishedById: Id | null,
  publishedAt: Instant,
): Promise<void> {
  await tx.update(standings).set({ publishedById, publishedAt }).where(eq(standings.id, id))
}

/** What was computed last, of all. */
export async function selectLatestStanding(tx: Queryable): Promise<Standing | undefined> {
  const rows = await tx
    .select()
    .from(standings)
    .orderBy(desc(standings.computedAt), desc(standings.id))
    .limit(1)
  return rows[0]
}

export type StandingOutline = Omit<Standing, 'body'>

const { body: _, ...outline } = getTableColumns(standings)

export async function selectOutline(tx: Queryable, id: Id): Promise<StandingOutline | undefined> {
  const rows = await tx.select(outline).from(standings).where(eq(standings.id, id))
  return rows[0]
}

/** The published one of a node's newest period. */
export async function selectPublished(
  tx: Queryable,
  code: string,
  nodeId: Id,
): Promise<StandingOutline | undefined> {
  const rows = await tx
    .select(outline)
    .from(standings)
    .where(
      and(eq(standings.code, code), eq(standings.nodeId, nodeId), isNotNull(standings.publishedAt)),
    )
    .orderBy(desc(standings.period))
    .limit(1)
  return rows[0]
}

/** What was computed for the nodes, the newest period first. */
export function selectStandings(
  tx: Queryable,
  nodeIds: readonly Id[],
): Promise<readonly StandingOutline[]> {
  return tx
    .select(outline)
    .from(standings)
    .where(inArray(standings.nodeId, [...nodeIds]))
    .orderBy(desc(standings.period), desc(standings.computedAt), desc(standings.id))
    .limit(100)
}
