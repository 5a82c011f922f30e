import type { z } from '@hono/zod-openapi'
import { civilDateOf, plusDays, type Instant } from '../../../kernel/clock.ts'
import type { RequestDetail } from '../get-request.ts'
import type { ListedRequest } from '../list-open-requests.ts'
import type { Visit } from '../model/requests.ts'
import type { Reader, ReadRequest } from './access.ts'
import type { deskRequestSchema, detailSchema, requestSchema, visitSchema } from './schemas.ts'

export function requestOf(request: ListedRequest): z.input<typeof requestSchema> {
  return {
    id: request.id,
    communityId: request.communityId,
    kind: request.kind,
    state: request.state,
    offeringId: request.offeringId,
    offeringName: request.offeringName,
    content: request.content,
    place: request.place,
    channel: request.channel,
    registeredAt: request.registeredAt,
    enteredAt: request.enteredAt,
    promisedBy: request.promisedBy,
    provisional: request.provisional,
    usesSavings: request.usesSavings,
    quotedMinutes: request.usesSavings ? (request.savings?.quotedMinutes ?? null) : null,
    reply: request.reply,
    replyKind: request.replyKind,
    answeredAt: request.answeredAt,
    outcome: request.outcome,
    outcomeLevel: request.outcomeLevel,
    rating: request.rating,
    cancelledReason: request.cancelledReason,
  }
}

export function deskRequestOf(request: ListedRequest): z.input<typeof deskRequestSchema> {
  return {
    ...requestOf(request),
    requesterId: request.requesterId,
    requesterName: request.requesterName,
    recipientId: request.recipientId,
    recipientName: request.recipientName,
    firstTakerId: request.firstTakerId,
    firstTakerName: request.firstTakerName,
    safetyNow: request.safetyNow,
    inNeed: request.inNeed,
    promiseBasis: request.promiseBasis,
    scheduled: request.scheduled,
    served: request.served,
    missedAt: request.missedAt,
    dueAt: request.dueAt,
  }
}

/** 上门核验: the one served is told who comes and the two words from the day before on. */
export function knowsWhoComes(visit: Visit, now: Instant): boolean {
  return civilDateOf(now) >= plusDays(civilDateOf(visit.scheduledAt), -1)
}

export function visitOf(
  visit: Visit,
  helpers: RequestDetail['helpers'],
  reader: Reader,
  now: Instant,
): z.input<typeof visitSchema> {
  const told = reader !== 'asker' || knowsWhoComes(visit, now)
  return {
    id: visit.id,
    requestId: visit.requestId,
    state: visit.state,
    scheduledAt: visit.scheduledAt,
    helpers: told ? visit.helpers.flatMap(({ personId }) => helpers.get(personId) ?? []) : [],
    passphrase: told && reader !== 'desk' ? visit.passphrase : null,
    confirmCode: told && reader === 'asker' ? visit.confirmCode : null,
    startedAt: visit.startedAt,
    endedAt: visit.endedAt,
    outcome: visit.outcome,
    confirmedHow: visit.confirmedHow,
    late: visit.late,
    chargeMinutes: reader === 'helper' ? null : visit.chargeMinutes,
    disputedReason: visit.disputedReason,
  }
}

/** What this reader sees of a case: why somebody comes first is not for the helper. */
export function detailOf(read: ReadRequest, now: Instant): z.input<typeof detailSchema> {
  const { reader, request, promise } = read
  const forDesk = reader === 'desk'
  const shown = requestOf(request)
  const hidden = { usesSavings: false, quotedMinutes: null }
  return {
    request: reader === 'helper' ? { ...shown, ...hidden } : shown,
    promise: promise && reader !== 'helper' ? { ...promise, limits: [...promise.limits] } : null,
    aheadCount: read.aheadCount,
    visits: read.visits.map((visit) => visitOf(visit, read.helpers, reader, now)),
    desk: forDesk ? deskRequestOf(request) : null,
    unreached: forDesk ? read.unreached : null,
    diary: forDesk ? read.diary.map((entry) => ({ ...entry })) : null,
  }
}
