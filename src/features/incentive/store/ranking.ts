import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import { instantAt, instantFromDatabase, plusDays, type CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { RankedPerson, RankedRecord, StandingWindow } from '../model.ts'

/** Approved then and not yet reversed, of offerings that count; `$1` is the moment. */
const STANDING_AT = `
  r.state in ('approved', 'reversed') and r.decided_at <= $1::timestamptz
  and (r.reversed_at is null or r.reversed_at > $1::timestamptz)
  and exists (select from offerings o where o.id = r.offering_id and o.counts <> 'none')`

const momentsOf = ({ asOfAt, cutOffAt, previousCutOffAt, period }: StandingWindow) => [
  asOfAt,
  cutOffAt,
  previousCutOffAt,
  instantAt(period.firstOn),
  instantAt(plusDays(period.lastOn, 1)),
]

/**
 * The counted records of everybody who has one in the books of the node's communities: of the month,
 * or late from an earlier one, approved before the cut-off, as things stood at `asOfAt`.
 */
export async function selectRankedRecords(
  tx: Queryable,
  nodeId: Id,
  window: StandingWindow,
): Promise<readonly RankedRecord[]> {
  const rows = await statement<{
    id: Id
    community_id: Id
    person_id: Id
    starts_at: string
    served_on: CivilDate
    service_minutes: Minutes
    recipient: string | null
  }>(
    tx,
    `with counted as materialized (
       select r.* from service_records r
        where ${STANDING_AT}
          and r.decided_at < $2::timestamptz and r.starts_at < $5::timestamptz
          and (r.starts_at >= $4::timestamptz or r.decided_at >= $3::timestamptz)
     ), here as (
       select distinct c.person_id from counted c join nodes n on n.id = c.community_id
        where $6::uuid = any (n.ancestor_ids)
     )
     select c.id, c.community_id, c.person_id, c.starts_at::text as starts_at, c.service_minutes,
            (c.starts_at at time zone 'Asia/Shanghai')::date::text as served_on,
            case
              when c.recipient_kind = 'person' and c.recipient_person_id <> c.person_id
                   and s.household_id is distinct from coalesce(p.household_id, c.person_id)
                then 'person:' || c.recipient_person_id
              when c.recipient_kind = 'household'
                   and c.recipient_household_id is distinct from p.household_id
                then 'household:' || c.recipient_household_id
            end as recipient
       from counted c
       join persons p on p.id = c.person_id
       left join persons s on s.id = c.recipient_person_id
      where c.person_id in (select person_id from here)
      order by c.id`,
    [...momentsOf(window), nodeId],
  )
  return rows.map((row) => ({
    id: row.id,
    communityId: row.community_id,
    personId: row.person_id,
    startsAt: instantFromDatabase(row.starts_at),
    servedOn: row.served_on,
    serviceMinutes: row.service_minutes,
    recipient: row.recipient,
  }))
}

/** Served in the month in the node's books, approved since the cut-off: the next month's. */
export async function selectLateRecordIds(
  tx: Queryable,
  nodeId: Id,
  { asOfAt, cutOffAt, period }: StandingWindow,
): Promise<readonly Id[]> {
  const rows = await statement<{ id: Id }>(
    tx,
    `select r.id from service_records r join nodes n on n.id = r.community_id
      where ${STANDING_AT}
        and r.decided_at >= $2::timestamptz
        and r.starts_at >= $3::timestamptz and r.starts_at < $4::timestamptz
        and $5::uuid = any (n.ancestor_ids)
      order by r.id`,
    [asOfAt, cutOffAt, instantAt(period.firstOn), instantAt(plusDays(period.lastOn, 1)), nodeId],
  )
  return rows.map(({ id }) => id)
}

/** Nobody serves without a certificate (SE-61), so every record's volunteer is here. */
export async function selectRankedPeople(
  tx: Queryable,
  ids: readonly Id[],
): Promise<readonly RankedPerson[]> {
  const rows = await statement<{
    id: Id
    registered_on: CivilDate
    certificate_number: string
  }>(
    tx,
    `select p.id, p.registered_on::text as registered_on, v.certificate_number
       from persons p join volunteers v on v.person_id = p.id
      where p.id in (select i::uuid from json_array_elements_text($1::json) i)
      order by p.id`,
    [JSON.stringify([...new Set(ids)])],
  )
  return rows.map((row) => ({
    personId: row.id,
    registeredOn: row.registered_on,
    certificateNumber: row.certificate_number,
  }))
}

/** Names of those of `ids` who agreed to be named and did not take it back. */
export async function selectConsentedNames(
  tx: Queryable,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, string>> {
  if (ids.length === 0) return new Map()
  const rows = await statement<{ id: Id; name: string }>(
    tx,
    `select p.id, p.name from persons p
      where p.id in (select i::uuid from json_array_elements_text($1::json) i)
        and exists (select from consents c
                     where c.person_id = p.id and c.kind = 'naming' and c.withdrawn_at is null)`,
    [JSON.stringify([...new Set(ids)])],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
