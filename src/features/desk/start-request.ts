import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import { stepRequest } from './rules/request-machine.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import type { RequestStepped } from './take-request.ts'

export type StartRequest = { readonly requestId: Id; readonly note: string | null }

/** 处理: the first taker begins; `note` goes into the diary. @throws `desk.not-first-taker` */
export const startRequest = writeUseCase<StartRequest, RequestStepped, unknown>({
  useCase: 'desk.start-request',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, note } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const state = accept(stepRequest(request.state, 'start'))
    if (request.firstTakerId !== null && request.firstTakerId !== actorId) {
      throw new DomainError(deskErrors['not-first-taker'])
    }
    await updateRequest(batch.ctx.tx, request, { state, firstTakerId: actorId })
    const entry = { act: 'start', actorId, note, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    await recordAct(batch, command, { act: 'desk.start-request', subjects: [requestId] })
    return { id: requestId, state }
  }),
})
