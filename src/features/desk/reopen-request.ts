import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf, plusDays } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { beginClocks, workingTimeAt } from './stop-clocks.ts'
import { lockNamedRequests, requestIn, requireAskerOrCoordinator } from './lock-requests.ts'
import { stepRequest } from './rules/request-machine.ts'
import { selectClocks } from './store/clocks.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import type { RequestStepped } from './take-request.ts'

export type ReopenRequest = { readonly requestId: Id; readonly reason: string }

/**
 * The asker is not content: the case is worked on again, by the same first taker, under new clocks;
 * the former answer stays in the diary. For so many days after the answer (policy).
 * @throws `desk.reopen-late`, `desk.request-state`
 */
export const reopenRequest = writeUseCase<ReopenRequest, RequestStepped, unknown>({
  useCase: 'desk.reopen-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, reason } = command.input
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    await requireAskerOrCoordinator(batch, command, request)
    const state = accept(stepRequest(request.state, 'reopen'))
    const { limits } = await workingTimeAt(batch.ctx, batch.now)
    const lastOn = plusDays(civilDateOf(request.answeredAt ?? batch.now), limits.reopenDays)
    if (civilDateOf(batch.now) > lastOn) throw new DomainError(deskErrors['reopen-late'])
    await updateRequest(batch.ctx.tx, request, {
      state,
      ...{ reply: null, replyKind: null, answeredAt: null, outcome: null, outcomeLevel: null },
      ...{ rating: null, ratedAt: null },
    })
    const { personId: actorId } = command.actor
    const entry = { act: 'reopen', actorId, note: reason, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    const rounds = await selectClocks(batch.ctx.tx, request)
    const round = Math.max(0, ...rounds.map((clock) => clock.round)) + 1
    await beginClocks(batch, request, request.kind, { at: batch.now, round })
    await recordAct(batch, command, { act: 'desk.reopen-request', subjects: [requestId], reason })
    return { id: requestId, state }
  }),
})
