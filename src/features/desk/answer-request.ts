import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { lockNamedRequests, requestIn, requireCoordinator } from './lock-requests.ts'
import { returnHold } from './return-hold.ts'
import { deskErrors } from './errors.ts'
import type { DeskRequest, ReplyKind } from './model.ts'
import { stepRequest } from './rules/request-machine.ts'
import { countTries, judgeUnreachable } from './rules/unreachable.ts'
import { insertDiary, selectDiary, updateRequest } from './store/requests.ts'
import { selectVisitsOf } from './store/visits.ts'
import type { RequestStepped } from './take-request.ts'

export type AnswerRequest = {
  readonly requestId: Id
  readonly reply: string
  readonly replyKind: ReplyKind
}

/**
 * 件件必回复 (SE-67): the first taker answers, and only then is the case closed. What is still held
 * for a visit that never came is given back. @throws `desk.reply-needed`, `desk.not-first-taker`,
 * `desk.untried`, `desk.visit-open` while a visit is taken or disputed
 */
export const answerRequest = writeUseCase<AnswerRequest, RequestStepped, unknown>({
  useCase: 'desk.answer-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const actorId = await requireCoordinator(batch, command)
    const { requestId, reply, replyKind } = command.input
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    const state = accept(stepRequest(request.state, 'answer'))
    if (reply.trim() === '') throw new DomainError(deskErrors['reply-needed'])
    if (request.firstTakerId !== null && request.firstTakerId !== actorId) {
      throw new DomainError(deskErrors['not-first-taker'])
    }
    if (replyKind === 'unreachable') await requireTried(batch, request)
    await returnUnlessServed(batch, request)
    await updateRequest(batch.ctx.tx, request, {
      state,
      firstTakerId: actorId,
      reply,
      replyKind,
      answeredAt: batch.now,
      rating: null,
      ratedAt: null,
    })
    const entry = { act: 'answer', actorId, note: reply, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    await recordAct(batch, command, { act: 'desk.answer-request', subjects: [requestId] })
    return { id: requestId, state }
  }),
})

/** @throws `desk.untried` */
async function requireTried(batch: Batch, request: DeskRequest): Promise<void> {
  const tries = countTries(await selectDiary(batch.ctx.tx, request))
  const policies = await loadPolicies(batch.ctx)
  accept(judgeUnreachable(tries, policyAt(policies, 'desk', civilDateOf(batch.now))))
}

async function returnUnlessServed(batch: Batch, request: DeskRequest): Promise<void> {
  const visits = await selectVisitsOf(batch.ctx.tx, request.communityId, request.id)
  if (visits.some(({ state }) => state === 'taken' || state === 'disputed')) {
    throw new DomainError(deskErrors['visit-open'])
  }
  const carried = visits.some(
    ({ state, hold }) => state === 'done' && hold !== null && hold.id === request.savings?.hold.id,
  )
  if (!carried) await returnHold(batch, request.savings?.hold ?? null)
}
