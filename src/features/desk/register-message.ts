import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { requireCoordinator } from './lock-requests.ts'
import type { RequestKind } from './model/requests.ts'
import { fileRequest, prepareRequest, type RegisteredRequest } from './register-request.ts'
import { openContent } from './seal-message.ts'
import { decideMessage, lockMessage, type MessageKey, type MessageRow } from './store/inbox.ts'

/** `inbox`: where the message came in; the request is registered at the scope's desk. */
export type RegisterMessage = {
  readonly inboxId: Id
  readonly messageId: Id
  readonly requesterId: Id
  readonly kind: RequestKind
  readonly place: string
}

/**
 * A coordinator makes a request of a waiting message for the person who sent it; all clocks run from
 * the moment the gateway got it. @throws `desk.message-not-found`, `desk.message-decided`, what
 * registering refuses
 */
export const registerMessage = writeUseCase<RegisterMessage, RegisteredRequest, unknown>({
  useCase: 'desk.register-message',
  work: oneByOne(async (batch, command) => {
    const { scope, input } = command
    const actorId = await requireCoordinator(batch, command)
    const message = await waitingMessage(batch, input)
    const content = openContent(batch.ctx.sealKeys, message)
    if (!content) throw new DomainError(deskErrors['message-not-found'])
    const { channel, channelLabel, receivedAt } = message
    const register = {
      ...command,
      input: {
        ...{ kind: input.kind, requesterId: input.requesterId, recipientId: null },
        ...{ offeringId: null, content: content.text, place: input.place, safetyNow: false },
        ...{ need: null, wishedAt: null, complainedOfId: null },
        intake: { channel, channelLabel, receivedAt, toldAt: null },
      },
    }
    const prepared = await prepareRequest(batch, { ...register, origin: register })
    const filed = await fileRequest(batch, { ...register, origin: register }, prepared, null)
    await decideMessage(batch.ctx.tx, message, {
      ...{ state: 'registered', requestCommunityId: scope, requestId: filed.id },
      ...{ decidedById: actorId, decidedAt: batch.now, decidedReason: null },
    })
    await recordAct(batch, command, { act: 'desk.register-message', subjects: [message.id] })
    return filed
  }),
})

/** The message under its lock; of two who decide at once one does. */
export async function waitingMessage(
  batch: Batch,
  { inboxId, messageId }: { readonly inboxId: Id; readonly messageId: Id },
): Promise<MessageRow> {
  const key: MessageKey = { communityId: inboxId, id: messageId }
  const message = await lockMessage(batch.ctx.tx, key)
  if (!message) throw new DomainError(deskErrors['message-not-found'])
  if (message.state !== 'waiting') throw new DomainError(deskErrors['message-decided'])
  return message
}
