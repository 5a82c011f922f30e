import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { scrub } from '../../../db/scrub.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { persons } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type { ListedTeam, NamedTeamMember, Team, TeamMember } from '../model/teams.ts'
import { teamMembers, teams } from '../tables/teams.ts'

defineConstraints({
  teams_one_name: dutyErrors['team-name-taken'],
  team_members_one_open: dutyErrors['team-joined'],
})

export async function insertTeam(tx: Tx, team: Team): Promise<void> {
  await tx.insert(teams).values(team)
}

export async function insertTeamMembers(tx: Tx, rows: readonly TeamMember[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into team_members (community_id, id, team_id, person_id, leads, since_on)
     select c, i, t, p, l::boolean, s
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::date[])
         as r(c, i, t, p, l, s)`,
    columns(rows, (row) => [
      row.communityId,
      row.id,
      row.teamId,
      row.personId,
      String(row.leads),
      row.sinceOn,
    ]),
  )
}

const teamKey = (communityId: Id, id: Id) =>
  and(eq(teams.communityId, communityId), eq(teams.id, id))

export async function lockTeam(tx: Tx, communityId: Id, id: Id): Promise<Team | undefined> {
  const rows = await tx.select().from(teams).where(teamKey(communityId, id)).for('no key update')
  return rows[0]
}

export async function selectTeam(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<Team | undefined> {
  const rows = await tx.select().from(teams).where(teamKey(communityId, id))
  return rows[0]
}

/** All of a community that stand: some dozens at most. */
export async function selectTeams(tx: Queryable, communityId: Id): Promise<readonly ListedTeam[]> {
  const now = and(
    eq(teamMembers.communityId, teams.communityId),
    eq(teamMembers.teamId, teams.id),
    isNull(teamMembers.untilOn),
  )
  const rows = await tx
    .select({
      team: teams,
      headcount: sql<number>`count(${teamMembers.id})::int`,
      leaders: sql<string[]>`coalesce(jsonb_agg(${persons.name} order by ${persons.name})
        filter (where ${teamMembers.leads}), '[]')`,
    })
    .from(teams)
    .leftJoin(teamMembers, now)
    .leftJoin(persons, eq(persons.id, teamMembers.personId))
    .where(and(eq(teams.communityId, communityId), isNull(teams.dissolvedAt)))
    .groupBy(teams.communityId, teams.id)
    .orderBy(asc(teams.kind), asc(teams.name))
  return rows.map(({ team, headcount, leaders }) => ({ ...team, headcount, leaders }))
}

/** Those who are in it first, the leaders before the others; then who left. */
export async function selectTeamMembers(
  tx: Queryable,
  communityId: Id,
  teamId: Id,
): Promise<readonly NamedTeamMember[]> {
  const rows = await tx
    .select({ member: teamMembers, name: persons.name })
    .from(teamMembers)
    .innerJoin(persons, eq(persons.id, teamMembers.personId))
    .where(and(eq(teamMembers.communityId, communityId), eq(teamMembers.teamId, teamId)))
    .orderBy(sql`${teamMembers.untilOn} desc nulls first`, desc(teamMembers.leads), persons.name)
  return rows.map(({ member, name }) => ({ ...member, name }))
}

export type TeamOf = Pick<Team, 'communityId' | 'id' | 'name' | 'kind' | 'mark580'> &
  Pick<TeamMember, 'leads' | 'sinceOn'>

/** The teams that somebody is in now, everywhere. */
export function selectTeamsOf(tx: Queryable, personId: Id): Promise<readonly TeamOf[]> {
  return tx
    .select({
      communityId: teams.communityId,
      id: teams.id,
      name: teams.name,
      kind: teams.kind,
      mark580: teams.mark580,
      leads: teamMembers.leads,
      sinceOn: teamMembers.sinceOn,
    })
    .from(teamMembers)
    .innerJoin(
      teams,
      and(eq(teams.communityId, teamMembers.communityId), eq(teams.id, teamMembers.teamId)),
    )
    .where(and(eq(teamMembers.personId, personId), isNull(teamMembers.untilOn)))
    .orderBy(asc(teams.name))
}

const openPlace = ({ communityId, id }: Team, personId: Id) =>
  and(
    eq(teamMembers.communityId, communityId),
    eq(teamMembers.teamId, id),
    eq(teamMembers.personId, personId),
    isNull(teamMembers.untilOn),
  )

/** True when the person was in the team. */
export async function endTeamMember(
  tx: Tx,
  team: Team,
  personId: Id,
  untilOn: CivilDate,
): Promise<boolean> {
  const rows = await tx
    .update(teamMembers)
    .set({ untilOn })
    .where(openPlace(team, personId))
    .returning({ id: teamMembers.id })
  return rows.length > 0
}

/** True when the person is in the team. */
export async function setLeads(tx: Tx, team: Team, personId: Id, leads: boolean): Promise<boolean> {
  const rows = await tx
    .update(teamMembers)
    .set({ leads })
    .where(openPlace(team, personId))
    .returning({ id: teamMembers.id })
  return rows.length > 0
}

export async function markDissolved(
  tx: Tx,
  { communityId, id }: Team,
  at: { readonly dissolvedAt: Instant; readonly untilOn: CivilDate },
): Promise<void> {
  const { dissolvedAt, untilOn } = at
  await tx
    .update(teamMembers)
    .set({ untilOn })
    .where(
      and(
        eq(teamMembers.communityId, communityId),
        eq(teamMembers.teamId, id),
        isNull(teamMembers.untilOn),
      ),
    )
  await tx.update(teams).set({ dissolvedAt }).where(teamKey(communityId, id))
}

/** Who was in a team, and when, stays; a name in a team's name goes. */
export async function eraseTeamTexts(tx: Tx, { publicWords }: Erased): Promise<void> {
  await scrub(tx, teams, { name: teams.name }, { words: publicWords, mark: ERASED_TEXT })
}
