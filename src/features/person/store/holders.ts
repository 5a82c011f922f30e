import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { DISTRICT_SCOPE, type Id } from '../../../kernel/ids.ts'
import type { NodeKind, Role } from '../model.ts'

export type PersonAtCommunity = { readonly personId: Id; readonly communityId: Id }

export function holderKey(pair: PersonAtCommunity): string {
  return `${pair.personId} ${pair.communityId}`
}

/**
 * Which of the pairs hold one of `roles` there or above. The grants found are locked in share mode
 * until the transaction ends: a revoke that committed first is seen, a later one waits. The nil
 * scope stands for the district.
 */
export async function selectHolders(
  tx: Tx,
  pairs: readonly PersonAtCommunity[],
  roles: readonly Role[],
): Promise<ReadonlySet<string>> {
  const distinct = [...new Map(pairs.map((pair) => [holderKey(pair), pair])).values()]
  if (distinct.length === 0 || roles.length === 0) return new Set()
  const rows = await statement<{ person_id: Id; community_id: Id }>(
    tx,
    `select k.p as person_id, k.c as community_id
       from unnest($1::uuid[], $2::uuid[]) as k(p, c)
       join nodes n on n.id = case when k.c = '${DISTRICT_SCOPE}'
                                   then (select id from nodes where kind = 'district')
                                   else k.c end
       join role_grants g on g.person_id = k.p
                         and g.revoked_at is null
                         and g.node_id = any (n.ancestor_ids)
                         and g.role = any ($3::text[])
      order by g.id
        for share of g`,
    [
      ...columns(distinct, ({ personId, communityId }) => [personId, communityId]),
      ...columns(roles, (role) => [role]),
    ],
  )
  return new Set(
    rows.map((row) => holderKey({ personId: row.person_id, communityId: row.community_id })),
  )
}

/** The coordinators of communities, each with the kind of node at which they are granted. */
export function selectCoordinatorsOf(
  tx: Queryable,
  communityIds: readonly Id[],
): Promise<readonly { communityId: Id; personId: Id; kind: NodeKind }[]> {
  if (communityIds.length === 0) return Promise.resolve([])
  return statement(
    tx,
    `select n.id as "communityId", g.person_id as "personId", at.kind
       from unnest($1::uuid[]) as k(c)
       join nodes n on n.id = k.c
       join role_grants g on g.node_id = any (n.ancestor_ids)
                         and g.role = 'coordinator' and g.revoked_at is null
       join nodes at on at.id = g.node_id
       join persons p on p.id = g.person_id and p.left_at is null
      order by n.id, g.id`,
    columns([...new Set(communityIds)], (id) => [id]),
  )
}
