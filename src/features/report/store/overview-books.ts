import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { instantFromDatabase, type CivilDate, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { RequestKind, RequestState } from '../../desk/model/requests.ts'
import type { CountedRequest, DeskMonth } from '../model.ts'

export type Lag = {
  readonly communityId: Id
  readonly fromSequence: number
  readonly sequence: number
}

/** Communities whose books have transfers that are not taken up yet. */
export function selectLags(tx: Queryable): Promise<readonly Lag[]> {
  return statement<Lag>(
    tx,
    `select m.community_id as "communityId", m.sequence as "fromSequence", b.sequence
       from overview_marks m join ledger_books b on b.community_id = m.community_id
      where b.sequence > m.sequence order by m.community_id`,
    [],
  )
}

/**
 * Takes up a community's transfers after `fromSequence`: sums by the month of entry. Once, since the
 * mark moves with it and only from where it was. An issuance account is debited by what is earned,
 * a retirement account credited by what is used; a reversal is the same the other way round.
 */
export async function addTransfers(tx: Queryable, lag: Lag): Promise<void> {
  await statement(
    tx,
    `with moved as materialized (
       select date_trunc('month', t.recorded_at at time zone 'Asia/Shanghai')::date as month,
              sum(t.amount_minutes * ((d.kind = 'issuance')::int - (c.kind = 'issuance')::int))
                as earned,
              sum(t.amount_minutes * ((c.kind = 'retirement')::int - (d.kind = 'retirement')::int))
                as used,
              sum(t.amount_minutes * ((c.kind in ('savings', 'commons'))::int
                                    - (d.kind in ('savings', 'commons'))::int)) as change
         from ledger_transfers t
         join ledger_accounts d on d.community_id = t.community_id and d.id = t.debit_account_id
         join ledger_accounts c on c.community_id = t.community_id and c.id = t.credit_account_id
        where t.community_id = $1 and t.sequence > $2 and t.sequence <= $3
        group by 1
     ), mark as (
       update overview_marks
          set sequence = $3,
              outstanding_minutes = outstanding_minutes + coalesce((select sum(change) from moved), 0)
        where community_id = $1 and sequence = $2 returning 1
     )
     insert into overview_months as o
       (month, community_id, earned_minutes, used_minutes, change_minutes)
     select month, $1, earned, used, change from moved where exists (select from mark)
     on conflict (month, community_id) do update
        set earned_minutes = o.earned_minutes + excluded.earned_minutes,
            used_minutes = o.used_minutes + excluded.used_minutes,
            change_minutes = o.change_minutes + excluded.change_minutes`,
    [lag.communityId, lag.fromSequence, lag.sequence],
  )
}

export type DeskKey = { readonly communityId: Id; readonly month: CivilDate }

/** The months in which cases were registered; ids that are no requests or visits there are nothing. */
export function selectDeskMonths(
  tx: Queryable,
  cases: readonly { readonly communityId: Id; readonly id: Id }[],
): Promise<readonly DeskKey[]> {
  if (cases.length === 0) return Promise.resolve([])
  return statement<DeskKey>(
    tx,
    `with asked as materialized (select c, i from unnest($1::uuid[], $2::uuid[]) as k(c, i)),
     known as (
       select r.community_id, r.registered_at from asked k
         join requests r on r.community_id = k.c and r.id = k.i
        union all
       select r.community_id, r.registered_at from asked k
         join visits v on v.community_id = k.c and v.id = k.i
         join requests r on r.community_id = v.community_id and r.id = v.request_id
     )
     select distinct community_id as "communityId", ${MONTH_OF_REGISTRATION} as month from known`,
    columns(cases, ({ communityId, id }) => [communityId, id]),
  )
}

const MONTH_OF_REGISTRATION = `to_char(registered_at at time zone 'Asia/Shanghai', 'YYYY-MM-01')`

/** All the months of a desk; or those of promises that passed since `since`. */
export function selectAllDeskMonths(tx: Queryable, communityId: Id): Promise<readonly DeskKey[]> {
  return statement<DeskKey>(
    tx,
    `select distinct community_id as "communityId", ${MONTH_OF_REGISTRATION} as month
       from requests where community_id = $1`,
    [communityId],
  )
}

export function selectPassedPromises(
  tx: Queryable,
  since: Instant,
  now: Instant,
): Promise<readonly DeskKey[]> {
  return statement<DeskKey>(
    tx,
    `select distinct community_id as "communityId", ${MONTH_OF_REGISTRATION} as month
       from requests
      where state in ('registered', 'assigned', 'inProgress')
        and promised_by > $1::timestamptz and promised_by <= $2::timestamptz`,
    [since, now],
  )
}

/** What was registered in some months of some desks. */
export async function selectCounted(
  tx: Queryable,
  keys: readonly DeskKey[],
): Promise<readonly CountedRequest[]> {
  if (keys.length === 0) return []
  const rows = await statement<{
    communityId: Id
    month: CivilDate
    kind: RequestKind
    state: RequestState
    registered_at: string
    responded_at: string | null
    promised_by: string | null
    in_time: boolean | null
  }>(
    tx,
    `select k.c as "communityId", k.m::text as month, r.kind, r.state, r.registered_at,
            (select l.stopped_at from request_clocks l
              where l.community_id = r.community_id and l.request_id = r.id
                and l.measure = 'firstAnswer' and l.round = 1
                and not (r.state = 'cancelled' and l.stopped_at = r.cancelled_at)) as responded_at,
            r.promised_by,
            (select bool_or(not v.late and v.started_at <= r.promised_by) from visits v
              where v.community_id = r.community_id and v.request_id = r.id
                and v.state = 'done') as in_time
       from unnest($1::uuid[], $2::date[]) as k(c, m)
       join requests r on r.community_id = k.c
        and r.registered_at >= k.m::timestamp at time zone 'Asia/Shanghai'
        and r.registered_at < (k.m + interval '1 month')::timestamp at time zone 'Asia/Shanghai'`,
    columns(keys, ({ communityId, month }) => [communityId, month]),
  )
  return rows.map((row) => ({
    communityId: row.communityId,
    month: row.month,
    kind: row.kind,
    state: row.state,
    registeredAt: instantFromDatabase(row.registered_at),
    respondedAt: row.responded_at === null ? null : instantFromDatabase(row.responded_at),
    promisedBy: row.promised_by === null ? null : instantFromDatabase(row.promised_by),
    servedInTime: row.in_time,
  }))
}

export async function saveDeskMonths(tx: Queryable, months: readonly DeskMonth[]): Promise<void> {
  if (months.length === 0) return
  await statement(
    tx,
    `insert into overview_months
       (community_id, month, registered, quick, quick_answered, promised, promise_kept,
        promise_waiting)
     select * from unnest($1::uuid[], $2::date[], $3::int[], $4::int[], $5::int[], $6::int[],
                          $7::int[], $8::int[])
     on conflict (month, community_id) do update
        set registered = excluded.registered, quick = excluded.quick,
            quick_answered = excluded.quick_answered, promised = excluded.promised,
            promise_kept = excluded.promise_kept, promise_waiting = excluded.promise_waiting`,
    columns(months, (one) => [
      one.communityId,
      one.month,
      one.registered,
      one.quick,
      one.quickAnswered,
      one.promised,
      one.promiseKept,
      one.promiseWaiting,
    ]),
  )
}

/** What is open now, and of it what is past its promise with nobody there yet. */
export async function countOpen(tx: Queryable, now: Instant): Promise<void> {
  await statement(
    tx,
    `with open as (
       select community_id, count(*)::int as open,
              (count(*) filter (where promised_by < $1::timestamptz and not exists (
                select from visits v where v.community_id = r.community_id
                   and v.request_id = r.id and v.state in ('done', 'disputed'))))::int as late
         from requests r where state in ('registered', 'assigned', 'inProgress')
        group by community_id
     ), counted as (
       select m.community_id, coalesce(o.open, 0) as open, coalesce(o.late, 0) as late
         from overview_marks m left join open o on o.community_id = m.community_id
     )
     update overview_marks m set open_requests = c.open, late_requests = c.late from counted c
      where c.community_id = m.community_id
        and (m.open_requests, m.late_requests) is distinct from (c.open, c.late)`,
    [now],
  )
}
