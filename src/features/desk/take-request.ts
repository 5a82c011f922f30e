import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { findOnDuty } from '../duty/find-on-duty.ts'
import { findHolders } from '../person/find-holders.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import { DESK_DUTY, type DeskRequest, type RequestState } from './model/requests.ts'
import { isKept } from './rules/clocks.ts'
import { stepRequest } from './rules/request-machine.ts'
import { closeHandover } from './store/casework.ts'
import { selectClocks } from './store/clocks.ts'
import { insertDiary, updateRequest } from './store/requests.ts'

/** A reason takes the case over from another first taker. */
export type TakeRequest = { readonly requestId: Id; readonly reason: string | null }

export type RequestStepped = { readonly id: Id; readonly state: RequestState }

/**
 * 首问责任制 (SE-71): the first coordinator to take a case holds it until another one accepts it. With
 * a reason it may be taken from somebody who is away, does not coordinate here any more, or let a
 * clock run out. @throws `desk.not-first-taker`
 */
export const takeRequest = writeUseCase<TakeRequest, RequestStepped, unknown>({
  useCase: 'desk.take-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, reason } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const state = accept(stepRequest(request.state, 'take'))
    const handedOver = request.firstTakerId !== null && request.firstTakerId !== actorId
    if (handedOver && (reason === null || !(await isLetGo(batch, request)))) {
      throw new DomainError(deskErrors['not-first-taker'])
    }
    await updateRequest(batch.ctx.tx, request, { state, firstTakerId: actorId })
    if (handedOver) await closeHandover(batch.ctx.tx, request, false, batch.now)
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

/** Nobody has to ask a first taker who is not there, or who let the time run out. */
async function isLetGo(batch: Batch, request: DeskRequest): Promise<boolean> {
  const { firstTakerId: personId, communityId } = request
  const { tx } = batch.ctx
  if (personId === null) return true
  const pair = { personId, communityId }
  if ((await findHolders(tx, [pair], ['coordinator'])).size === 0) return true
  const { a, acting } = await findOnDuty(tx, communityId, DESK_DUTY, batch.now)
  if (personId === a && acting !== a) return true
  const clocks = await selectClocks(tx, request)
  return clocks.some((clock) => clock.stoppedAt === null && isKept(clock, batch.now) === false)
}
