import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import { DISTRICT_SCOPE, type Id } from '../../../kernel/ids.ts'
import type { FiledAct } from '../model.ts'

const list = (ids: readonly Id[]) => `{${ids.join()}}`

/**
 * The acts of some kinds since `feedId`, of every community and of the district: a look-up in the
 * audit log's own key for each, so that its length does not matter.
 */
export async function selectFeed(
  tx: Queryable,
  feedId: Id,
  acts: readonly string[],
): Promise<readonly FiledAct[]> {
  return statement<FiledAct>(
    tx,
    `select n.id as "communityId", e.act, e.subjects
       from (select id from nodes union all select $1::uuid) n
      cross join lateral (
        select act, subjects from audit_events
         where community_id = n.id and id > $2::uuid offset 0
      ) e
      where e.act = any ($3::text[])`,
    [DISTRICT_SCOPE, feedId, list(acts)],
  )
}

/** Whose records they are. Nearly all are kept where they were served; the others are looked for. */
export async function selectPersonsOfRecords(
  tx: Queryable,
  records: readonly { readonly servedAtId: Id; readonly id: Id }[],
): Promise<readonly Id[]> {
  if (records.length === 0) return []
  const rows = await statement<{ person_id: Id }>(
    tx,
    `with asked as materialized (select c, i from unnest($1::uuid[], $2::uuid[]) as k(c, i)),
     here as materialized (
       select r.id, r.person_id from asked k
         join service_records r on r.community_id = k.c and r.id = k.i
     ), elsewhere as (
       select r.person_id
         from (select i from asked where i not in (select id from here)) k
        cross join ledger_books b
         join service_records r on r.community_id = b.community_id and r.id = k.i
     )
     select person_id from here union select person_id from elsewhere`,
    columns(records, ({ servedAtId, id }) => [servedAtId, id]),
  )
  return rows.map((row) => row.person_id)
}

/**
 * Reckons the months of people anew from the books: their records, in present and former books, and
 * their attendances. What did not change is not written. Returns the months that did.
 */
export async function rollUpPersons(
  tx: Tx,
  personIds: readonly Id[],
  attendanceMinMinutes: number,
): Promise<readonly CivilDate[]> {
  if (personIds.length === 0) return []
  const rows = await statement<{ month: CivilDate }>(
    tx,
    `with people as materialized (
       select id, books_community_id, former_books_ids from persons where id = any ($1::uuid[])
     ), served as materialized (
       select p.id, (r.starts_at at time zone 'Asia/Shanghai')::date as on_day,
              case when o.counts = 'none' then 0 else r.service_minutes end as minutes,
              case when o.counts = 'none' then 0 else 1 end as counted
         from people p join service_records r
           on r.person_id = p.id
          and r.community_id = any (array_append(p.former_books_ids, p.books_community_id))
         join offerings o on o.id = r.offering_id
        where r.state = 'approved'
     ), did as (
       select id, on_day, minutes, counted from served
        union all
       select p.id, (v.starts_at at time zone 'Asia/Shanghai')::date, 0, 0
         from people p
         join attendances a on a.person_id = p.id and a.withdrawn_at is null
                           and a.attended_minutes >= $2::bigint
         join activities v on v.community_id = a.community_id and v.id = a.activity_id
        where v.community_building and v.cancelled_at is null
     ), months as (
       select id, date_trunc('month', on_day)::date as month, sum(counted)::int as records,
              sum(minutes)::bigint as minutes, count(distinct on_day)::int as days
         from did group by 1, 2
     ), fresh as materialized (
       select m.id, m.month, p.books_community_id as community_id, m.records, m.minutes, m.days,
              (sum(m.days) over (partition by m.id order by m.month) - m.days)::int as before
         from months m join people p on p.id = m.id
     ), gone as (
       delete from contribution_months c
        where c.attendance_min_minutes = $2::int and c.person_id = any ($1::uuid[])
          and not exists (select from fresh f where f.id = c.person_id and f.month = c.month)
       returning c.month
     ), kept as (
       insert into contribution_months as c
         (attendance_min_minutes, person_id, month, community_id, records, service_minutes, days,
          days_before)
       select $2::int, id, month, community_id, records, minutes, days, before from fresh
       on conflict (attendance_min_minutes, person_id, month) do update
          set community_id = excluded.community_id, records = excluded.records,
              service_minutes = excluded.service_minutes, days = excluded.days,
              days_before = excluded.days_before
        where (c.community_id, c.records, c.service_minutes, c.days, c.days_before)
              is distinct from (excluded.community_id, excluded.records,
                                excluded.service_minutes, excluded.days, excluded.days_before)
       returning c.month
     )
     select distinct month::text as month
       from (select month from gone union all select month from kept) m`,
    [list(personIds), attendanceMinMinutes],
  )
  return rows.map(({ month }) => month)
}

/** All the months in which people did something: their part in 1+10 may be another one now. */
export async function selectMonthsOf(
  tx: Queryable,
  personIds: readonly Id[],
): Promise<readonly CivilDate[]> {
  if (personIds.length === 0) return []
  const rows = await statement<{ month: CivilDate }>(
    tx,
    `select distinct month::text as month from contribution_months
      where person_id = any ($1::uuid[])`,
    [list(personIds)],
  )
  return rows.map(({ month }) => month)
}

/** The next people of a community by id, a page of them. */
export async function selectPeopleOf(
  tx: Queryable,
  communityId: Id,
  afterId: Id,
  limit: number,
): Promise<readonly Id[]> {
  const rows = await statement<{ id: Id }>(
    tx,
    `select id from persons where books_community_id = $1 and id > $2::uuid
      order by id limit $3::int`,
    [communityId, afterId, limit],
  )
  return rows.map(({ id }) => id)
}
