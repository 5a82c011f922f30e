import { Webhook } from 'standardwebhooks'
import { systemEpochMs } from '../../../kernel/clock.ts'
import type { Outlet } from '../model.ts'

const TIMEOUT_MS = 5_000

/** A signed message of Standard Webhooks; its id is that of the checkpoint, however often it is sent. */
export function checkpointWebhook({
  url,
  secret,
}: {
  readonly url: string
  readonly secret: string
}): Outlet {
  const webhook = new Webhook(secret)
  return {
    place: 'webhook',
    async send({ communityId, size, note, signedAt }) {
      const id = `checkpoint_${communityId}_${size}`
      const body = JSON.stringify({
        type: 'checkpoint.signed',
        timestamp: signedAt,
        data: { communityId, size, note },
      })
      const sentAt = new Date(systemEpochMs())
      const answer = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
          'webhook-signature': webhook.sign(id, sentAt, body),
        },
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`the receiver of checkpoints answered ${answer.status}`)
    },
  }
}
