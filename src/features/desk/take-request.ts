import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { lockNamedRequests, requestIn, requireCoordinator } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import type { RequestState } from './model.ts'
import { stepRequest } from './rules/request-machine.ts'
import { insertDiary, updateRequest } from './store/requests.ts'

/** A reason takes the case over from another first taker. */
export type TakeRequest = { readonly requestId: Id; readonly reason: string | null }

export type RequestStepped = { readonly id: Id; readonly state: RequestState }

/**
 * 首问责任制 (SE-71): the first coordinator to take a case holds it until it is handed over.
 * @throws `desk.not-first-taker` without a reason when another one holds it
 */
export const takeRequest = writeUseCase<TakeRequest, RequestStepped, unknown>({
  useCase: 'desk.take-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const actorId = await requireCoordinator(batch, command)
    const { requestId, reason } = command.input
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    const state = accept(stepRequest(request.state, 'take'))
    const handedOver = request.firstTakerId !== null && request.firstTakerId !== actorId
    if (handedOver && reason === null) throw new DomainError(deskErrors['not-first-taker'])
    await updateRequest(batch.ctx.tx, request, { state, firstTakerId: actorId })
    await insertDiary(batch.ctx.tx, request, {
      act: handedOver ? 'hand-over' : 'take',
      actorId,
      note: reason,
      recordedAt: batch.now,
    })
    await recordAct(batch, command, { act: 'desk.take-request', subjects: [requestId], reason })
    return { id: requestId, state }
  }),
})
