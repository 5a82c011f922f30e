import type { Sql } from 'postgres'
import { newId, type Id } from '../../src/kernel/ids.ts'

export type Dataset = {
  readonly communityIds: readonly Id[]
  readonly coordinatorId: Id
  readonly districtId: Id
}

/** A district with `communities` and one coordinator for all of it. */
export async function makeDistrict(sql: Sql, communities: number): Promise<Dataset> {
  const districtId = newId()
  const subdistrictId = newId()
  const communityIds = Array.from({ length: communities }, () => newId())
  const coordinatorId = newId()
  const tree = [
    nodeRow(districtId, 'district', null, [], '压测区'),
    nodeRow(subdistrictId, 'subdistrict', districtId, [districtId], '压测街道'),
    ...communityIds.map((id, index) =>
      nodeRow(id, 'community', subdistrictId, [districtId, subdistrictId], `压测社区${index + 1}`),
    ),
  ]
  await sql.unsafe(
    `insert into nodes (id, kind, parent_id, ancestor_ids, name, created_at)
     select i, k, p, a::uuid[], n, now()
       from jsonb_to_recordset($1::text::jsonb) as t(i uuid, k text, p uuid, a text, n text)`,
    [JSON.stringify(tree)],
  )
  await sql.unsafe(
    `insert into persons (id, name, books_community_id, registered_on, created_at)
     values ($1, '压测审核员', $2, '2020-01-01', now())`,
    [coordinatorId, communityIds[0] ?? ''],
  )
  await sql.unsafe(
    `insert into role_grants (id, person_id, role, node_id, granted_at)
     values (uuidv7(), $1, 'coordinator', $2, now())`,
    [coordinatorId, districtId],
  )
  await sql.unsafe(
    `insert into offerings (id, code, name, domain, counts, redeemable)
     values (uuidv7(), 'bench', '压测服务', 'convenience', 'timeAndCredits', 'no')`,
  )
  return { communityIds, coordinatorId, districtId }
}

function nodeRow(id: Id, kind: string, parentId: Id | null, above: readonly Id[], name: string) {
  return { i: id, k: kind, p: parentId, a: `{${[...above, id].join(',')}}`, n: name }
}

/** The part of a district that a case runs on, with 5,000 volunteers spread over it. */
export async function makePeople(
  sql: Sql,
  district: Dataset,
  communityIds: readonly Id[],
): Promise<Dataset> {
  await sql.unsafe(
    `insert into persons (id, name, books_community_id, registered_on, created_at)
     select uuidv7(), '压测' || n, ($1::text::uuid[])[1 + n % $2::int], '2020-01-01', now()
       from generate_series(1, 5000) n`,
    [`{${communityIds.join(',')}}`, communityIds.length],
  )
  return { ...district, communityIds }
}

export type RecordKey = { readonly communityId: Id; readonly id: Id }

let dayOffset = 0

/**
 * `count` submitted records, checked in and out, spread evenly over the volunteers, none
 * overlapping another; each call goes further back in time.
 */
export async function submitRecords(
  sql: Sql,
  dataset: Dataset,
  count: number,
): Promise<readonly RecordKey[]> {
  const perPerson = Math.ceil(count / 5000)
  const rows = await sql.unsafe<{ community_id: Id; id: Id }[]>(
    `with people as (
       select id, books_community_id, row_number() over () as n from persons
        where id <> $1 and books_community_id = any ($2::text::uuid[])
     ), slots as (
       select p.id as person_id, p.books_community_id,
              date_trunc('day', now()) - make_interval(days => $3::int + s) + interval '2 hours' as starts_at
         from generate_series(1, $4::int) s, people p order by s, p.n limit $5
     )
     insert into service_records (
       community_id, id, person_id, offering_id, served_at_id, activity_name, place, content,
       outcome, recipient_kind, recipient_description, organiser, person_in_charge, starts_at,
       ends_at, service_minutes, measured_by, planned_starts_at, planned_ends_at, checked_in_at,
       checked_out_at, entered_by_id, state, submitted_at)
     select books_community_id, uuidv7(), person_id,
            (select id from offerings where code = 'bench'), books_community_id, '压测活动', '服务站',
            '代办证件', '办好', 'place', '服务站', '社区', '压测', starts_at,
            starts_at + interval '1 hour', 60, 'checkIn', starts_at, starts_at + interval '1 hour',
            starts_at, starts_at + interval '1 hour', person_id, 'submitted', starts_at + interval '2 hours'
       from slots
     returning community_id, id`,
    [
      dataset.coordinatorId,
      `{${dataset.communityIds.join(',')}}`,
      dayOffset,
      perPerson,
      count,
    ] as never,
  )
  dayOffset += perPerson
  return rows.map((row) => ({ communityId: row.community_id, id: row.id }))
}
