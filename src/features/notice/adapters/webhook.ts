import { signMessage } from '../../../kernel/signed-message.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { SentNotice } from '../model/deliveries.ts'
import { post, type AddressTest } from './post.ts'

export type SendWebhook = (
  target: { readonly url: string; readonly secret: string },
  delivery: { readonly id: Id; readonly notice: SentNotice },
) => Promise<void>

/** A notice as a signed message of Standard Webhooks; its type is the notice's kind. */
export function makeSendWebhook(isAllowed: AddressTest): SendWebhook {
  return ({ url, secret }, { id, notice }) => {
    const { kind, createdAt, ...data } = notice
    const message = { id, type: kind, timestamp: createdAt, data }
    return post(url, signMessage(secret, message), isAllowed)
  }
}
