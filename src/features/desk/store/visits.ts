import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { serviceRecords } from '../../service/tables.ts'
import { deskErrors } from '../errors.ts'
import type { Visit, VisitHelper } from '../model/requests.ts'
import { requests, visitHelpers, visits } from '../tables/requests.ts'

defineConstraints({
  visits_one_open: deskErrors['visit-taken'],
  visits_resolved_by_another: deskErrors['dispute-by-another'],
})

export type VisitKey = { readonly communityId: Id; readonly id: Id }

const visitColumns = {
  communityId: visits.communityId,
  id: visits.id,
  requestId: visits.requestId,
  state: visits.state,
  offeringId: visits.offeringId,
  scheduledAt: visits.scheduledAt,
  passphrase: visits.passphrase,
  confirmCode: visits.confirmCode,
  takenById: visits.takenById,
  takenAt: visits.takenAt,
  checkedInAt: visits.checkedInAt,
  checkedOutAt: visits.checkedOutAt,
  startedAt: visits.startedAt,
  endedAt: visits.endedAt,
  outcome: visits.outcome,
  finishedById: visits.finishedById,
  confirmedHow: visits.confirmedHow,
  confirmedAt: visits.confirmedAt,
  confirmedById: visits.confirmedById,
  late: visits.late,
  holdCommunityId: visits.holdCommunityId,
  holdId: visits.holdId,
  chargeMinutes: visits.chargeMinutes,
  disputedById: visits.disputedById,
  disputedAt: visits.disputedAt,
  disputedReason: visits.disputedReason,
}

type VisitRow = Omit<Visit, 'hold' | 'helpers'> &
  Pick<typeof visits.$inferSelect, 'holdCommunityId' | 'holdId'>

async function withHelpers(
  tx: Queryable,
  communityId: Id,
  rows: readonly VisitRow[],
): Promise<readonly Visit[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const helpers = await tx
    .select({
      visitId: visitHelpers.visitId,
      personId: visitHelpers.personId,
      startedAt: visitHelpers.startedAt,
      endedAt: visitHelpers.endedAt,
      recordCommunityId: visitHelpers.recordCommunityId,
      recordId: visitHelpers.recordId,
    })
    .from(visitHelpers)
    .where(and(eq(visitHelpers.communityId, communityId), inArray(visitHelpers.visitId, ids)))
    .orderBy(asc(visitHelpers.personId))
  return rows.map(({ holdCommunityId, holdId, ...row }) => ({
    ...row,
    hold: holdCommunityId && holdId ? { communityId: holdCommunityId, id: holdId } : null,
    helpers: helpers
      .filter(({ visitId }) => visitId === row.id)
      .map(({ visitId: _, ...helper }): VisitHelper => helper),
  }))
}

export async function selectVisit(tx: Queryable, key: VisitKey): Promise<Visit | undefined> {
  const rows = await tx
    .select(visitColumns)
    .from(visits)
    .where(and(eq(visits.communityId, key.communityId), eq(visits.id, key.id)))
  const [visit] = await withHelpers(tx, key.communityId, rows)
  return visit
}

/** Newest first. */
export async function selectVisitsOf(
  tx: Queryable,
  communityId: Id,
  requestId: Id,
): Promise<readonly Visit[]> {
  const rows = await tx
    .select(visitColumns)
    .from(visits)
    .where(and(eq(visits.communityId, communityId), eq(visits.requestId, requestId)))
    .orderBy(sql`${visits.id} desc`)
  return withHelpers(tx, communityId, rows)
}

/** The requests that visits belong to: they are the locks of their visits. */
export function selectRequestsOf(
  tx: Queryable,
  keys: readonly VisitKey[],
): Promise<readonly { readonly communityId: Id; readonly id: Id }[]> {
  const wanted = JSON.stringify(keys.map((key) => ({ c: key.communityId, i: key.id })))
  return tx
    .select({ communityId: visits.communityId, id: visits.requestId })
    .from(visits)
    .where(
      sql`(${visits.communityId}, ${visits.id}) in (
            select c, i from json_to_recordset(${wanted}::json) as k(c uuid, i uuid))`,
    )
}

export async function insertVisit(
  tx: Tx,
  row: typeof visits.$inferInsert,
  helperIds: readonly Id[],
): Promise<void> {
  await tx.insert(visits).values(row)
  await tx
    .insert(visitHelpers)
    .values(
      helperIds.map((personId) => ({ communityId: row.communityId, visitId: row.id, personId })),
    )
}

export async function updateVisit(
  tx: Tx,
  key: VisitKey,
  change: Partial<typeof visits.$inferInsert>,
): Promise<void> {
  await tx
    .update(visits)
    .set(change)
    .where(and(eq(visits.communityId, key.communityId), eq(visits.id, key.id)))
}

export async function updateHelper(
  tx: Tx,
  key: VisitKey,
  personId: Id,
  change: Partial<Omit<VisitHelper, 'personId'>>,
): Promise<void> {
  await tx
    .update(visitHelpers)
    .set(change)
    .where(
      and(
        eq(visitHelpers.communityId, key.communityId),
        eq(visitHelpers.visitId, key.id),
        eq(visitHelpers.personId, personId),
      ),
    )
}

/** Has anybody from a desk been with this person before? */
export async function wasVisited(tx: Queryable, recipientId: Id): Promise<boolean> {
  const rows = await tx
    .select({ id: visits.id })
    .from(visits)
    .innerJoin(
      requests,
      and(eq(requests.communityId, visits.communityId), eq(requests.id, visits.requestId)),
    )
    .where(and(eq(requests.recipientId, recipientId), sql`${visits.state} = 'done'`))
    .limit(1)
  return rows.length > 0
}

/** The states of the records that helpers were given for a visit. */
export function selectRecordStates(tx: Queryable, key: VisitKey) {
  return tx
    .select({
      communityId: serviceRecords.communityId,
      id: serviceRecords.id,
      state: serviceRecords.state,
    })
    .from(visitHelpers)
    .innerJoin(
      serviceRecords,
      and(
        eq(serviceRecords.communityId, visitHelpers.recordCommunityId),
        eq(serviceRecords.id, visitHelpers.recordId),
      ),
    )
    .where(and(eq(visitHelpers.communityId, key.communityId), eq(visitHelpers.visitId, key.id)))
}

/** Visits done before `until` that nobody has confirmed or disputed. */
export function selectSilent(tx: Queryable, until: Instant, limit: number) {
  return tx
    .select({
      communityId: visits.communityId,
      id: visits.id,
      endedAt: visits.endedAt,
    })
    .from(visits)
    .where(
      and(sql`${visits.state} = 'done'`, isNull(visits.confirmedAt), lte(visits.endedAt, until)),
    )
    .orderBy(asc(visits.endedAt))
    .limit(limit)
}

/** What a helper has taken, newest first; at most `limit`. */
export async function selectVisitsOfHelper(
  tx: Queryable,
  communityId: Id,
  personId: Id,
  limit: number,
): Promise<readonly Visit[]> {
  const mine = tx
    .select({ id: visitHelpers.visitId })
    .from(visitHelpers)
    .where(and(eq(visitHelpers.communityId, communityId), eq(visitHelpers.personId, personId)))
  const rows = await tx
    .select(visitColumns)
    .from(visits)
    .where(and(eq(visits.communityId, communityId), inArray(visits.id, mine)))
    .orderBy(sql`${visits.id} desc`)
    .limit(limit)
  return withHelpers(tx, communityId, rows)
}
