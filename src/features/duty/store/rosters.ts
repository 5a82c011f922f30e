import { and, asc, between, desc, eq, gte, isNull, lte, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import { newId, type Id } from '../../../kernel/ids.ts'
import { nodes, persons } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type {
  Candidate,
  NamedRosterChange,
  NamedRosterDay,
  OwnRosterDay,
  RosterChange,
  RosterDay,
} from '../model/rosters.ts'
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

const people = { a: alias(persons, 'a'), b: alias(persons, 'b') }
const named = { ...shown, aName: people.a.name, bName: people.b.name }

/** With names, for those who may see them. */
export function selectNamedRosterDays(
  tx: Queryable,
  communityId: Id,
  dutyId: Id,
  period: { readonly fromOn: CivilDate; readonly untilOn: CivilDate },
): Promise<readonly NamedRosterDay[]> {
  return tx
    .select(named)
    .from(rosterDays)
    .leftJoin(people.a, eq(people.a.id, rosterDays.aId))
    .leftJoin(people.b, eq(people.b.id, rosterDays.bId))
    .where(
      and(
        eq(rosterDays.communityId, communityId),
        eq(rosterDays.dutyId, dutyId),
        between(rosterDays.dutyOn, period.fromOn, period.untilOn),
      ),
    )
    .orderBy(asc(rosterDays.dutyOn))
}

type Scope =
  | { readonly personId: Id; readonly communityId?: Id }
  | { readonly personId?: undefined; readonly communityId: Id }

/** Of a person, of a community or of both, whatever the duty, with where and what it is. */
export function selectRosterDaysOf(
  tx: Queryable,
  { personId, communityId }: Scope,
  period: { readonly fromOn: CivilDate; readonly untilOn: CivilDate },
): Promise<readonly OwnRosterDay[]> {
  const { fromOn, untilOn } = period
  return tx
    .select({
      ...named,
      communityId: rosterDays.communityId,
      communityName: nodes.name,
      dutyId: duties.id,
      dutyName: duties.name,
      opens: duties.opens,
      closes: duties.closes,
    })
    .from(rosterDays)
    .innerJoin(
      duties,
      and(eq(duties.communityId, rosterDays.communityId), eq(duties.id, rosterDays.dutyId)),
    )
    .innerJoin(nodes, eq(nodes.id, rosterDays.communityId))
    .leftJoin(people.a, eq(people.a.id, rosterDays.aId))
    .leftJoin(people.b, eq(people.b.id, rosterDays.bId))
    .where(
      and(
        communityId === undefined ? undefined : eq(rosterDays.communityId, communityId),
        personId === undefined
          ? undefined
          : or(eq(rosterDays.aId, personId), eq(rosterDays.bId, personId)),
        gte(rosterDays.dutyOn, fromOn),
        lte(rosterDays.dutyOn, untilOn),
        isNull(duties.retiredAt),
      ),
    )
    .orderBy(asc(rosterDays.dutyOn), asc(duties.name))
}

const changers = alias(persons, 'changers')

/** Of the days of a period, the newest first. */
export function selectRosterChanges(
  tx: Queryable,
  communityId: Id,
  dutyId: Id,
  period: { readonly fromOn: CivilDate; readonly untilOn: CivilDate },
): Promise<readonly NamedRosterChange[]> {
  const { dutyOn, aId, bId, kind, changedById, changedAt } = rosterChanges
  return tx
    .select({
      ...{ dutyOn, aId, bId, kind, changedById, changedAt },
      ...{ aName: people.a.name, bName: people.b.name, changedByName: changers.name },
    })
    .from(rosterChanges)
    .leftJoin(people.a, eq(people.a.id, aId))
    .leftJoin(people.b, eq(people.b.id, bId))
    .leftJoin(changers, eq(changers.id, changedById))
    .where(
      and(
        eq(rosterChanges.communityId, communityId),
        eq(rosterChanges.dutyId, dutyId),
        between(dutyOn, period.fromOn, period.untilOn),
      ),
    )
    .orderBy(desc(rosterChanges.id))
    .limit(500)
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

/**
 * Everybody who may be on a roster there, with the last day on which they had the duty: who never
 * had it or has waited longest comes first.
 */
export async function selectCandidates(
  tx: Queryable,
  communityId: Id,
  dutyId: Id,
): Promise<readonly Candidate[]> {
  const rows = await statement<{
    id: Id
    name: string
    coordinates: boolean
    last_on: CivilDate | null
  }>(
    tx,
    `select p.id, p.name, bool_or(k.coordinates) as coordinates,
            (select max(d.duty_on)::text from roster_days d
              where d.community_id = $1::uuid and d.duty_id = $2::uuid and d.a_id = p.id) as last_on
       from (select g.person_id, true as coordinates
               from nodes n
               join role_grants g on g.node_id = any (n.ancestor_ids)
              where n.id = $1::uuid and g.role = 'coordinator' and g.revoked_at is null
              union all
             select m.person_id, false
               from memberships m
               join volunteers v on v.person_id = m.person_id and v.card_number is not null
              where m.community_id = $1::uuid and m.until_on is null) k
       join persons p on p.id = k.person_id and p.left_at is null
      group by p.id
      order by coordinates desc, last_on nulls first, p.name, p.id`,
    [communityId, dutyId],
  )
  return rows.map(({ last_on, ...row }) => ({ ...row, lastOn: last_on }))
}
