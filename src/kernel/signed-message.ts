import { Webhook } from 'standardwebhooks'
import { systemEpochMs, type Instant } from './clock.ts'

/** What is sent to another system; a receiver drops a second one of the same id. */
export type OutgoingMessage = {
  readonly id: string
  readonly type: string
  readonly timestamp: Instant
  readonly data: object
}

export type SignedMessage = {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Body and headers of Standard Webhooks; `secret` is `whsec_` and base64. Signed for this minute. */
export function signMessage(secret: string, message: OutgoingMessage): SignedMessage {
  const { id, ...content } = message
  const body = JSON.stringify(content)
  const sentAt = new Date(systemEpochMs())
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, sentAt, body),
    },
  }
}

/** `whsec_` and the base64 of 24 to 64 bytes. */
export function isMessageSecret(text: string): boolean {
  return /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(text)
}
