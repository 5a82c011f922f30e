import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireCoordinator } from './lock-requests.ts'
import { waitingMessage } from './register-message.ts'
import { decideMessage } from './store/inbox.ts'

export type SetMessageAside = {
  readonly inboxId: Id
  readonly messageId: Id
  readonly reason: string
}

export type MessageSetAside = { readonly id: Id }

/** An advertisement, a wrong number: no request, with the reason. @throws `desk.message-decided` */
export const setMessageAside = writeUseCase<SetMessageAside, MessageSetAside, unknown>({
  useCase: 'desk.set-message-aside',
  work: oneByOne(async (batch, command) => {
    const { reason } = command.input
    const actorId = await requireCoordinator(batch, command)
    const message = await waitingMessage(batch, command.input)
    await decideMessage(batch.ctx.tx, message, {
      ...{ state: 'setAside', requestCommunityId: null, requestId: null },
      ...{ decidedById: actorId, decidedAt: batch.now, decidedReason: reason },
    })
    const act = 'desk.set-message-aside'
    await recordAct(batch, command, { act, subjects: [message.id], reason })
    return { id: message.id }
  }),
})
