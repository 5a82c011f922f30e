import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { judgePaperTime } from './judge-paper-time.ts'
import { stopClocks } from './stop-clocks.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { returnHold } from './return-hold.ts'
import { deskErrors } from './errors.ts'
import type { DeskRequest, OutcomeLevel, ReplyKind, RequestOutcome } from './model/requests.ts'
import { stepRequest } from './rules/request-machine.ts'
import { countTries, judgeUnreachable } from './rules/unreachable.ts'
import { closeHandover, selectTasks } from './store/casework.ts'
import { insertDiary, selectDiary, updateRequest } from './store/requests.ts'
import { selectVisitsOf } from './store/visits.ts'
import type { RequestStepped } from './take-request.ts'

export type AnswerRequest = {
  readonly requestId: Id
  readonly reply: string
  readonly replyKind: ReplyKind
  readonly outcome: RequestOutcome
  readonly outcomeLevel: OutcomeLevel
  /** When it was answered, as the paper says; null: now. */
  readonly answeredAt: Instant | null
}

/**
 * 件件必回复 (SE-67): the first taker answers, and only then is the case closed and its clocks stop.
 * What is still held for a visit that never came is given back. @throws `desk.reply-needed`,
 * `desk.not-first-taker`, `desk.untried`, `desk.tasks-open`, `desk.paper-time`, `desk.visit-open` while
 * a visit is taken or disputed
 */
export const answerRequest = writeUseCase<AnswerRequest, RequestStepped, unknown>({
  useCase: 'desk.answer-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, reply, replyKind, outcome, outcomeLevel } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const state = accept(stepRequest(request.state, 'answer'))
    if (reply.trim() === '') throw new DomainError(deskErrors['reply-needed'])
    if (request.firstTakerId !== null && request.firstTakerId !== actorId) {
      throw new DomainError(deskErrors['not-first-taker'])
    }
    const answeredAt = judgePaperTime(batch, request, command.input.answeredAt)
    await requireSplitDone(batch, request)
    if (replyKind === 'unreachable') await requireTried(batch, request)
    await returnUnlessServed(batch, request)
    await updateRequest(batch.ctx.tx, request, {
      state,
      firstTakerId: actorId,
      ...{ reply, replyKind, answeredAt, outcome, outcomeLevel },
      rating: null,
      ratedAt: null,
    })
    const entry = { act: 'answer', actorId, note: reply, happenedAt: answeredAt }
    await insertDiary(batch.ctx.tx, request, { ...entry, recordedAt: batch.now })
    await closeHandover(batch.ctx.tx, request, false, batch.now)
    await stopClocks(batch, request, ['firstAnswer', 'reply'], answeredAt)
    await recordAct(batch, command, { act: 'desk.answer-request', subjects: [requestId] })
    return { id: requestId, state }
  }),
})

/** @throws `desk.tasks-open` */
async function requireSplitDone(batch: Batch, request: DeskRequest): Promise<void> {
  const tasks = await selectTasks(batch.ctx.tx, request)
  if (tasks.some(({ state }) => state === 'open')) throw new DomainError(deskErrors['tasks-open'])
}

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
