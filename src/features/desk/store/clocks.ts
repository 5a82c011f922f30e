import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Clock, ClockKey } from '../model/clocks.ts'
import type { DeskRequest } from '../model/requests.ts'
import { requestClocks } from '../tables/clocks.ts'
import { requests } from '../tables/requests.ts'
import type { RequestKey } from './requests.ts'

export async function insertClocks(tx: Tx, clocks: readonly Clock[]): Promise<void> {
  if (clocks.length > 0) await tx.insert(requestClocks).values([...clocks])
}

const ofRequest = ({ communityId, id }: RequestKey) =>
  and(eq(requestClocks.communityId, communityId), eq(requestClocks.requestId, id))

/** What has not been stopped, in key order; the request's own lock comes before. */
export function lockRunning(tx: Tx, key: RequestKey): Promise<readonly Clock[]> {
  return tx
    .select()
    .from(requestClocks)
    .where(and(ofRequest(key), isNull(requestClocks.stoppedAt)))
    .orderBy(asc(requestClocks.measure))
    .for('update')
}

/** All rounds, oldest first. */
export function selectClocks(tx: Queryable, key: RequestKey): Promise<readonly Clock[]> {
  return tx
    .select()
    .from(requestClocks)
    .where(ofRequest(key))
    .orderBy(asc(requestClocks.round), asc(requestClocks.measure))
}

export async function updateClock(tx: Tx, clock: Clock): Promise<void> {
  const { warnAt, dueAt, escalateAt, stage, nextAt, pausedAt, pausedReason, stoppedAt } = clock
  await tx
    .update(requestClocks)
    .set({ warnAt, dueAt, escalateAt, stage, nextAt, pausedAt, pausedReason, stoppedAt })
    .where(isClock(clock))
}

function isClock({ communityId, requestId, measure, round }: ClockKey) {
  return and(
    ofRequest({ communityId, id: requestId }),
    eq(requestClocks.measure, measure),
    eq(requestClocks.round, round),
  )
}

export type DueRequest = RequestKey & Pick<DeskRequest, 'kind' | 'firstTakerId' | 'complainedOfId'>

/**
 * Requests with a clock to be looked at, the longest due first, locked before their clocks as
 * everywhere; what another process has is passed by.
 */
export function lockDueRequests(
  tx: Tx,
  now: Instant,
  limit: number,
): Promise<readonly DueRequest[]> {
  const due = sql`(${requests.communityId}, ${requests.id}) in (
    select c.community_id, c.request_id from request_clocks c
     where c.next_at <= ${now}::timestamptz order by c.next_at limit ${limit})`
  return tx
    .select({
      communityId: requests.communityId,
      id: requests.id,
      kind: requests.kind,
      firstTakerId: requests.firstTakerId,
      complainedOfId: requests.complainedOfId,
    })
    .from(requests)
    .where(due)
    .orderBy(asc(requests.communityId), asc(requests.id))
    .for('update', { skipLocked: true })
}
