import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { isOpen } from './model/requests.ts'
import { insertDeliberation } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

export type OpenDeliberation = { readonly requestId: Id; readonly topic: string }

export type OpenedDeliberation = { readonly id: Id }

/** “五位一体”协商 (SE-31) on an open case; one at a time. @throws `desk.deliberation-open` */
export const openDeliberation = writeUseCase<OpenDeliberation, OpenedDeliberation, unknown>({
  useCase: 'desk.open-deliberation',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, topic } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const { state, communityId } = request
    if (!isOpen(state)) throw new DomainError(deskErrors['request-state'], { state })
    const id = newId()
    await insertDeliberation(batch.ctx.tx, {
      ...{ communityId, requestId, id, topic, openedById: actorId, openedAt: batch.now },
      ...{ result: null, closedAt: null, positions: [] },
    })
    const entry = { act: 'open-deliberation', actorId, note: topic, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    await recordAct(batch, command, { act: 'desk.open-deliberation', subjects: [requestId, id] })
    return { id }
  }),
})
