import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import { instantFromDatabase, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { ApprovedRecord, RecordKey, ServiceDomain } from '../model.ts'

type Row = {
  community_id: Id
  id: Id
  offering_id: Id
  offering_name: string
  domain: ServiceDomain
  starts_at: string
  service_minutes: Minutes
}

/** A person's approved service begun from `from` to before `until`, in whichever books; what counts nothing is left out. */
export async function selectApproved(
  tx: Queryable,
  personId: Id,
  span: { readonly from: Instant; readonly until: Instant },
  limit: number,
): Promise<readonly ApprovedRecord[]> {
  const rows = await statement<Row>(
    tx,
    `select r.community_id, r.id, r.offering_id, o.name as offering_name, o.domain, r.starts_at, r.service_minutes
       from persons p
       join service_records r
         on r.person_id = p.id
        and r.community_id = any (array_append(p.former_books_ids, p.books_community_id))
       join offerings o on o.id = r.offering_id
      where p.id = $1 and r.state = 'approved' and o.counts <> 'none'
        and r.starts_at >= $2::timestamptz and r.starts_at < $3::timestamptz
      order by r.starts_at, r.id limit $4::integer`,
    [personId, span.from, span.until, limit],
  )
  return rows.map((row) => ({
    communityId: row.community_id,
    id: row.id,
    offeringId: row.offering_id,
    offeringName: row.offering_name,
    domain: row.domain,
    startsAt: instantFromDatabase(row.starts_at),
    serviceMinutes: row.service_minutes,
  }))
}

/** Of these records: how many do not stand any more, and what stands, records that replace one of them included. */
export async function sumStanding(
  tx: Queryable,
  personId: Id,
  keys: readonly RecordKey[],
): Promise<{ readonly corrected: number; readonly serviceMinutes: Minutes }> {
  const rows = await statement<{ corrected: number; service_minutes: Minutes }>(
    tx,
    `with listed as (
       select * from json_to_recordset($2::json) as k("communityId" uuid, id uuid)),
     standing as (
       select r.community_id, r.id, r.service_minutes
         from listed l
         join service_records r on r.community_id = l."communityId" and r.id = l.id
        where r.person_id = $1 and r.state = 'approved'),
     replacing as (
       select r.community_id, r.id, r.service_minutes
         from persons p
         join service_records r
           on r.person_id = p.id
          and r.community_id = any (array_append(p.former_books_ids, p.books_community_id))
         join offerings o on o.id = r.offering_id
        where p.id = $1 and r.state = 'approved' and o.counts <> 'none'
          and r.replaces_id in (select id from listed))
     select (select count(*) from listed) - (select count(*) from standing) as corrected,
            coalesce(sum(s.service_minutes), 0)::bigint as service_minutes
       from (select * from standing union select * from replacing) s`,
    [personId, JSON.stringify(keys)],
  )
  const [row] = rows
  if (!row) throw new Error('records without a sum')
  return { corrected: row.corrected, serviceMinutes: row.service_minutes }
}
