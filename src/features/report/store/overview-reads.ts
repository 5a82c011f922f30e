import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import { instantFromDatabase, type CivilDate, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { OpenCases, PeopleSums, SummedMonth } from '../model.ts'

const PEOPLE_SUMS = `coalesce(sum(f.records), 0)::int as records,
  coalesce(sum(f.service_minutes), 0)::bigint as "serviceMinutes",
  coalesce(sum(f.people_serving), 0)::int as "peopleServing",
  coalesce(sum(f.active_party), 0)::int as "activeParty",
  coalesce(sum(f.active_masses), 0)::int as "activeMasses",
  coalesce(sum(f.brought_counted), 0)::int as "broughtCounted",
  coalesce(sum(f.party_reached), 0)::int as "partyReached",
  coalesce(sum(f.masses_traced), 0)::int as "massesTraced"`

const MONTH_COLUMNS = {
  earnedMinutes: 'earned_minutes',
  usedMinutes: 'used_minutes',
  changeMinutes: 'change_minutes',
  registered: 'registered',
  quick: 'quick',
  quickAnswered: 'quick_answered',
  promised: 'promised',
  promiseKept: 'promise_kept',
  promiseWaiting: 'promise_waiting',
} as const satisfies Readonly<Record<keyof SummedMonth, string>>

const monthSums = (filter: string) =>
  Object.entries(MONTH_COLUMNS)
    .map(([name, column]) => `coalesce(sum(o.${column}) ${filter}, 0)::bigint as "${name}"`)
    .join(', ')

/** As of when, null until everything was built once; and which refresh it was. */
export async function selectAsOf(
  tx: Queryable,
): Promise<{ readonly asOfAt: Instant | null; readonly refreshedAt: string | null }> {
  const rows = await statement<{ as_of_at: string | null; refreshed_at: string | null }>(
    tx,
    'select as_of_at, refreshed_at from overview_snapshots',
    [],
  )
  const at = rows[0]?.as_of_at ?? null
  return {
    asOfAt: at === null ? null : instantFromDatabase(at),
    refreshedAt: rows[0]?.refreshed_at ?? null,
  }
}

/** What the people below a node did in each of some periods. */
export function selectPeopleByPeriod(
  tx: Queryable,
  nodeId: Id,
  periods: readonly string[],
): Promise<readonly (PeopleSums & { readonly period: string })[]> {
  return statement(
    tx,
    `select f.period, ${PEOPLE_SUMS} from overview_figures f
       join nodes n on n.id = f.community_id and $1::uuid = any (n.ancestor_ids)
      where f.period = any ($2::text[]) group by f.period`,
    [nodeId, `{${periods.join()}}`],
  )
}

export function selectPeopleByCommunity(
  tx: Queryable,
  nodeId: Id,
  period: string,
): Promise<readonly (PeopleSums & { readonly communityId: Id })[]> {
  return statement(
    tx,
    `select f.community_id as "communityId", ${PEOPLE_SUMS} from overview_figures f
       join nodes n on n.id = f.community_id and $1::uuid = any (n.ancestor_ids)
      where f.period = $2 group by f.community_id`,
    [nodeId, period],
  )
}

/** Books and desk by month, from a month on: what came later is needed for what stood then. */
export function selectMonthsSince(
  tx: Queryable,
  nodeId: Id,
  since: CivilDate,
): Promise<readonly (SummedMonth & { readonly month: CivilDate })[]> {
  return statement(
    tx,
    `select o.month::text as month, ${monthSums('')} from overview_months o
       join nodes n on n.id = o.community_id and $1::uuid = any (n.ancestor_ids)
      where o.month >= $2::date group by o.month order by o.month`,
    [nodeId, since],
  )
}

/** The same of each community for the months from `since` to `until`, and the change after them. */
export function selectMonthsByCommunity(
  tx: Queryable,
  nodeId: Id,
  since: CivilDate,
  until: CivilDate,
): Promise<
  readonly (SummedMonth & { readonly communityId: Id; readonly changeSinceMinutes: number })[]
> {
  return statement(
    tx,
    `select o.community_id as "communityId", ${monthSums('filter (where o.month <= $3::date)')},
            coalesce(sum(o.change_minutes) filter (where o.month > $3::date), 0)::bigint
              as "changeSinceMinutes"
       from overview_months o
       join nodes n on n.id = o.community_id and $1::uuid = any (n.ancestor_ids)
      where o.month >= $2::date group by o.community_id`,
    [nodeId, since, until],
  )
}

/** Outstanding, open and late now. */
export function selectOpenCases(
  tx: Queryable,
  nodeId: Id,
): Promise<readonly (OpenCases & { readonly communityId: Id })[]> {
  return statement(
    tx,
    `select m.community_id as "communityId", m.outstanding_minutes as "outstandingMinutes",
            m.open_requests as "openRequests", m.late_requests as "lateRequests"
       from overview_marks m
       join nodes n on n.id = m.community_id and $1::uuid = any (n.ancestor_ids)`,
    [nodeId],
  )
}

/** People below a node with one star, two stars … */
export async function selectStarCounts(tx: Queryable, nodeId: Id): Promise<readonly number[]> {
  const rows = await statement<{ people: number }>(
    tx,
    `select sum(s.people)::int as people
       from overview_marks m
       join nodes n on n.id = m.community_id and $1::uuid = any (n.ancestor_ids)
      cross join lateral unnest(m.star_counts) with ordinality s(people, level)
      group by s.level order by s.level`,
    [nodeId],
  )
  return rows.map(({ people }) => people)
}
