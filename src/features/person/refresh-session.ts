import type { Tx } from '../../db/client.ts'
import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { hashSecret, randomSecret } from '../../kernel/seal.ts'
import { signInErrors } from './errors.ts'
import { fileSignIn, type OpenedSession } from './open-session.ts'
import {
  endSession,
  insertRefreshToken,
  lockRefreshToken,
  markRefreshUsed,
} from './store/sign-in.ts'

/**
 * Exchanges a refresh token for the next one, once. A token that comes a second time has been
 * copied: its session ends, for the thief and for the owner, who signs in again.
 * @throws `sign-in.refresh-refused`
 */
export async function refreshSession(ctx: Ctx, refreshToken: string): Promise<OpenedSession> {
  const next = await inTransaction(ctx, async (tx) => {
    const now = await readNow(ctx, tx)
    return exchange(ctx, tx, now, hashSecret(refreshToken))
  })
  if (!next) throw new DomainError(signInErrors['refresh-refused'])
  return next
}

/** Undefined when refused, so that ending the session is committed. */
async function exchange(
  ctx: Ctx,
  tx: Tx,
  now: Instant,
  tokenHash: string,
): Promise<OpenedSession | undefined> {
  const row = await lockRefreshToken(tx, tokenHash)
  if (!row?.personId) return undefined
  const { sessionId, personId } = row
  if (row.usedAt) {
    if (row.endedAt) return undefined
    await endSession(tx, sessionId, { endedAt: now, endedReason: 'refresh-reused' })
    await fileSignIn({ ctx, tx, now }, 'sign-in.refresh-reused', personId, [sessionId])
    return undefined
  }
  if (row.endedAt || row.leftAt || row.expiresAt <= now) return undefined
  await markRefreshUsed(tx, tokenHash, now)
  const secret = randomSecret()
  await insertRefreshToken(tx, { tokenHash: hashSecret(secret), sessionId, issuedAt: now })
  return { sessionId, personId, secret }
}
