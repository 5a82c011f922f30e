import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import { isOpen, type PromiseView } from './model/requests.ts'
import { factsOf } from './judge-promise.ts'
import { promiseColumns } from './rules/promise.ts'
import { promiseOf } from './rules/promise.ts'
import { stationAt } from './register-request.ts'
import { insertDiary, updateRequest } from './store/requests.ts'

export type SetPriority = {
  readonly requestId: Id
  readonly inNeed: boolean
  readonly safetyNow: boolean
  readonly reason: string
}

export type PrioritySet = { readonly id: Id; readonly promise: PromiseView | null }

/**
 * 调整顺序: a coordinator states need or danger, or takes the mark away, with a reason that is logged
 * and shown. The limit of need counts from the moment it is first stated; the date never gets worse.
 * @throws `desk.request-state`
 */
export const setPriority = writeUseCase<SetPriority, PrioritySet, unknown>({
  useCase: 'desk.set-priority',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, inNeed, safetyNow, reason } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    if (!isOpen(request.state)) {
      throw new DomainError(deskErrors['request-state'], { state: request.state })
    }
    const neededAt = request.neededAt ?? (inNeed ? batch.now : null)
    const facts = await factsOf(batch.ctx.tx, { ...request, neededAt })
    const promise = facts && promiseOf(facts, await stationAt(batch.ctx, request.registeredAt))
    await updateRequest(batch.ctx.tx, request, {
      inNeed,
      safetyNow,
      neededAt,
      ...(promise && promiseColumns(promise)),
    })
    await insertDiary(batch.ctx.tx, request, {
      act: 'set-priority',
      actorId,
      note: reason,
      recordedAt: batch.now,
    })
    await recordAct(batch, command, { act: 'desk.set-priority', subjects: [requestId], reason })
    return { id: requestId, promise }
  }),
})
