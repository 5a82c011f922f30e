import { and, eq, isNull } from 'drizzle-orm'
import type { Queryable } from '../../../db/client.ts'
import type { Id } from '../../../kernel/ids.ts'
import { memberships, nodes } from '../../person/tables.ts'
import type { CountKind, Offering } from '../../service/model.ts'
import { offerings } from '../../service/tables.ts'

export type OfferingFacts = Pick<
  Offering,
  'id' | 'name' | 'redeemable' | 'minimumAge' | 'skills' | 'promiseDays' | 'retiredAt'
> & { readonly counts: CountKind }

/** Also one that is given no longer: what was promised by it stands. */
export async function selectOffering(tx: Queryable, id: Id): Promise<OfferingFacts | undefined> {
  const rows = await tx
    .select({
      id: offerings.id,
      name: offerings.name,
      counts: offerings.counts,
      redeemable: offerings.redeemable,
      minimumAge: offerings.minimumAge,
      skills: offerings.skills,
      promiseDays: offerings.promiseDays,
      retiredAt: offerings.retiredAt,
    })
    .from(offerings)
    .where(eq(offerings.id, id))
  return rows[0]
}

export async function selectCommunityName(
  tx: Queryable,
  communityId: Id,
): Promise<string | undefined> {
  const rows = await tx
    .select({ name: nodes.name })
    .from(nodes)
    .where(and(eq(nodes.id, communityId), eq(nodes.kind, 'community')))
  return rows[0]?.name
}

/** Does the person belong to the community, or serve there? */
export async function belongsTo(tx: Queryable, personId: Id, communityId: Id): Promise<boolean> {
  const rows = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.personId, personId),
        eq(memberships.communityId, communityId),
        isNull(memberships.untilOn),
      ),
    )
    .limit(1)
  return rows.length > 0
}
