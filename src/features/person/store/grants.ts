import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { HeldGrant, Role } from '../model.ts'
import { nodes, roleGrants } from '../tables.ts'

defineConstraints({ role_grants_one_open: personErrors['grant-exists'] })

export type GrantRow = {
  readonly id: Id
  readonly personId: Id
  readonly role: Role
  readonly nodeId: Id
  readonly grantedById: Id | null
  readonly grantedAt: Instant
}

export async function insertGrant(tx: Tx, grant: GrantRow): Promise<void> {
  await tx.insert(roleGrants).values(grant)
}

/** The grants that a membership brings: those that are there already stay as they are. */
export async function insertMissingGrants(tx: Tx, grants: readonly GrantRow[]): Promise<void> {
  if (grants.length === 0) return
  await statement(
    tx,
    `insert into role_grants (id, person_id, role, node_id, granted_by_id, granted_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[],
                          $6::timestamptz[])
         on conflict do nothing`,
    columns(grants, (one) => [
      one.id,
      one.personId,
      one.role,
      one.nodeId,
      one.grantedById,
      one.grantedAt,
    ]),
  )
}

/** Every administrator's open grant, locked in one order: revoking any of them is one at a time. */
export async function lockAdministrators(tx: Tx): Promise<readonly Id[]> {
  const rows = await tx
    .select({ id: roleGrants.id })
    .from(roleGrants)
    .where(and(eq(roleGrants.role, 'districtAdministrator'), isNull(roleGrants.revokedAt)))
    .orderBy(asc(roleGrants.id))
    .for('no key update')
  return rows.map((row) => row.id)
}

export async function lockGrant(
  tx: Tx,
  grantId: Id,
): Promise<{ readonly personId: Id; readonly role: Role; readonly nodeId: Id } | undefined> {
  const rows = await tx
    .select({ personId: roleGrants.personId, role: roleGrants.role, nodeId: roleGrants.nodeId })
    .from(roleGrants)
    .where(and(eq(roleGrants.id, grantId), isNull(roleGrants.revokedAt)))
    .for('no key update')
  return rows[0]
}

export async function markRevoked(
  tx: Tx,
  grantId: Id,
  revoked: { readonly revokedById: Id | null; readonly revokedAt: Instant },
): Promise<void> {
  await tx.update(roleGrants).set(revoked).where(eq(roleGrants.id, grantId))
}

/** All open grants of a person, or only some roles at one node. */
export async function revokeGrants(
  tx: Tx,
  personId: Id,
  revoked: { readonly revokedById: Id | null; readonly revokedAt: Instant },
  only?: { readonly roles: readonly Role[]; readonly nodeId: Id },
): Promise<void> {
  await tx
    .update(roleGrants)
    .set(revoked)
    .where(
      and(
        eq(roleGrants.personId, personId),
        isNull(roleGrants.revokedAt),
        ...(only
          ? [inArray(roleGrants.role, [...only.roles]), eq(roleGrants.nodeId, only.nodeId)]
          : []),
      ),
    )
}

export function selectGrants(tx: Queryable, personId: Id): Promise<readonly HeldGrant[]> {
  return tx
    .select({
      id: roleGrants.id,
      role: roleGrants.role,
      nodeId: roleGrants.nodeId,
      nodeName: nodes.name,
      grantedAt: roleGrants.grantedAt,
    })
    .from(roleGrants)
    .innerJoin(nodes, eq(nodes.id, roleGrants.nodeId))
    .where(and(eq(roleGrants.personId, personId), isNull(roleGrants.revokedAt)))
    .orderBy(asc(roleGrants.id))
}

/**
 * Open grants of coordinators with their holders' names, by name. The role is written out: a plan for
 * any role could not use the index of this one. `offset 0` looks each holder up, where joining would
 * read everybody.
 */
export function selectCoordinators(
  tx: Queryable,
): Promise<readonly { readonly nodeId: Id; readonly name: string }[]> {
  return statement<{ nodeId: Id; name: string }>(
    tx,
    `select g.node_id as "nodeId", p.name
       from role_grants g
      cross join lateral (select name, id from persons
                           where id = g.person_id and left_at is null
                          offset 0) p
      where g.role = 'coordinator' and g.revoked_at is null
      order by p.name, p.id`,
    [],
  )
}

/**
 * Does anybody who coordinates nowhere keep their books in a community? The first one answers;
 * `offset 0` keeps it a short look into each.
 */
export async function selectHasPeople(tx: Queryable): Promise<boolean> {
  const rows = await statement<{ found: boolean }>(
    tx,
    `select exists (
       select from nodes n
        where n.kind = 'community'
          and exists (select from persons p
                     where p.books_community_id = n.id and p.left_at is null
                       and not exists (select from role_grants g
                                        where g.person_id = p.id and g.role = 'coordinator'
                                          and g.revoked_at is null)
                    offset 0)) as found`,
    [],
  )
  return rows[0]?.found ?? false
}
