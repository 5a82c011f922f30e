import type { FreshCommand } from '../../db/command.ts'
import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { recordAct } from '../audit/record-acts.ts'
import {
  chargeFactorAt,
  chargeForVisit,
  countVisit,
  requireAllHelpers,
  spanOf,
  type HelperTimes,
} from './count-visit.ts'
import { coordinates, isHelper, lockNamedVisits, visitIn } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import type { ConfirmKind, DeskRequest, Visit } from './model/requests.ts'
import { judgeConfirmation, maySilenceConfirm, wantedMinutes } from './rules/charge.ts'
import { stepVisit } from './rules/visit-machine.ts'
import { selectOffering } from './store/lookups.ts'
import { wholeMinute } from './start-visit.ts'
import { insertDiary } from './store/requests.ts'
import { updateHelper, updateVisit } from './store/visits.ts'

export type FinishVisit = {
  readonly visitId: Id
  /** Every helper of the visit, with when they were there. */
  readonly helpers: readonly HelperTimes[]
  readonly outcome: string
  /** Where the request named none. */
  readonly offeringId: Id | null
  /** 补录: needed once the working days of R-12 are over. */
  readonly lateReason: string | null
  readonly confirmation: { readonly how: ConfirmKind | null; readonly code: string | null }
}

export type FinishedVisit = {
  readonly id: Id
  readonly late: boolean
  readonly chargeMinutes: Minutes
  /** False: three working days of silence, or the one served, will confirm it. */
  readonly confirmed: boolean
  readonly records: readonly { readonly communityId: Id; readonly id: Id }[]
}

/**
 * A helper, or a coordinator for them, says that a visit is done, how long it took and how the one
 * served confirmed it. Confirmed minutes become submitted records at once.
 * @throws `desk.times-wrong`, `desk.confirmation-needed`, `desk.confirm-code-wrong`, `desk.visit-state`
 */
export const finishVisit = writeUseCase<FinishVisit, FinishedVisit, unknown>({
  useCase: 'desk.finish-visit',
  lock: lockNamedVisits,
  work: oneByOne(async (batch, command) => {
    const { actor, scope, input } = command
    const { visit, request } = await visitIn(batch, scope, input.visitId)
    const byCoordinator = await requireRightToFinish(batch, command, visit)
    accept(stepVisit(visit.state, 'finish'))
    requireAllHelpers(visit, input.helpers)
    const finishedById = actor.personId ?? visit.takenById
    const checkedOutAt = visit.checkedInAt === null ? null : wholeMinute(batch.now)
    if (!byCoordinator) requireAfterCheckIn(visit, input.helpers)
    const offeringId = await offeringOf(batch, request, visit, input)
    const finished = { ...visit, checkedOutAt, offeringId }
    const times = spanOf(input.helpers)
    await updateVisit(batch.ctx.tx, visit, { finishedById, checkedOutAt, offeringId, ...times })
    const verdict = await judge(batch, request, finished, input, byCoordinator)
    await recordAct(batch, command, { act: 'desk.finish-visit', subjects: [visit.id] })
    if (verdict === 'silent') return leaveToSilence(batch, command, request, finished)
    const how = input.confirmation.how ?? 'signature'
    const counted = await countVisit(batch, command, { request, visit: finished }, input.helpers, {
      how,
      byId: how === 'call' ? actor.personId : request.recipientId,
      enteredById: finishedById,
      outcome: input.outcome,
      lateReason: input.lateReason,
    })
    return { id: visit.id, confirmed: true, ...counted }
  }),
})

async function requireRightToFinish(
  batch: Batch,
  command: FreshCommand<FinishVisit>,
  visit: Visit,
): Promise<boolean> {
  const byCoordinator = await coordinates(batch, command)
  if (byCoordinator || isHelper(visit, command.actor.personId)) return byCoordinator
  throw new DomainError(deskErrors['visit-not-found'])
}

/** Nobody was there before they pressed the button at the door; a coordinator may correct it. */
function requireAfterCheckIn(visit: Visit, helpers: readonly HelperTimes[]): void {
  const { checkedInAt } = visit
  if (checkedInAt === null) return
  if (helpers.some(({ startedAt }) => startedAt < checkedInAt)) {
    throw new DomainError(deskErrors['checked-in-times'])
  }
}

async function offeringOf(
  batch: Batch,
  request: DeskRequest,
  visit: Visit,
  input: FinishVisit,
): Promise<Id> {
  const known = visit.offeringId ?? request.offeringId
  if (known !== null) return known
  if (input.offeringId === null) throw new DomainError(deskErrors['offering-needed'])
  const offering = await selectOffering(batch.ctx.tx, input.offeringId)
  if (!offering || offering.retiredAt !== null || offering.counts === 'none') {
    throw new DomainError(deskErrors['offering-not-found'])
  }
  return offering.id
}

async function judge(
  batch: Batch,
  request: DeskRequest,
  visit: Visit,
  input: FinishVisit,
  byCoordinator: boolean,
): Promise<'confirmed' | 'silent'> {
  const { longestMinutes } = await chargeForVisit(batch, request, visit, input.helpers)
  const silent = maySilenceConfirm({
    checkedIn: visit.checkedInAt !== null,
    checkedOut: visit.checkedOutAt !== null,
    wantedMinutes: wantedMinutes(longestMinutes, await chargeFactorAt(batch)),
    quotedMinutes: visit.hold ? (request.savings?.quotedMinutes ?? null) : null,
  })
  const facts = { confirmCode: visit.confirmCode, byCoordinator, silent }
  return accept(judgeConfirmation(input.confirmation, facts))
}

/** Done, and waiting: the one served may confirm or dispute it, else silence will confirm it. */
async function leaveToSilence(
  batch: Batch,
  command: FreshCommand<FinishVisit>,
  request: DeskRequest,
  visit: Visit,
): Promise<FinishedVisit> {
  const { helpers, outcome } = command.input
  const charge = await chargeForVisit(batch, request, visit, helpers)
  await updateVisit(batch.ctx.tx, visit, {
    state: 'done',
    outcome,
    late: charge.late,
    chargeMinutes: charge.chargeMinutes,
  })
  for (const { personId, startedAt, endedAt } of helpers) {
    await updateHelper(batch.ctx.tx, visit, personId, { startedAt, endedAt })
  }
  await insertDiary(batch.ctx.tx, request, {
    act: 'visit-unconfirmed',
    actorId: command.actor.personId,
    recordedAt: batch.now,
  })
  const { late, chargeMinutes } = charge
  return { id: visit.id, late, chargeMinutes, confirmed: false, records: [] }
}
