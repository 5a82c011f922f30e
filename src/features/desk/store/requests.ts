import { and, eq, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { newId, type Id } from '../../../kernel/ids.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { serviceRecords } from '../../service/tables.ts'
import { deskErrors } from '../errors.ts'
import type { DeskRequest, HoldRef } from '../model/requests.ts'
import { diaryNotes, requestDiary, requests, visitHelpers, visits } from '../tables/requests.ts'

defineConstraints({ requests_unreachable_tried: deskErrors.untried })

export type RequestKey = { readonly communityId: Id; readonly id: Id }

// Columns are spelt out: drizzle would drop the table's name from those of a query on one table.

/** The helpers' records of a visit that are not rejected or withdrawn. */
const countingRecords = sql`
  select from ${visitHelpers} h
    join ${serviceRecords} s on s.community_id = h.record_community_id and s.id = h.record_id
   where h.community_id = v.community_id and h.visit_id = v.id
     and s.state not in ('rejected', 'withdrawn')`

/**
 * Somebody has come and it counts: a visit done that waits for its confirmation, or one with a
 * record that is not rejected. Whoever rejects the last record makes the request open again.
 */
export const served = sql<boolean>`exists (
  select from ${visits} v
   where v.community_id = requests.community_id and v.request_id = requests.id
     and v.state = 'done' and (v.confirmed_at is null or exists (${countingRecords})))`

/** Answered, and after that the records of its visits were rejected, or taken back by a dispute. */
const reopened = sql<boolean>`(requests.state in ('answered', 'rated') and exists (
  select from ${visits} v
    join ${visitHelpers} h on h.community_id = v.community_id and h.visit_id = v.id
    join ${serviceRecords} s on s.community_id = h.record_community_id and s.id = h.record_id
   where v.community_id = requests.community_id and v.request_id = requests.id
     and s.state in ('rejected', 'withdrawn') and s.decided_at >= requests.answered_at) and not ${served})`

/** The state as it reads, see `reopened`. */
export const presentState = sql<
  DeskRequest['state']
>`case when ${reopened} then 'inProgress' else requests.state end`

export const requestColumns = {
  communityId: requests.communityId,
  id: requests.id,
  kind: requests.kind,
  requesterId: requests.requesterId,
  recipientId: requests.recipientId,
  offeringId: requests.offeringId,
  content: requests.content,
  place: requests.place,
  state: presentState,
  registeredById: requests.registeredById,
  channel: requests.channel,
  channelLabel: requests.channelLabel,
  registeredAt: requests.registeredAt,
  enteredAt: requests.enteredAt,
  complainedOfId: requests.complainedOfId,
  field: requests.field,
  safetyNow: requests.safetyNow,
  inNeed: requests.inNeed,
  neededAt: requests.neededAt,
  wishedAt: requests.wishedAt,
  promisedBy: requests.promisedBy,
  promiseBasis: requests.promiseBasis,
  provisional: requests.provisional,
  usesSavings: requests.usesSavings,
  savingsAt: requests.savingsAt,
  holdCommunityId: requests.holdCommunityId,
  holdId: requests.holdId,
  quotedMinutes: requests.quotedMinutes,
  agreedMoreMinutes: requests.agreedMoreMinutes,
  firstTakerId: requests.firstTakerId,
  reply: requests.reply,
  replyKind: requests.replyKind,
  answeredAt: requests.answeredAt,
  outcome: requests.outcome,
  outcomeLevel: requests.outcomeLevel,
  rating: requests.rating,
  cancelledReason: requests.cancelledReason,
}

type RequestRow = Omit<DeskRequest, 'savings'> &
  Pick<
    typeof requests.$inferSelect,
    'holdCommunityId' | 'holdId' | 'quotedMinutes' | 'agreedMoreMinutes'
  >

export function requestOf(row: RequestRow): DeskRequest {
  const { holdCommunityId, holdId, quotedMinutes, agreedMoreMinutes, ...rest } = row
  const known =
    holdCommunityId !== null &&
    holdId !== null &&
    quotedMinutes !== null &&
    agreedMoreMinutes !== null
  return {
    ...rest,
    savings: known
      ? { hold: { communityId: holdCommunityId, id: holdId }, quotedMinutes, agreedMoreMinutes }
      : null,
  }
}

/** Locks the rows in key order, after the books. */
export async function lockRequestRows(tx: Tx, keys: readonly RequestKey[]): Promise<void> {
  const sorted = [...new Map(keys.map((key) => [`${key.communityId} ${key.id}`, key]))].sort()
  for (const [, key] of sorted) {
    await tx.select({ id: requests.id }).from(requests).where(isKey(key)).for('update')
  }
}

function isKey(key: RequestKey) {
  return and(eq(requests.communityId, key.communityId), eq(requests.id, key.id))
}

export async function selectRequest(
  tx: Queryable,
  key: RequestKey,
): Promise<DeskRequest | undefined> {
  const rows = await tx.select(requestColumns).from(requests).where(isKey(key))
  return rows[0] && requestOf(rows[0])
}

/** The newest holds of the requests: which books have to be locked. */
export async function selectHolds(
  tx: Queryable,
  keys: readonly RequestKey[],
): Promise<readonly HoldRef[]> {
  if (keys.length === 0) return []
  const wanted = JSON.stringify(keys.map((key) => ({ c: key.communityId, i: key.id })))
  const rows = await tx
    .select({ communityId: requests.holdCommunityId, id: requests.holdId })
    .from(requests)
    .where(
      sql`(${requests.communityId}, ${requests.id}) in (
            select c, i from json_to_recordset(${wanted}::json) as k(c uuid, i uuid))`,
    )
  return rows.flatMap(({ communityId, id }) => (communityId && id ? [{ communityId, id }] : []))
}

export type NewRequest = Omit<typeof requests.$inferInsert, 'state'>

export async function insertRequest(tx: Tx, row: NewRequest): Promise<void> {
  await tx.insert(requests).values({ ...row, state: 'registered' })
}

export async function updateRequest(
  tx: Tx,
  key: RequestKey,
  change: Partial<typeof requests.$inferInsert>,
): Promise<void> {
  await tx.update(requests).set(change).where(isKey(key))
}

export type DiaryNote = {
  readonly act: string
  readonly actorId: Id | null
  readonly note?: string | null
  /** As the paper says; left out: when it is recorded. */
  readonly happenedAt?: Instant
  readonly recordedAt: Instant
}

/** 民情日记: a row for every step. */
export async function insertDiary(tx: Tx, key: RequestKey, note: DiaryNote): Promise<void> {
  const { note: said, ...step } = note
  const entry = { communityId: key.communityId, requestId: key.id }
  const id = newId()
  await tx.insert(requestDiary).values({ ...entry, id, happenedAt: note.recordedAt, ...step })
  if (typeof said !== 'string') return
  await tx.insert(diaryNotes).values({ ...entry, entryId: id, note: said })
}

export type DiaryEntry = {
  readonly act: string
  readonly actorId: Id | null
  readonly note: string | null
  readonly happenedAt: Instant
  readonly recordedAt: Instant
}

export function selectDiary(tx: Queryable, key: RequestKey): Promise<readonly DiaryEntry[]> {
  return tx
    .select({
      act: requestDiary.act,
      actorId: requestDiary.actorId,
      note: diaryNotes.note,
      happenedAt: requestDiary.happenedAt,
      recordedAt: requestDiary.recordedAt,
    })
    .from(requestDiary)
    .leftJoin(
      diaryNotes,
      and(
        eq(diaryNotes.communityId, requestDiary.communityId),
        eq(diaryNotes.requestId, requestDiary.requestId),
        eq(diaryNotes.entryId, requestDiary.id),
      ),
    )
    .where(and(eq(requestDiary.communityId, key.communityId), eq(requestDiary.requestId, key.id)))
    .orderBy(requestDiary.id)
}
