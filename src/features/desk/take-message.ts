import { hashRequest } from '../../db/commands.ts'
import type { Ctx } from '../../db/transaction.ts'
import { accept } from '../../kernel/errors.ts'
import { findInbox } from './find-inbox.ts'
import { receiveMessage, type ReceivedMessage, type ReceiveMessage } from './receive-message.ts'

/**
 * What a gateway hands in, under a key made of the gateway's name and its own number for it: sent
 * again, it gets the first answer. `community`: an id, a name, or null.
 */
export async function takeMessage(
  ctx: Ctx,
  input: ReceiveMessage,
  community: string | null,
): Promise<ReceivedMessage> {
  const [outcome] = await receiveMessage.run(ctx, [
    {
      scope: await findInbox(ctx, community),
      actor: { kind: 'system', personId: null, name: 'desk-inbox' },
      key: `message-${hashRequest(input.channelLabel, input.externalId).slice(0, 40)}`,
      requestHash: hashRequest(receiveMessage.useCase, input),
      input,
    },
  ])
  if (!outcome) throw new Error('a message without an outcome')
  return { ...accept(outcome.result), repeated: outcome.replayed }
}
