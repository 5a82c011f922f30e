import type { Sql } from 'postgres'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { lookupHash, type SealKeys } from '../../src/kernel/seal.ts'
import { SPREAD_COMMUNITIES, type ScopeName } from './plan.ts'

export type Coordinator = { readonly personId: Id; readonly phone: string; readonly nodeId: Id }

/** Where a case runs, and who approves there. */
export type Scope = {
  readonly name: ScopeName
  readonly communityIds: readonly Id[]
  readonly coordinatorsOf: ReadonlyMap<Id, readonly Coordinator[]>
}

export type District = Readonly<Record<ScopeName, Scope>>

const SUBDISTRICT_COMMUNITIES = 11
const COLLEAGUES = 8

type Node = {
  readonly id: Id
  readonly kind: string
  readonly above: readonly Id[]
  readonly name: string
}

/**
 * A district of 188 communities in 18 subdistricts: one community with eight coordinators of its
 * own, and 187 whose subdistricts have one each.
 */
export async function makeDistrict(sql: Sql, keys: SealKeys): Promise<District> {
  const top: Node = { id: newId(), kind: 'district', above: [], name: '压测区' }
  const nodes: Node[] = [top]
  const coordinators: Coordinator[] = []
  const add = (kind: string, parent: Node): Node => {
    const above = [...parent.above, parent.id]
    const node = { id: newId(), kind, above, name: `压测${nodes.length}` }
    nodes.push(node)
    return node
  }
  const appoint = (node: Node): Coordinator => {
    const phone = `139000${String(10_000 + coordinators.length)}`
    const coordinator = { personId: newId(), phone, nodeId: node.id }
    coordinators.push(coordinator)
    return coordinator
  }
  const lone = add('community', add('subdistrict', top))
  const colleagues = Array.from({ length: COLLEAGUES }, () => appoint(lone))
  const spread = new Map<Id, readonly Coordinator[]>()
  while (spread.size < SPREAD_COMMUNITIES) {
    const subdistrict = add('subdistrict', top)
    const keeper = [appoint(subdistrict)]
    for (let n = 0; n < SUBDISTRICT_COMMUNITIES && spread.size < SPREAD_COMMUNITIES; n += 1)
      spread.set(add('community', subdistrict).id, keeper)
  }
  await insertNodes(sql, nodes)
  await insertCoordinators(sql, keys, lone.id, coordinators)
  const one = new Map<Id, readonly Coordinator[]>([[lone.id, colleagues]])
  return { one: scopeOf('one', one), spread: scopeOf('spread', spread) }
}

function scopeOf(name: ScopeName, coordinatorsOf: ReadonlyMap<Id, readonly Coordinator[]>): Scope {
  return { name, communityIds: [...coordinatorsOf.keys()], coordinatorsOf }
}

async function insertNodes(sql: Sql, nodes: readonly Node[]): Promise<void> {
  const rows = nodes.map(({ id, kind, above, name }) => ({
    i: id,
    k: kind,
    p: above.at(-1) ?? null,
    a: `{${[...above, id].join(',')}}`,
    n: name,
  }))
  await sql.unsafe(
    `insert into nodes (id, kind, parent_id, ancestor_ids, name, created_at)
     select i, k, p, a::uuid[], n, now()
       from json_to_recordset($1::text::json) as t(i uuid, k text, p uuid, a text, n text)`,
    [JSON.stringify(rows)],
  )
}

async function insertCoordinators(
  sql: Sql,
  keys: SealKeys,
  booksCommunityId: Id,
  coordinators: readonly Coordinator[],
): Promise<void> {
  const rows = coordinators.map(({ personId, phone, nodeId }) => ({
    p: personId,
    h: lookupHash(keys, phone),
    n: nodeId,
  }))
  await sql.unsafe(
    `with asked as (
       select p, h, n from json_to_recordset($1::text::json) as t(p uuid, h text, n uuid)
     ), people as (
       insert into persons (id, name, phone_hash, books_community_id, registered_on, created_at)
       select p, '压测审核员', h, $2::uuid, '2020-01-01', now() from asked
     )
     insert into role_grants (id, person_id, role, node_id, granted_at)
     select uuidv7(), p, 'coordinator', n, now() from asked`,
    [JSON.stringify(rows), booksCommunityId],
  )
}
