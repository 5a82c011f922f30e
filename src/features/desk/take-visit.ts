import { randomInt } from 'node:crypto'
import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons, findRelated, findVolunteers } from '../person/find-persons.ts'
import { stopClocks } from './stop-clocks.ts'
import { coordinates, lockNamedRequests, requestIn } from './lock-requests.ts'
import { holdForVisit } from './return-hold.ts'
import { deskErrors } from './errors.ts'
import { needsVisit, type DeskRequest, type HoldRef } from './model/requests.ts'
import { judgeHelpers } from './rules/helpers.ts'
import { makeConfirmCode, makePassphrase } from './rules/passphrase.ts'
import { stepRequest } from './rules/request-machine.ts'
import { belongsTo, selectOffering } from './store/lookups.ts'
import { selectListed } from './store/queue.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import { insertVisit, selectVisitsOf, wasVisited } from './store/visits.ts'

export type TakeVisit = {
  readonly requestId: Id
  readonly scheduledAt: Instant
  /** One or two; a volunteer takes it for themselves only. */
  readonly helperIds: readonly Id[]
}

export type TakenVisit = {
  readonly id: Id
  readonly requestId: Id
  readonly scheduledAt: Instant
  readonly passphrase: string
  /** The date is later than what was promised: nothing will be charged. */
  readonly afterPromise: boolean
  /** Savings are held for it. */
  readonly held: boolean
}

type Take = FreshCommand<TakeVisit>

/**
 * A volunteer takes a visit, or a coordinator schedules one; of two at once one gets it. The visit
 * carries the request's hold, placed anew where an earlier visit gave it back.
 * @throws `desk.visit-taken`, `desk.helper-unfit`, `desk.two-helpers-needed`, `desk.schedule-past`
 */
export const takeVisit = writeUseCase<TakeVisit, TakenVisit, unknown>({
  useCase: 'desk.take-visit',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, scheduledAt, helperIds } = command.input
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    const byCoordinator = await requireRightToTake(batch, command)
    const state = accept(stepRequest(request.state, 'schedule'))
    await requireWaiting(batch, request)
    if (scheduledAt <= batch.now) throw new DomainError(deskErrors['schedule-past'])
    await requireFit(batch, request, helperIds)
    const hold = await holdForVisit(batch, command, request)
    const { id, passphrase } = await fileVisit(batch, command, request, hold)
    const { actor } = command
    await updateRequest(batch.ctx.tx, request, {
      state,
      ...(byCoordinator && { firstTakerId: request.firstTakerId ?? actor.personId }),
      ...(hold && { holdCommunityId: hold.communityId, holdId: hold.id }),
    })
    const unheld = request.usesSavings && hold === null
    await insertDiary(batch.ctx.tx, request, {
      act: 'take-visit',
      actorId: actor.personId,
      note: unheld ? '储蓄已不够预留，这次上门不用储蓄' : null,
      recordedAt: batch.now,
    })
    await stopClocks(batch, request, ['firstAnswer'], batch.now)
    await recordAct(batch, command, { act: 'desk.take-visit', subjects: [id, ...helperIds] })
    const afterPromise = request.promisedBy !== null && scheduledAt > request.promisedBy
    return { id, requestId, scheduledAt, passphrase, afterPromise, held: hold !== null }
  }),
})

/** True for a coordinator; a volunteer of the community may take it alone. */
async function requireRightToTake(batch: Batch, command: Take): Promise<boolean> {
  const { actor, scope, input } = command
  if (actor.personId === null) throw new DomainError(personErrors['role-missing'])
  if (await coordinates(batch, command)) return true
  if (!(await belongsTo(batch.ctx.tx, actor.personId, scope))) {
    throw new DomainError(deskErrors['helper-not-here'])
  }
  if (input.helperIds.length !== 1 || input.helperIds[0] !== actor.personId) {
    throw new DomainError(deskErrors['helper-yourself'])
  }
  return false
}

async function requireWaiting(batch: Batch, request: DeskRequest): Promise<void> {
  if (!needsVisit(request.kind)) throw new DomainError(deskErrors['no-visit-kind'])
  const { tx } = batch.ctx
  const visits = await selectVisitsOf(tx, request.communityId, request.id)
  if (visits.some(({ state }) => state === 'taken' || state === 'disputed')) {
    throw new DomainError(deskErrors['visit-taken'])
  }
  const listed = await selectListed(tx, request.communityId, request.id)
  if (listed?.served) throw new DomainError(deskErrors['visit-taken'])
}

async function requireFit(
  batch: Batch,
  request: DeskRequest,
  helperIds: readonly Id[],
): Promise<void> {
  const { tx } = batch.ctx
  const { recipientId, requesterId, offeringId } = request
  const pairs = helperIds.map((personId) => ({ personId, relativeId: recipientId }))
  const persons = await findPersons(tx, [recipientId, ...helperIds])
  const volunteers = await findVolunteers(tx, helperIds)
  const related = await findRelated(tx, pairs)
  const recipient = persons.get(recipientId)
  if (!recipient) throw new DomainError(personErrors['not-found'])
  const helpers = helperIds.map((id) => ({
    person: persons.get(id),
    volunteer: volunteers.get(id),
    related: related.has(`${id} ${recipientId}`),
  }))
  accept(
    judgeHelpers(helpers, {
      recipient,
      requesterId,
      firstVisit: recipient.livesAlone && !(await wasVisited(tx, recipientId)),
      offering: offeringId === null ? null : ((await selectOffering(tx, offeringId)) ?? null),
      today: civilDateOf(batch.now),
    }),
  )
}

async function fileVisit(batch: Batch, command: Take, request: DeskRequest, hold: HoldRef | null) {
  const { scheduledAt, helperIds } = command.input
  const id = newId()
  const passphrase = makePassphrase(pick)
  await insertVisit(
    batch.ctx.tx,
    {
      communityId: request.communityId,
      id,
      requestId: request.id,
      state: 'taken',
      offeringId: request.offeringId,
      scheduledAt,
      passphrase,
      confirmCode: makeConfirmCode(pick),
      takenById: command.actor.personId ?? request.requesterId,
      takenAt: batch.now,
      holdCommunityId: hold?.communityId ?? null,
      holdId: hold?.id ?? null,
    },
    helperIds,
  )
  return { id, passphrase }
}

function pick(limit: number): number {
  return randomInt(limit)
}
