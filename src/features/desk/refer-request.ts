import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { isOpen } from './model/requests.ts'
import { insertReferral } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

export type ReferRequest = {
  readonly requestId: Id
  readonly organisation: string
  readonly reason: string
}

export type ReferredRequest = { readonly id: Id }

/** 转介 (SE-20): to an organisation that can help; the desk keeps the case until the asker is answered. */
export const referRequest = writeUseCase<ReferRequest, ReferredRequest, unknown>({
  useCase: 'desk.refer-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, organisation, reason } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const { state, communityId } = request
    if (!isOpen(state)) throw new DomainError(deskErrors['request-state'], { state })
    const id = newId()
    await insertReferral(batch.ctx.tx, {
      ...{ communityId, requestId, id, organisation, reason },
      ...{ referredById: actorId, referredAt: batch.now },
      ...{ outcome: null, helped: null, outcomeAt: null },
    })
    const note = `${organisation}：${reason}`
    await insertDiary(batch.ctx.tx, request, {
      ...{ act: 'refer', actorId, note, recordedAt: batch.now },
    })
    await recordAct(batch, command, { act: 'desk.refer-request', subjects: [requestId, id] })
    return { id }
  }),
})
