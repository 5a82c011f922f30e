import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { findDeliberation } from './find-deliberation.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import type { Party } from './model/casework.ts'
import { insertPosition } from './store/casework.ts'

export type StatePosition = {
  readonly requestId: Id
  readonly party: Party
  readonly speaker: string
  readonly position: string
}

export type StatedPosition = { readonly id: Id }

/** What one of the five parties says, by whom; whatever was said before stays. @throws `desk.deliberation-none` */
export const statePosition = writeUseCase<StatePosition, StatedPosition, unknown>({
  useCase: 'desk.state-position',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, ...said } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const deliberation = await findDeliberation(batch, request)
    const id = newId()
    const position = { id, ...said, statedAt: batch.now, enteredById: actorId }
    await insertPosition(batch.ctx.tx, deliberation, position)
    await recordAct(batch, command, { act: 'desk.state-position', subjects: [requestId, id] })
    return { id }
  }),
})
