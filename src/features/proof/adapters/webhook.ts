import { signMessage } from '../../../kernel/signed-message.ts'
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
  return {
    place: 'webhook',
    async send({ communityId, size, note, signedAt }) {
      const { body, headers } = signMessage(secret, {
        id: `checkpoint_${communityId}_${size}`,
        type: 'checkpoint.signed',
        timestamp: signedAt,
        data: { communityId, size, note },
      })
      const answer = await fetch(url, {
        ...{ method: 'POST', body, redirect: 'error', headers },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`the receiver of checkpoints answered ${answer.status}`)
    },
  }
}
