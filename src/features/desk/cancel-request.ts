import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import {
  lockNamedRequests,
  requestIn,
  requireAskerOrCoordinator,
  requireNotBegun,
} from './lock-requests.ts'
import { stopClocks } from './stop-clocks.ts'
import { returnHold } from './return-hold.ts'
import type { DeskRequest } from './model/requests.ts'
import { stepRequest } from './rules/request-machine.ts'
import { closeHandover } from './store/casework.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import { updateVisit } from './store/visits.ts'
import type { RequestStepped } from './take-request.ts'

export type CancelRequest = { readonly requestId: Id; readonly reason: string }

/**
 * 撤回: by the asker, or a coordinator for them. A visit that nobody has begun goes with it, and what
 * was held returns at once. @throws `desk.visit-open` once somebody is there, or was
 */
export const cancelRequest = writeUseCase<CancelRequest, RequestStepped, unknown>({
  useCase: 'desk.cancel-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, reason } = command.input
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    await requireAskerOrCoordinator(batch, command, request)
    const state = accept(stepRequest(request.state, 'cancel'))
    await dropVisits(batch, request, reason)
    await returnHold(batch, request.savings?.hold ?? null)
    await updateRequest(batch.ctx.tx, request, {
      state,
      cancelledReason: reason,
      cancelledAt: batch.now,
    })
    await insertDiary(batch.ctx.tx, request, {
      act: 'cancel',
      actorId: command.actor.personId,
      note: reason,
      recordedAt: batch.now,
    })
    await closeHandover(batch.ctx.tx, request, false, batch.now)
    await stopClocks(batch, request, ['firstAnswer', 'reply'], batch.now)
    await recordAct(batch, command, { act: 'desk.cancel-request', subjects: [requestId], reason })
    return { id: requestId, state }
  }),
})

async function dropVisits(batch: Batch, request: DeskRequest, reason: string): Promise<void> {
  const visits = await requireNotBegun(batch, request)
  for (const visit of visits.filter(({ state }) => state === 'taken')) {
    await updateVisit(batch.ctx.tx, visit, {
      state: 'cancelled',
      resolvedAt: batch.now,
      resolvedReason: reason,
    })
  }
}
