import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { Membership } from '../model.ts'
import { memberships, nodes } from '../tables.ts'

defineConstraints({ memberships_one_open: personErrors['membership-exists'] })

/** Where people belong: each one's books' community and every open membership. */
export async function selectCommunitiesOf(
  tx: Queryable,
  personIds: readonly Id[],
): Promise<readonly { readonly personId: Id; readonly communityId: Id }[]> {
  if (personIds.length === 0) return []
  const rows = await statement<{ person_id: Id; community_id: Id }>(
    tx,
    `select p.id as person_id, p.books_community_id as community_id
       from persons p
      where p.id = any ($1::uuid[])
      union
     select m.person_id, m.community_id
       from memberships m
      where m.person_id = any ($1::uuid[]) and m.until_on is null`,
    columns([...new Set(personIds)], (id) => [id]),
  )
  return rows.map((row) => ({ personId: row.person_id, communityId: row.community_id }))
}

export function selectMemberships(tx: Queryable, personId: Id): Promise<readonly Membership[]> {
  return tx
    .select({
      id: memberships.id,
      communityId: memberships.communityId,
      communityName: nodes.name,
      kind: memberships.kind,
      sinceOn: memberships.sinceOn,
      untilOn: memberships.untilOn,
    })
    .from(memberships)
    .innerJoin(nodes, eq(nodes.id, memberships.communityId))
    .where(eq(memberships.personId, personId))
    .orderBy(asc(memberships.id))
}

export type MembershipRow = {
  readonly id: Id
  readonly personId: Id
  readonly communityId: Id
  readonly kind: Membership['kind']
  readonly sinceOn: CivilDate
}

export async function insertMemberships(tx: Tx, rows: readonly MembershipRow[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into memberships (id, person_id, community_id, kind, since_on)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::date[])`,
    columns(rows, (row) => [row.id, row.personId, row.communityId, row.kind, row.sinceOn]),
  )
}

/** Ends an open membership of the person; undefined when there is none. */
export async function endMembership(
  tx: Tx,
  personId: Id,
  membershipId: Id,
  untilOn: CivilDate,
): Promise<Pick<Membership, 'communityId' | 'kind'> | undefined> {
  const rows = await tx
    .update(memberships)
    .set({ untilOn })
    .where(
      and(
        eq(memberships.id, membershipId),
        eq(memberships.personId, personId),
        isNull(memberships.untilOn),
      ),
    )
    .returning({ communityId: memberships.communityId, kind: memberships.kind })
  return rows[0]
}
