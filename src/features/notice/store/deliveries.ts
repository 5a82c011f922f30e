import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { instantFromDatabase, type Instant } from '../../../kernel/clock.ts'
import { newId, type Id } from '../../../kernel/ids.ts'
import type {
  Attempt,
  Channel,
  Claimed,
  DeliveryState,
  GivenUp,
  SentNotice,
} from '../model/deliveries.ts'

/** One at a time routes, so that what was posted first is always sent first. */
export async function lockRouting(tx: Tx): Promise<boolean> {
  const [row] = await statement<{ locked: boolean }>(
    tx,
    `select pg_try_advisory_xact_lock(hashtextextended('notice routing', 580)) as locked`,
    [],
  )
  return row?.locked ?? false
}

export type Unrouted = Pick<SentNotice, 'id' | 'recipientId' | 'kind' | 'urgent'>

/** What is due and not routed, in the order of posting. */
export function selectUnrouted(tx: Tx, now: Instant, limit: number): Promise<readonly Unrouted[]> {
  return statement(
    tx,
    `select id, recipient_id as "recipientId", kind, urgent from notices
      where routed_at is null and not_before_at <= $1::timestamptz
      order by sequence limit $2`,
    [now, limit],
  )
}

export async function markRouted(tx: Tx, ids: readonly Id[], now: Instant): Promise<void> {
  await statement(tx, `update notices set routed_at = $2 where id = any ($1::uuid[])`, [
    ...columns(ids, (id) => [id]),
    now,
  ])
}

export type NewDelivery = {
  readonly notice: Unrouted
  readonly channel: Channel
  readonly subscriptionId: Id | null
}

/** In the order given. */
export async function insertDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
  { now, mostTries }: { readonly now: Instant; readonly mostTries: number },
): Promise<void> {
  if (deliveries.length === 0) return
  await statement(
    tx,
    `insert into notice_deliveries
       (id, notice_id, recipient_id, channel, subscription_id, urgent, state, tries, most_tries, try_at)
     select i, n, r, c, s, u, 'waiting', 0, $8::int, $7::timestamptz
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::boolean[])
            with ordinality as d(i, n, r, c, s, u, place)
      order by place`,
    [
      ...columns(deliveries, ({ notice, channel, subscriptionId }) => [
        ...[newId(), notice.id, notice.recipientId, channel, subscriptionId],
        notice.urgent ? 'true' : 'false',
      ]),
      ...[now, mostTries],
    ],
  )
}

/** May go out now: all of it but texts that are not urgent, where it is quiet. */
const awake = (alias: string) => `($2::int = 0 or ${alias}.urgent or ${alias}.channel <> 'sms')`

/**
 * Takes what is due until `lostAt`, when it counts as lost and is taken again: of each recipient and
 * channel the earliest that still waits, and nothing after it. What another has taken is passed by.
 */
export async function claimDue(
  tx: Tx,
  claim: {
    readonly now: Instant
    readonly quiet: boolean
    readonly lostAt: Instant
    readonly limit: number
  },
): Promise<readonly Claimed[]> {
  const rows = await statement<Omit<Claimed, 'dueAt'> & { dueAt: string }>(
    tx,
    `with due as (
       select d.id from notice_deliveries d
        where d.state = 'waiting' and d.try_at <= $1::timestamptz and ${awake('d')}
          and not exists (
            select from notice_deliveries e
             where e.recipient_id = d.recipient_id and e.state = 'waiting'
               and e.sequence < d.sequence and e.channel = d.channel
               and e.subscription_id is not distinct from d.subscription_id and ${awake('e')})
        order by d.try_at, d.sequence limit $4 for update skip locked),
     claimed as (
       update notice_deliveries d set tries = d.tries + 1, try_at = $3::timestamptz
         from due where d.id = due.id
       returning d.*),
     tried as (
       insert into notice_attempts (delivery_id, number, tried_at)
       select id, tries, $1::timestamptz from claimed)
     select c.id, c.channel, c.subscription_id as "subscriptionId", c.tries as number,
            c.most_tries as "mostTries",
            greatest(n.not_before_at, n.created_at)::text as "dueAt",
            json_build_object('id', n.id, 'recipientId', n.recipient_id,
              'communityId', n.community_id, 'kind', n.kind, 'text', n.text, 'link', n.link,
              'urgent', n.urgent, 'createdAt', n.created_at::text) as notice
       from claimed c join notices n on n.id = c.notice_id
      order by c.sequence`,
    [claim.now, claim.quiet ? 1 : 0, claim.lostAt, claim.limit],
  )
  return rows.map(({ notice, dueAt, ...row }) => ({
    ...row,
    dueAt: instantFromDatabase(dueAt),
    notice: { ...notice, createdAt: instantFromDatabase(notice.createdAt) },
  }))
}

export type Outcome = {
  readonly id: Id
  readonly number: number
  readonly state: DeliveryState
  readonly answer: string
  readonly now: Instant
  /** Where it goes on waiting. */
  readonly tryAt: Instant | null
}

/**
 * Once it was sent it stays so, whoever says it; what failed is only heard from who tried it last.
 * The attempt is answered in any case.
 */
export async function markOutcome(tx: Tx, outcome: Outcome): Promise<void> {
  const { id, number, state, answer, now, tryAt } = outcome
  await statement(
    tx,
    `update notice_deliveries
        set state = $3, ended_at = case when $3 = 'waiting' then null else $4::timestamptz end,
            try_at = coalesce($5::timestamptz, try_at)
      where id = $1 and state = 'waiting' and ($3 = 'sent' or tries = $2::int)`,
    [id, number, state, now, tryAt],
  )
  await statement(
    tx,
    `update notice_attempts set answered_at = $3, answer = $4
      where delivery_id = $1 and number = $2`,
    [id, number, now, answer],
  )
}

export type GivenUpPlace = { readonly endedAt: Instant; readonly id: Id }

type GivenUpRow = Omit<GivenUp, 'endedAt' | 'attempts'> & {
  readonly endedAt: string
  readonly attempts: readonly (Omit<Attempt, 'triedAt' | 'answeredAt'> & {
    readonly triedAt: string
    readonly answeredAt: string | null
  })[]
}

/** The latest first. */
export async function selectGivenUp(
  tx: Queryable,
  before: GivenUpPlace | null,
  limit: number,
): Promise<readonly GivenUp[]> {
  const rows = await statement<GivenUpRow>(
    tx,
    `select d.id, d.recipient_id as "recipientId", n.community_id as "communityId", n.kind, d.channel,
            s.url, d.ended_at::text as "endedAt",
            (select json_agg(json_build_object('number', a.number, 'triedAt', a.tried_at::text,
                      'answeredAt', a.answered_at::text, 'answer', a.answer) order by a.number)
               from notice_attempts a where a.delivery_id = d.id) as attempts
       from notice_deliveries d
       join notices n on n.id = d.notice_id
       left join notice_subscriptions s on s.id = d.subscription_id
      where d.state = 'givenUp'
        and ($1::timestamptz is null or (d.ended_at, d.id) < ($1::timestamptz, $2::uuid))
      order by d.ended_at desc, d.id desc limit $3`,
    [before?.endedAt ?? null, before?.id ?? null, limit],
  )
  return rows.map(({ endedAt, attempts, ...row }) => ({
    ...row,
    endedAt: instantFromDatabase(endedAt),
    attempts: attempts.map((one) => ({
      ...one,
      triedAt: instantFromDatabase(one.triedAt),
      answeredAt: one.answeredAt === null ? null : instantFromDatabase(one.answeredAt),
    })),
  }))
}

export type LockedDelivery = {
  readonly state: DeliveryState
  readonly channel: Channel
  readonly dueAt: Instant
}

export async function lockDelivery(tx: Tx, id: Id): Promise<LockedDelivery | undefined> {
  const [row] = await statement<Omit<LockedDelivery, 'dueAt'> & { readonly dueAt: string }>(
    tx,
    `select d.state, d.channel, greatest(n.not_before_at, n.created_at)::text as "dueAt"
       from notice_deliveries d join notices n on n.id = d.notice_id
      where d.id = $1 for no key update of d`,
    [id],
  )
  return row && { ...row, dueAt: instantFromDatabase(row.dueAt) }
}

/** As often again as before it was given up. */
export async function markWaiting(
  tx: Tx,
  id: Id,
  { now, tries }: { readonly now: Instant; readonly tries: number },
): Promise<void> {
  await statement(
    tx,
    `update notice_deliveries
        set state = 'waiting', ended_at = null, try_at = $2, most_tries = tries + $3::int
      where id = $1`,
    [id, now, tries],
  )
}
