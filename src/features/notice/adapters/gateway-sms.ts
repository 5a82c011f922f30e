import { systemNow } from '../../../kernel/clock.ts'
import { signMessage } from '../../../kernel/signed-message.ts'
import type { MessageSender } from '../model/messages.ts'
import { post } from './post.ts'

/**
 * A gateway over HTTP that turns signed messages into texts. Whoever runs the service names it, so
 * it may stand anywhere. The id is the message's, however often it is sent: the gateway sends a
 * second one of it to nobody.
 */
export function gatewaySms({ url, secret }: { url: string; secret: string }): MessageSender {
  return {
    reaches: 'phone',
    send: ({ id, phone, text }) => {
      const message = { id, type: 'sms.send', timestamp: systemNow(), data: { phone, text } }
      return post(url, signMessage(secret, message), () => true)
    },
  }
}
