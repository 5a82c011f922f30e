import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { RoleGrant } from '../model.ts'

/** A token names its session and person; a cookie is found by its hash. */
export type SessionKey =
  | { readonly sessionId: Id; readonly personId: Id; readonly cookieHash: null }
  | { readonly sessionId: null; readonly personId: null; readonly cookieHash: string }

export type SessionHolder = {
  readonly sessionId: Id
  readonly personId: Id
  readonly name: string
  readonly booksCommunityId: Id
  readonly roleGrants: readonly RoleGrant[]
}

/** Who is behind each key, undefined where nobody is (any more), in the order of the keys. */
export async function selectHoldersOfSessions(
  tx: Queryable,
  keys: readonly SessionKey[],
  now: Instant | null,
): Promise<readonly (SessionHolder | undefined)[]> {
  const rows = await statement<{
    n: number
    session_id: Id
    person_id: Id
    name: string
    books_community_id: Id
    role_grants: readonly RoleGrant[]
  }>(
    tx,
    `select k.n, s.id as session_id, p.id as person_id, p.name, p.books_community_id,
            coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'nodeId', g.node_id) order by g.id)
                        from role_grants g
                       where g.person_id = p.id and g.revoked_at is null), '[]') as role_grants
       from (select k.n, s.id
               from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[]) as k(n, s, p, h)
               join sessions s on s.id = k.s and s.person_id = k.p
              where k.h is null
              union all
             select k.n, s.id
               from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[]) as k(n, s, p, h)
               join sessions s on s.cookie_hash = k.h
              where k.h is not null) k
       join sessions s on s.id = k.id and s.ended_at is null
                      and s.expires_at > coalesce($5::timestamptz, clock_timestamp())
       join persons p on p.id = s.person_id and p.left_at is null`,
    [
      ...columns([...keys.entries()], ([n, key]) => [
        n,
        key.sessionId,
        key.personId,
        key.cookieHash,
      ]),
      now,
    ],
  )
  const holders: (SessionHolder | undefined)[] = keys.map(() => undefined)
  for (const row of rows) {
    holders[row.n] = {
      sessionId: row.session_id,
      personId: row.person_id,
      name: row.name,
      booksCommunityId: row.books_community_id,
      roleGrants: row.role_grants,
    }
  }
  return holders
}
