import type { FreshCommand } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { findPersons } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { NewRecord } from '../service/prepare-submissions.ts'
import { submitInTx, type SubmittedRecord } from '../service/submit-in-tx.ts'
import { deskErrors } from './errors.ts'
import type { ConfirmKind, DeskRequest, Visit } from './model/requests.ts'
import { chargeOf, isLate, servedMinutes } from './rules/charge.ts'
import { stepRequest } from './rules/request-machine.ts'
import { selectCommunityName } from './store/lookups.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import { updateHelper, updateVisit } from './store/visits.ts'

/** When one helper was there. */
export type HelperTimes = {
  readonly personId: Id
  readonly startedAt: Instant
  readonly endedAt: Instant
}

export type VisitCharge = { readonly late: boolean; readonly chargeMinutes: Minutes }

/** What a visit would use: of the helper who stayed longest, nothing when it began late. */
export async function chargeForVisit(
  batch: Batch,
  request: DeskRequest,
  visit: Visit,
  helpers: readonly HelperTimes[],
): Promise<VisitCharge & { readonly longestMinutes: Minutes }> {
  const spans = helpers.map((times) => accept(servedMinutes(times, batch.now)))
  const longestMinutes = spans.reduce((most, one) => (one > most ? one : most), ZERO)
  const startedAt = helpers.map((times) => times.startedAt).sort()[0] ?? batch.now
  const late = request.promisedBy !== null && isLate(startedAt, request.promisedBy)
  if (!visit.hold || !request.savings) return { late, longestMinutes, chargeMinutes: ZERO }
  const factor = await chargeFactorAt(batch)
  const { quotedMinutes, agreedMoreMinutes } = request.savings
  const chargeMinutes = chargeOf({
    longestMinutes,
    chargeFactor: factor,
    quotedMinutes,
    agreedMoreMinutes,
    late,
  })
  return { late, longestMinutes, chargeMinutes }
}

/** The factor of the day of the decision. */
export async function chargeFactorAt(batch: Batch): Promise<string> {
  return policyAt(await loadPolicies(batch.ctx), 'charge', civilDateOf(batch.now)).factor
}

/** When the first of the helpers began and the last one left. @throws `desk.times-wrong` */
export function spanOf(helpers: readonly HelperTimes[]): {
  readonly startedAt: Instant
  readonly endedAt: Instant
} {
  const startedAt = helpers.map((times) => times.startedAt).sort()[0]
  const endedAt = helpers
    .map((times) => times.endedAt)
    .sort()
    .at(-1)
  if (startedAt === undefined || endedAt === undefined || endedAt <= startedAt) {
    throw new DomainError(deskErrors['times-wrong'])
  }
  return { startedAt, endedAt }
}

/** Each helper of the visit once. @throws `desk.helpers-count` */
export function requireAllHelpers(visit: Visit, helpers: readonly HelperTimes[]): void {
  const ids = new Set(helpers.map(({ personId }) => personId))
  const all = visit.helpers.every(({ personId }) => ids.has(personId))
  if (!all || helpers.length !== visit.helpers.length) {
    throw new DomainError(deskErrors['helpers-count'])
  }
}

export type Confirmed = {
  readonly how: ConfirmKind
  /** Null when silence confirmed it, or a dispute was decided: then it is nobody's own word. */
  readonly byId: Id | null
  readonly enteredById: Id
  readonly outcome: string
  /** Kept on the records only where they come after the working days of R-12. */
  readonly lateReason: string | null
}

/**
 * A visit done and confirmed: every helper's time becomes a submitted record; the one who stayed
 * longest carries the hold and the charge, once even with two helpers; the request is answered by
 * what was done. @throws what submitting a record refuses
 */
export async function countVisit(
  batch: Batch,
  command: Pick<FreshCommand<unknown>, 'id' | 'actor'>,
  { request, visit }: { readonly request: DeskRequest; readonly visit: Visit },
  helpers: readonly HelperTimes[],
  confirmed: Confirmed,
): Promise<VisitCharge & { readonly records: readonly SubmittedRecord[] }> {
  const charge = await chargeForVisit(batch, request, visit, helpers)
  const { outcome } = confirmed
  const newRecords = await recordsOf(batch, { request, visit }, helpers, confirmed, charge)
  const submitted = await submitInTx(batch, confirmed.enteredById, newRecords)
  const records = submitted.map((one) => accept(one))
  for (const [index, { personId, startedAt, endedAt }] of helpers.entries()) {
    const record = records[index]
    await updateHelper(batch.ctx.tx, visit, personId, {
      startedAt,
      endedAt,
      recordCommunityId: record?.communityId ?? null,
      recordId: record?.id ?? null,
    })
  }
  await updateVisit(batch.ctx.tx, visit, {
    state: 'done',
    ...spanOf(helpers),
    outcome,
    late: charge.late,
    chargeMinutes: charge.chargeMinutes,
    confirmedHow: confirmed.how,
    confirmedAt: batch.now,
    confirmedById: confirmed.byId,
  })
  await updateRequest(batch.ctx.tx, request, {
    state: accept(stepRequest(request.state, 'answer')),
    reply: `已上门服务：${outcome}`,
    replyKind: 'direct',
    answeredAt: batch.now,
    rating: null,
    ratedAt: null,
  })
  await insertDiary(batch.ctx.tx, request, {
    act: 'visit-done',
    actorId: command.actor.personId,
    note: charge.late ? '超过承诺时限，免扣储蓄' : null,
    recordedAt: batch.now,
  })
  return { late: charge.late, chargeMinutes: charge.chargeMinutes, records }
}

async function recordsOf(
  batch: Batch,
  { request, visit }: { readonly request: DeskRequest; readonly visit: Visit },
  helpers: readonly HelperTimes[],
  confirmed: Confirmed,
  charge: VisitCharge & { readonly longestMinutes: Minutes },
): Promise<readonly NewRecord[]> {
  const offeringId = visit.offeringId ?? request.offeringId
  if (offeringId === null) throw new DomainError(deskErrors['offering-needed'])
  const { tx } = batch.ctx
  const inChargeId = request.firstTakerId ?? visit.takenById
  const inCharge = (await findPersons(tx, [inChargeId])).get(inChargeId)
  const organiser = (await selectCommunityName(tx, request.communityId)) ?? '社区'
  let carried = false
  return helpers.map((times): NewRecord => {
    const longest = accept(servedMinutes(times, batch.now)) === charge.longestMinutes
    const carries = longest && !carried && visit.hold !== null
    carried ||= carries
    return {
      entry: {
        personId: times.personId,
        startsAt: times.startedAt,
        endsAt: times.endedAt,
        offeringId,
        servedAtId: request.communityId,
        activityName: '上门服务',
        place: request.place,
        content: request.content,
        outcome: confirmed.outcome,
        recipient: { kind: 'person', personId: request.recipientId },
        organiser,
        personInCharge: inCharge?.name ?? organiser,
        lateReason: confirmed.lateReason,
        replacesId: null,
      },
      evidence: {
        measuredBy: visit.checkedInAt === null ? 'manual' : 'checkIn',
        checkedInAt: visit.checkedInAt,
        checkedOutAt: visit.checkedOutAt,
        recipientConfirmedAt: confirmed.byId === null ? null : batch.now,
        visitId: visit.id,
        hold: carries ? visit.hold : null,
        chargeMinutes: carries ? charge.chargeMinutes : null,
      },
    }
  })
}
