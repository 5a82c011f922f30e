import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { findDeliberation } from './find-deliberation.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { closeDeliberation as close } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

export type CloseDeliberation = { readonly requestId: Id; readonly result: string }

export type ClosedDeliberation = { readonly id: Id }

/** What was agreed; at least two parties must have spoken. @throws `desk.deliberation-quiet` */
export const closeDeliberation = writeUseCase<CloseDeliberation, ClosedDeliberation, unknown>({
  useCase: 'desk.close-deliberation',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, result } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const deliberation = await findDeliberation(batch, request)
    if (new Set(deliberation.positions.map(({ party }) => party)).size < 2) {
      throw new DomainError(deskErrors['deliberation-quiet'])
    }
    await close(batch.ctx.tx, deliberation, result, batch.now)
    const entry = { act: 'close-deliberation', actorId, note: result, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    await recordAct(batch, command, { act: 'desk.close-deliberation', subjects: [requestId] })
    return { id: deliberation.id }
  }),
})
