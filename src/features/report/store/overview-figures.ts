import type { Queryable, Tx } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { OverviewPeriod } from '../model.ts'

export type FigureTerms = {
  readonly attendanceMinMinutes: number
  readonly effectiveDays: number
  readonly activeDays: number
  readonly goal: number
  /** Who counts as a Party member, and who does not count as one of the masses. */
  readonly partyStatuses: readonly string[]
  readonly notMasses: readonly string[]
}

/**
 * Reckons a period's figures of every community anew from the rollup: what is read are the people
 * of that period, however long the history is. The rule is that of `mobilisationFigures`; a test
 * holds the two against each other.
 */
export async function replaceFigures(
  tx: Tx,
  period: OverviewPeriod,
  terms: FigureTerms,
): Promise<void> {
  // Nothing is known of a table that was just filled: the planner would take each person by each.
  await statement(tx, 'set local enable_nestloop = off', [])
  await statement(tx, 'delete from overview_figures where period = $1', [period.code])
  await statement(tx, FIGURES, [
    period.code,
    period.firstOn,
    period.lastOn,
    terms.attendanceMinMinutes,
    terms.effectiveDays,
    terms.activeDays,
    terms.goal,
    `{${terms.partyStatuses.join()}}`,
    `{${terms.notMasses.join()}}`,
  ])
}

/** The last twelve months are kept for the present month only. */
export async function dropRolling(tx: Tx, kept: readonly string[]): Promise<void> {
  await statement(
    tx,
    `delete from overview_figures where period like '%\\_%' and period <> all ($1::text[])`,
    [`{${kept.join()}}`],
  )
}

const FIGURES = `with people as materialized (
   select person_id, community_id, sum(records) as records, sum(service_minutes) as minutes,
          sum(days) as days, max(days_before + days) as days_ever
     from contribution_months
    where attendance_min_minutes = $4::int and month between $2::date and $3::date
    group by person_id, community_id
 ), statuses as materialized (
   select distinct on (person_id) person_id, political_status as status from person_statuses
    where since_on <= $3::date order by person_id, since_on desc
 ), active as materialized (
   select p.person_id, p.community_id, coalesce(s.status = any ($8::text[]), false) as is_party,
          not coalesce(s.status = any ($9::text[]), false) as is_masses
     from people p left join statuses s on s.person_id = p.person_id
    where p.days_ever >= $5::int and p.days >= $6::int
 ), links as materialized (
   select i.person_id, i.introducer_id
     from active a join introductions i on i.person_id = a.person_id
    cross join lateral (
       select (select political_status from person_statuses
                where person_id = i.person_id and since_on <= i.stated_on
                order by since_on desc limit 1) as own,
              (select political_status from person_statuses
                where person_id = i.introducer_id and since_on <= i.stated_on
                order by since_on desc limit 1) as introducer) s
    where i.declined_at is null and i.stated_on <= $3::date
      and s.introducer = any ($8::text[]) and not coalesce(s.own = any ($9::text[]), false)
 ), brought as (
   select introducer_id, count(*) as many from links group by introducer_id
 ), sides as (
   select a.community_id,
          count(*) filter (where a.is_party) as active_party,
          count(*) filter (where a.is_masses) as active_masses,
          -- least() passes over null
          coalesce(sum(least(coalesce(b.many, 0), $7::int)) filter (where a.is_party), 0)
            as brought_counted,
          count(*) filter (where a.is_party and b.many >= $7::int) as party_reached,
          count(*) filter (where a.is_masses and l.person_id is not null) as masses_traced
     from active a
     left join brought b on b.introducer_id = a.person_id
     left join links l on l.person_id = a.person_id
    group by a.community_id
 ), given as (
   select community_id, sum(records) as records, sum(minutes) as minutes,
          count(*) filter (where records > 0) as serving
     from people group by community_id
 )
 insert into overview_figures
   (period, community_id, records, service_minutes, people_serving, active_party, active_masses,
    brought_counted, party_reached, masses_traced)
 select $1, g.community_id, g.records, g.minutes, g.serving, coalesce(s.active_party, 0),
        coalesce(s.active_masses, 0), coalesce(s.brought_counted, 0),
        coalesce(s.party_reached, 0), coalesce(s.masses_traced, 0)
   from given g left join sides s on s.community_id = g.community_id`

/** Communities whose stars were never counted. */
export async function hasUncounted(tx: Queryable): Promise<boolean> {
  const rows = await statement<{ found: boolean }>(
    tx,
    `select exists (select from overview_marks where star_counts = '{}') as found`,
    [],
  )
  return rows[0]?.found ?? false
}

/**
 * Counts the people of every community by their stars, from the rollup. The rule is that of
 * `starLevelOf`; minutes of service are the same in the rollup of every limit of attendance.
 */
export async function countStars(
  tx: Queryable,
  terms: { readonly attendanceMinMinutes: number; readonly minutes: readonly number[] },
): Promise<void> {
  await statement(
    tx,
    `with totals as materialized (
       select person_id, community_id, sum(service_minutes) as total from contribution_months
        where attendance_min_minutes = $1::int group by person_id, community_id
       having sum(service_minutes) >= ($2::bigint[])[1]
     ), levels as materialized (
       select t.community_id, width_bucket(t.total::bigint, $2::bigint[]) as level,
              count(*)::int as people
         from totals t join persons p on p.id = t.person_id and p.left_at is null
        group by 1, 2
     ), counted as materialized (
       select m.community_id, array_agg(coalesce(l.people, 0) order by level.n) as star_counts
         from overview_marks m
        cross join generate_series(1, cardinality($2::bigint[])) level(n)
         left join levels l on l.community_id = m.community_id and l.level = level.n
        group by m.community_id
     )
     update overview_marks m set star_counts = c.star_counts from counted c
      where c.community_id = m.community_id and m.star_counts is distinct from c.star_counts`,
    [terms.attendanceMinMinutes, `{${terms.minutes.join()}}`],
  )
}
