import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { lockNamedRequests, requestIn, requireAskerOrCoordinator } from './lock-requests.ts'
import { stepRequest } from './rules/request-machine.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import type { RequestStepped } from './take-request.ts'

/** 3 满意 · 2 基本满意 · 1 不满意 */
export type RequestRating = { readonly requestId: Id; readonly rating: 1 | 2 | 3 }

/** The asker rates the answer once; a coordinator enters it for somebody who said it on the phone. */
export const rateRequest = writeUseCase<RequestRating, RequestStepped, unknown>({
  useCase: 'desk.rate-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, rating } = command.input
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    await requireAskerOrCoordinator(batch, command, request)
    const state = accept(stepRequest(request.state, 'rate'))
    await updateRequest(batch.ctx.tx, request, { state, rating, ratedAt: batch.now })
    await insertDiary(batch.ctx.tx, request, {
      act: 'rate',
      actorId: command.actor.personId,
      note: String(rating),
      recordedAt: batch.now,
    })
    await recordAct(batch, command, { act: 'desk.rate-request', subjects: [requestId] })
    return { id: requestId, state }
  }),
})
