import type { Sql } from 'postgres'
import type { Id } from '../../src/kernel/ids.ts'
import type { Scope } from './district.ts'
import type { ScopeName } from './plan.ts'

export type RecordKey = { readonly communityId: Id; readonly id: Id }

/** Records number `from` to `to` − 1 of a scope; each is used once. */
export type Slice = { readonly scope: ScopeName; readonly from: number; readonly to: number }

/** Volunteers and submitted records, numbered; the next ones are taken as the runs ask for them. */
export type Records = {
  take(scope: ScopeName, count: number): Slice
}

/** Where what the bench itself has to know is kept: beside the product's tables, not in them. */
export async function makeBenchSchema(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema bench;
    create table bench.volunteers (
      scope text, n int, person_id uuid not null, community_id uuid not null, primary key (scope, n));
    create table bench.records (
      scope text, k int, community_id uuid not null, id uuid not null, primary key (scope, k));
    insert into offerings (id, code, name, domain, counts, redeemable)
    values (uuidv7(), 'bench', '压测服务', 'convenience', 'timeAndCredits', 'no')`)
}

/**
 * Volunteers who follow one another live in different communities, and records that follow one
 * another belong to different volunteers: an hour of each on one day, then on the day before. All are
 * checked in and out within plan, so that nobody has to open them first.
 */
export async function submitRecords(
  sql: Sql,
  scope: Scope,
  volunteers: number,
  records: number,
): Promise<void> {
  await sql.unsafe(
    `with made as (
       insert into bench.volunteers (scope, n, person_id, community_id)
       select $1, n, uuidv7(), ($2::text::uuid[])[1 + n % $3::int]
         from generate_series(0, $4::int - 1) n
       returning n, person_id, community_id
     )
     insert into persons (id, name, books_community_id, registered_on, created_at)
     select person_id, '压测' || n, community_id, '2020-01-01', now() from made`,
    [scope.name, `{${scope.communityIds.join(',')}}`, scope.communityIds.length, volunteers],
  )
  await sql.unsafe(
    `insert into bench.records (scope, k, community_id, id)
     select $1, k, v.community_id, uuidv7()
       from generate_series(0, $3::int - 1) k
       join bench.volunteers v on v.scope = $1 and v.n = k % $2::int order by k`,
    [scope.name, volunteers, records],
  )
  await sql.unsafe(
    `insert into service_records (
       community_id, id, person_id, offering_id, served_at_id, activity_name, place, content,
       outcome, recipient_kind, recipient_description, organiser, person_in_charge, starts_at,
       ends_at, service_minutes, measured_by, planned_starts_at, planned_ends_at, checked_in_at,
       checked_out_at, entered_by_id, state, submitted_at)
     select r.community_id, r.id, v.person_id, o.id, r.community_id, '压测活动', '服务站', '代办证件',
            '办好', 'place', '服务站', '社区', '压测', t, t + interval '1 hour', 60, 'checkIn', t,
            t + interval '1 hour', t, t + interval '1 hour', v.person_id, 'submitted',
            t + interval '2 hours'
       from bench.records r
       join bench.volunteers v on v.scope = r.scope and v.n = r.k % $2::int
       join offerings o on o.code = 'bench',
            lateral (select date_trunc('day', now()) + interval '2 hours'
                            - make_interval(days => 1 + r.k / $2::int)) as days(t)
      where r.scope = $1 order by r.k`,
    [scope.name, volunteers],
  )
}

/** Hands out slices one after the other. @throws when fewer were submitted than the runs need */
export function makeRecords(submitted: Readonly<Record<ScopeName, number>>): Records {
  const taken = { one: 0, spread: 0 }
  return {
    take(scope, count) {
      const from = taken[scope]
      taken[scope] += count
      if (taken[scope] > submitted[scope]) throw new Error('fewer records than the runs need')
      return { scope, from, to: taken[scope] }
    },
  }
}

export async function readSlice(sql: Sql, slice: Slice): Promise<readonly RecordKey[]> {
  const rows = await sql.unsafe<{ community_id: Id; id: Id }[]>(
    `select community_id, id from bench.records
      where scope = $1 and k >= $2::int and k < $3::int order by k`,
    [slice.scope, slice.from, slice.to],
  )
  return rows.map((row) => ({ communityId: row.community_id, id: row.id }))
}

/** How many records of a slice are approved by now, and in how many transactions. */
export async function countApprovedIn(
  sql: Sql,
  slice: Slice,
): Promise<{ readonly approved: number; readonly transactions: number }> {
  const [row] = await sql.unsafe<{ approved: number; transactions: number }[]>(
    `select count(*)::int as approved, count(distinct r.xmin::text)::int as transactions
       from bench.records k
       join service_records r on r.community_id = k.community_id and r.id = k.id
      where k.scope = $1 and k.k >= $2::int and k.k < $3::int and r.state = 'approved'`,
    [slice.scope, slice.from, slice.to],
  )
  return row ?? { approved: 0, transactions: 0 }
}
