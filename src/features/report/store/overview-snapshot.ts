import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import { instantFromDatabase, type CivilDate, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export type Snapshot = {
  readonly feedId: Id
  readonly asOfAt: Instant | null
  readonly attendanceMins: readonly number[]
  readonly rollingMonth: CivilDate | null
}

/** How long the one who refreshes has it to itself; said again with every step. */
const CLAIM = `clock_timestamp() + interval '3 minutes'`

/** Null: somebody else is at it. The first ever begins with the acts from `feedId` on. */
export async function claimSnapshot(tx: Queryable, feedId: Id): Promise<Snapshot | null> {
  const rows = await statement<{
    feed_id: Id
    as_of_at: string | null
    attendance_mins: string
    rolling_month: CivilDate | null
  }>(
    tx,
    `insert into overview_snapshots as s (id, feed_id, claimed_until) values (1, $1, ${CLAIM})
     on conflict (id) do update set claimed_until = ${CLAIM}
        where coalesce(s.claimed_until < clock_timestamp(), true)
     returning feed_id, as_of_at, to_json(attendance_mins)::text as attendance_mins,
               rolling_month::text as rolling_month`,
    [feedId],
  )
  const [row] = rows
  if (!row) return null
  return {
    feedId: row.feed_id,
    asOfAt: row.as_of_at === null ? null : instantFromDatabase(row.as_of_at),
    attendanceMins: JSON.parse(row.attendance_mins) as number[],
    rollingMonth: row.rolling_month,
  }
}

export async function releaseSnapshot(tx: Queryable): Promise<void> {
  await statement(tx, 'update overview_snapshots set claimed_until = null', [])
}

/** Kept until their periods are reckoned: a refresh that dies half-way leaves nothing forgotten. */
export async function addStale(tx: Queryable, months: readonly CivilDate[]): Promise<void> {
  await statement(
    tx,
    `update overview_snapshots
        set claimed_until = ${CLAIM},
            stale_months = array(select unnest(stale_months) union select unnest($1::date[]))`,
    [`{${months.join()}}`],
  )
}

export async function finishSnapshot(
  tx: Queryable,
  done: {
    readonly feedId: Id
    readonly asOfAt: Instant
    readonly attendanceMins: readonly number[]
    readonly rollingMonth: CivilDate
  },
): Promise<void> {
  await statement(
    tx,
    `update overview_snapshots
        set feed_id = $1, as_of_at = $2, refreshed_at = clock_timestamp(), stale_months = '{}',
            attendance_mins = $3::int[], rolling_month = $4::date, claimed_until = null`,
    [done.feedId, done.asOfAt, `{${done.attendanceMins.join()}}`, done.rollingMonth],
  )
}

/** Was it taken within the last `seconds`? */
export async function isFresh(tx: Queryable, seconds: number): Promise<boolean> {
  const rows = await statement<{ fresh: boolean }>(
    tx,
    `select refreshed_at > clock_timestamp() - make_interval(secs => $1) as fresh
       from overview_snapshots`,
    [seconds],
  )
  return rows[0]?.fresh ?? false
}

/** Communities that were never built, in the order of their ids. */
export async function selectUnbuilt(tx: Queryable): Promise<readonly Id[]> {
  const rows = await statement<{ id: Id }>(
    tx,
    `select n.id from nodes n left join overview_marks m on m.community_id = n.id
      where n.kind = 'community' and m.community_id is null order by n.id`,
    [],
  )
  return rows.map(({ id }) => id)
}

export async function selectBuilt(tx: Queryable): Promise<readonly Id[]> {
  const rows = await statement<{ id: Id }>(
    tx,
    'select community_id as id from overview_marks order by community_id',
    [],
  )
  return rows.map(({ id }) => id)
}

export async function insertMark(tx: Queryable, communityId: Id): Promise<void> {
  await statement(
    tx,
    `insert into overview_marks (community_id, sequence, outstanding_minutes) values ($1, 0, 0)
     on conflict (community_id) do nothing`,
    [communityId],
  )
}

export async function selectStale(tx: Queryable): Promise<readonly CivilDate[]> {
  const rows = await statement<{ month: CivilDate }>(
    tx,
    'select unnest(stale_months)::text as month from overview_snapshots',
    [],
  )
  return rows.map(({ month }) => month)
}
