import { and, eq, inArray, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Queryable, Tx } from '../../../db/client.ts'
import { amongIds, marked, scrub } from '../../../db/scrub.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import {
  deliberationPositions,
  deliberations,
  requestHandovers,
  requestPhotos,
  requestReferrals,
  requestTasks,
} from '../tables/casework.ts'
import { requestClocks } from '../tables/clocks.ts'
import { inboxMessages } from '../tables/inbox.ts'
import { diaryNotes, requests, visitHelpers, visits } from '../tables/requests.ts'

const isFor = (personId: Id) =>
  or(eq(requests.requesterId, personId), eq(requests.recipientId, personId))

export async function existsOpenRequest(tx: Queryable, personId: Id): Promise<boolean> {
  const open = inArray(requests.state, ['registered', 'assigned', 'inProgress'])
  return (await tx.$count(requests, and(isFor(personId), open))) > 0
}

/** Taken, disputed, or not confirmed yet, by the person or for them. */
export async function existsOpenVisit(tx: Queryable, personId: Id): Promise<boolean> {
  const open = or(
    inArray(visits.state, ['taken', 'disputed']),
    and(eq(visits.state, 'done'), sql`${visits.confirmedAt} is null`),
  )
  const taken = sql`${visits.id} in (select h.visit_id from ${visitHelpers} h where h.person_id = ${personId})`
  const asked = sql`${visits.requestId} in (select r.id from ${requests} r
    where r.requester_id = ${personId} or r.recipient_id = ${personId})`
  return (await tx.$count(visits, and(open, or(taken, asked)))) > 0
}

const whatever = (text: PgColumn) => marked(text, ERASED_TEXT)

export async function eraseRequestTexts(tx: Tx, personId: Id): Promise<readonly Id[]> {
  const rows = await tx
    .update(requests)
    .set({
      ...{ content: ERASED_TEXT, place: ERASED_TEXT },
      reply: whatever(requests.reply),
      cancelledReason: whatever(requests.cancelledReason),
    })
    .where(isFor(personId))
    .returning({ id: requests.id })
  return rows.map(({ id }) => id)
}

export async function eraseNotes(tx: Tx, requestIds: readonly Id[]): Promise<void> {
  await tx
    .update(diaryNotes)
    .set({ note: ERASED_TEXT })
    .where(amongIds(diaryNotes.requestId, requestIds))
  await eraseCasework(tx, requestIds)
}

/** What was done on their cases, with the photos; of gateways' messages all that they said. */
async function eraseCasework(tx: Tx, requestIds: readonly Id[]): Promise<void> {
  const among = (column: PgColumn) => amongIds(column, requestIds)
  await tx
    .update(requestClocks)
    .set({ pausedReason: whatever(requestClocks.pausedReason) })
    .where(among(requestClocks.requestId))
  await tx
    .update(requestTasks)
    .set({ content: ERASED_TEXT, result: whatever(requestTasks.result) })
    .where(among(requestTasks.requestId))
  await tx
    .update(requestHandovers)
    .set({ reason: ERASED_TEXT })
    .where(among(requestHandovers.requestId))
  await tx
    .update(requestReferrals)
    .set({
      ...{ organisation: ERASED_TEXT, reason: ERASED_TEXT },
      outcome: whatever(requestReferrals.outcome),
    })
    .where(among(requestReferrals.requestId))
  await tx
    .update(deliberations)
    .set({ topic: ERASED_TEXT, result: whatever(deliberations.result) })
    .where(among(deliberations.requestId))
  await tx
    .update(deliberationPositions)
    .set({ speaker: ERASED_TEXT, position: ERASED_TEXT })
    .where(among(deliberationPositions.requestId))
  await tx
    .update(requestPhotos)
    .set({ caption: ERASED_TEXT, imageSealed: '' })
    .where(among(requestPhotos.requestId))
  await tx
    .update(inboxMessages)
    .set({
      ...{ contentSealed: '', contentHash: '' },
      decidedReason: whatever(inboxMessages.decidedReason),
    })
    .where(among(inboxMessages.requestId))
}

/** Of visits to the person everything that was said; of those by the person the disputes. */
export async function eraseVisitTexts(
  tx: Tx,
  personId: Id,
  requestIds: readonly Id[],
): Promise<readonly Id[]> {
  const disputes = {
    disputedReason: whatever(visits.disputedReason),
    resolvedReason: whatever(visits.resolvedReason),
  }
  const forThem = amongIds(visits.requestId, requestIds)
  const byThem: SQL = sql`${visits.id} in (select h.visit_id from ${visitHelpers} h where h.person_id = ${personId})`
  const served = await tx
    .update(visits)
    .set({ ...disputes, passphrase: '', confirmCode: '', outcome: whatever(visits.outcome) })
    .where(forThem)
    .returning({ id: visits.id })
  const taken = await tx.update(visits).set(disputes).where(byThem).returning({ id: visits.id })
  return [...served, ...taken].map(({ id }) => id)
}

/** Texts about others that have a word of theirs. */
export async function scrubTexts(tx: Tx, { words }: Erased): Promise<void> {
  const scrubbing = { words, mark: ERASED_TEXT }
  const { content, place, reply, cancelledReason } = requests
  await scrub(tx, requests, { content, place, reply, cancelledReason }, scrubbing)
  await scrub(tx, diaryNotes, { note: diaryNotes.note }, scrubbing)
  const { pausedReason } = requestClocks
  await scrub(tx, requestClocks, { pausedReason }, scrubbing)
  const { content: task, result } = requestTasks
  await scrub(tx, requestTasks, { content: task, result }, scrubbing)
  await scrub(tx, requestHandovers, { reason: requestHandovers.reason }, scrubbing)
  const { organisation, reason, outcome: came } = requestReferrals
  await scrub(tx, requestReferrals, { organisation, reason, outcome: came }, scrubbing)
  await scrub(
    tx,
    deliberations,
    { topic: deliberations.topic, result: deliberations.result },
    scrubbing,
  )
  const { speaker, position } = deliberationPositions
  await scrub(tx, deliberationPositions, { speaker, position }, scrubbing)
  await scrub(tx, requestPhotos, { caption: requestPhotos.caption }, scrubbing)
  await scrub(tx, inboxMessages, { decidedReason: inboxMessages.decidedReason }, scrubbing)
  const { outcome, disputedReason, resolvedReason } = visits
  await scrub(tx, visits, { outcome, disputedReason, resolvedReason }, scrubbing)
}
