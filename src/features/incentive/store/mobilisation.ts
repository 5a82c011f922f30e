import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import { instantAt, plusDays, type CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { PoliticalStatus } from '../../person/model.ts'
import type { RecordState } from '../../service/model.ts'
import type { Contribution, Link, Period, PersonDays } from '../model.ts'

/** Whose facts are wanted: everybody with books below a node, or one person. */
export type Reach = { readonly nodeId: Id } | { readonly personId: Id }

const nodeOf = (reach: Reach) => ('nodeId' in reach ? reach.nodeId : null)
const personOf = (reach: Reach) => ('personId' in reach ? reach.personId : null)

/** Two texts, since a plan for both would go through everybody for one person too. */
function within(reach: Reach): string {
  return 'nodeId' in reach
    ? `select p.id from nodes n join persons p on p.books_community_id = n.id
        where $1::uuid = any (n.ancestor_ids) and $2::uuid is null`
    : `select $2::uuid as id where $1::uuid is null`
}

/** Introductions that stand, stated by the end of the period, with an end within reach. */
export async function selectLinks(
  tx: Queryable,
  reach: Reach,
  period: Period,
): Promise<readonly Link[]> {
  const rows = await statement<{
    person_id: Id
    introducer_id: Id
    person_status: PoliticalStatus | null
    introducer_status: PoliticalStatus | null
  }>(
    tx,
    `with here as materialized (
       ${within(reach)}
     ), links as (
       select * from introductions where person_id in (select id from here)
        union
       select * from introductions where introducer_id in (select id from here)
     )
     select i.person_id, i.introducer_id,
            (select s.political_status from person_statuses s
              where s.person_id = i.person_id and s.since_on <= i.stated_on
              order by s.since_on desc limit 1) as person_status,
            (select s.political_status from person_statuses s
              where s.person_id = i.introducer_id and s.since_on <= i.stated_on
              order by s.since_on desc limit 1) as introducer_status
       from links i
      where i.declined_at is null and i.stated_on <= $3::date
      order by i.person_id`,
    [nodeOf(reach), personOf(reach), period.lastOn],
  )
  return rows.map((row) => ({
    personId: row.person_id,
    introducerId: row.introducer_id,
    personStatus: row.person_status,
    introducerStatus: row.introducer_status,
  }))
}

/**
 * The contribution days of everybody within reach and of `others`; people without any are left out.
 * The same rule as `contributionDaysOf`, in one statement; a test holds the two against each other.
 */
export async function selectPersonDays(
  tx: Queryable,
  reach: Reach,
  others: readonly Id[],
  period: Period,
  attendanceMinMinutes: number,
): Promise<readonly PersonDays[]> {
  const rows = await statement<{
    id: Id
    community_id: Id
    political_status: PoliticalStatus | null
    days: number
    period_days: number
  }>(
    tx,
    `with wanted as (
       ${within(reach)}
        union
       select i::uuid from jsonb_array_elements_text($3::jsonb) i
     ), people as materialized (
       select p.id, p.books_community_id, p.former_books_ids
         from wanted w join persons p on p.id = w.id
     ), contributions as (
       select p.id, (r.starts_at at time zone 'Asia/Shanghai')::date as contributed_on
         from people p join service_records r
           on r.person_id = p.id
          and r.community_id = any (array_append(p.former_books_ids, p.books_community_id))
        where r.state = 'approved' and r.starts_at < $5::timestamptz
        union
       select p.id, (v.starts_at at time zone 'Asia/Shanghai')::date
         from people p
         join attendances a on a.person_id = p.id and a.withdrawn_at is null
                           and a.attended_minutes >= $6::bigint
         join activities v on v.community_id = a.community_id and v.id = a.activity_id
        where v.community_building and v.cancelled_at is null and v.starts_at < $5::timestamptz
     ), counted as (
       select id, count(*)::int as days,
              (count(*) filter (where contributed_on >= $4::date))::int as period_days
         from contributions group by id
     )
     select c.id, p.books_community_id as community_id, c.days, c.period_days,
            (select s.political_status from person_statuses s
              where s.person_id = c.id and s.since_on <= $7::date
              order by s.since_on desc limit 1) as political_status
       from counted c join people p on p.id = c.id
      order by c.id`,
    [
      nodeOf(reach),
      personOf(reach),
      JSON.stringify(others),
      period.firstOn,
      instantAt(plusDays(period.lastOn, 1)),
      attendanceMinMinutes,
      period.lastOn,
    ],
  )
  return rows.map((row) => ({
    personId: row.id,
    communityId: row.community_id,
    politicalStatus: row.political_status,
    days: row.days,
    periodDays: row.period_days,
  }))
}

/** All that may make contribution days of one person. */
export async function selectContributions(
  tx: Queryable,
  personId: Id,
): Promise<readonly Contribution[]> {
  const rows = await statement<{
    contributed_on: CivilDate
    state: RecordState | null
    attended_minutes: number
    community_building: boolean
    withdrawn: boolean
  }>(
    tx,
    `select (r.starts_at at time zone 'Asia/Shanghai')::date::text as contributed_on, r.state,
            0 as attended_minutes, false as community_building, false as withdrawn
       from persons p join service_records r
         on r.person_id = p.id
        and r.community_id = any (array_append(p.former_books_ids, p.books_community_id))
      where p.id = $1 and r.state = 'approved'
      union all
     select (v.starts_at at time zone 'Asia/Shanghai')::date::text, null,
            a.attended_minutes, v.community_building,
            a.withdrawn_at is not null or v.cancelled_at is not null
       from attendances a join activities v on v.community_id = a.community_id and v.id = a.activity_id
      where a.person_id = $1`,
    [personId],
  )
  return rows.map((row) =>
    row.state === null
      ? {
          kind: 'attendance',
          personId,
          contributedOn: row.contributed_on,
          attendedMinutes: row.attended_minutes,
          communityBuilding: row.community_building,
          withdrawn: row.withdrawn,
        }
      : { kind: 'record', personId, contributedOn: row.contributed_on, state: row.state },
  )
}
