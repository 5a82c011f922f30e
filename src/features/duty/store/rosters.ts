import { and, asc, between, eq, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import { newId, type Id } from '../../../kernel/ids.ts'
import { dutyErrors } from '../errors.ts'
import type { RosterChange, RosterDay } from '../model/rosters.ts'
import { duties, rosterChanges, rosterDays } from '../tables/rosters.ts'

defineConstraints({
  roster_days_two_people: dutyErrors['roster-same-person'],
  roster_days_b_after_a: dutyErrors['roster-only-b'],
})

const shown = { dutyOn: rosterDays.dutyOn, aId: rosterDays.aId, bId: rosterDays.bId }

/** Of the duty with that code that is in use. */
export async function selectRosterDayByCode(
  tx: Queryable,
  communityId: Id,
  code: string,
  on: CivilDate,
): Promise<RosterDay | undefined> {
  const rows = await tx
    .select(shown)
    .from(duties)
    .innerJoin(
      rosterDays,
      and(
        eq(rosterDays.communityId, duties.communityId),
        eq(rosterDays.dutyId, duties.id),
        eq(rosterDays.dutyOn, on),
      ),
    )
    .where(
      and(eq(duties.communityId, communityId), eq(duties.code, code), isNull(duties.retiredAt)),
    )
  return rows[0]
}

export function selectRosterDays(
  tx: Queryable,
  communityId: Id,
  dutyId: Id,
  period: { readonly fromOn: CivilDate; readonly untilOn: CivilDate },
): Promise<readonly RosterDay[]> {
  return tx
    .select(shown)
    .from(rosterDays)
    .where(
      and(
        eq(rosterDays.communityId, communityId),
        eq(rosterDays.dutyId, dutyId),
        between(rosterDays.dutyOn, period.fromOn, period.untilOn),
      ),
    )
    .orderBy(asc(rosterDays.dutyOn))
}

/** Writes the days and their history. The duty is locked. */
export async function putRosterDays(
  tx: Tx,
  duty: { readonly communityId: Id; readonly dutyId: Id },
  changes: readonly RosterChange[],
): Promise<void> {
  if (changes.length === 0) return
  await tx
    .insert(rosterDays)
    .values(changes.map(({ dutyOn, aId, bId }) => ({ ...duty, dutyOn, aId, bId })))
    .onConflictDoUpdate({
      target: [rosterDays.communityId, rosterDays.dutyId, rosterDays.dutyOn],
      set: { aId: sql`excluded.a_id`, bId: sql`excluded.b_id` },
    })
  await tx
    .insert(rosterChanges)
    .values(changes.map((change) => ({ ...duty, id: newId(), ...change })))
}

/**
 * Those of the people who may be on a roster there: they coordinate at the community or above it, or
 * carry a service card and belong to it (SE-61). Nobody who has left.
 */
export async function selectServing(
  tx: Queryable,
  communityId: Id,
  personIds: readonly Id[],
): Promise<ReadonlySet<Id>> {
  if (personIds.length === 0) return new Set()
  const rows = await statement<{ id: Id }>(
    tx,
    `select p.id
       from persons p
      where p.id = any ($2::uuid[]) and p.left_at is null
        and (exists (select from role_grants g
                       join nodes n on n.id = $1::uuid and g.node_id = any (n.ancestor_ids)
                      where g.person_id = p.id and g.role = 'coordinator' and g.revoked_at is null)
             or exists (select from volunteers v
                          join memberships m on m.person_id = v.person_id
                         where v.person_id = p.id and v.card_number is not null
                           and m.community_id = $1::uuid and m.until_on is null))`,
    [communityId, ...columns([...new Set(personIds)], (id) => [id])],
  )
  return new Set(rows.map(({ id }) => id))
}
