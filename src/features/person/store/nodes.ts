import { asc, eq, inArray, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { Node } from '../model.ts'
import { nodes } from '../tables.ts'

defineConstraints({
  nodes_one_name: personErrors['node-name-taken'],
  nodes_one_district: personErrors['district-exists'],
})

const columns = {
  id: nodes.id,
  kind: nodes.kind,
  parentId: nodes.parentId,
  ancestorIds: nodes.ancestorIds,
  name: nodes.name,
  aliases: nodes.aliases,
  code: nodes.code,
  phone: nodes.phone,
}

export function selectNodes(tx: Queryable): Promise<readonly Node[]> {
  return tx.select(columns).from(nodes).orderBy(asc(nodes.id))
}

/** Another one as soon as a node was added. */
export async function selectNodesMark(tx: Queryable): Promise<string> {
  const mark = sql<string>`concat(count(*), ' ', max(${nodes.createdAt}))`
  const rows = await tx.select({ mark }).from(nodes)
  return rows[0]?.mark ?? ''
}

export async function selectNode(tx: Queryable, id: Id): Promise<Node | undefined> {
  const rows = await tx.select(columns).from(nodes).where(eq(nodes.id, id))
  return rows[0]
}

export async function selectNodesById(
  tx: Queryable,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, Node>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select(columns)
    .from(nodes)
    .where(inArray(nodes.id, [...new Set(ids)]))
  return new Map(rows.map((row) => [row.id, row]))
}

export async function selectDistrict(tx: Queryable): Promise<Node | undefined> {
  const rows = await tx
    .select(columns)
    .from(nodes)
    .where(sql`${nodes.kind} = 'district'`)
  return rows[0]
}

export async function insertNode(tx: Tx, node: Node, createdAt: Instant): Promise<void> {
  await tx.insert(nodes).values({
    ...node,
    ancestorIds: [...node.ancestorIds],
    aliases: [...node.aliases],
    createdAt,
  })
}
