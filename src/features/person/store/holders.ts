import type { Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { DISTRICT_SCOPE, type Id } from '../../../kernel/ids.ts'
import type { Role } from '../model.ts'

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
