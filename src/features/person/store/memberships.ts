import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { Membership } from '../model.ts'
import { memberships, nodes, persons } from '../tables.ts'

defineConstraints({ memberships_one_open: personErrors['membership-exists'] })

/** Where a person belongs: the books' community and every open membership. */
export async function selectCommunitiesOf(tx: Queryable, personId: Id): Promise<readonly Id[]> {
  const open = await tx
    .select({ communityId: memberships.communityId })
    .from(memberships)
    .where(and(eq(memberships.personId, personId), isNull(memberships.untilOn)))
  const books = await tx
    .select({ communityId: persons.booksCommunityId })
    .from(persons)
    .where(eq(persons.id, personId))
  return [...new Set([...books, ...open].map((row) => row.communityId))]
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

export async function insertMembership(
  tx: Tx,
  row: {
    readonly id: Id
    readonly personId: Id
    readonly communityId: Id
    readonly kind: Membership['kind']
    readonly sinceOn: CivilDate
  },
): Promise<void> {
  await tx.insert(memberships).values(row)
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
