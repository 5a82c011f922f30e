import { importJWK, SignJWT, type CryptoKey, type JWK } from 'jose'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { epochMs, monotonicMs, systemEpochMs } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import { ensureSigningKey, privateKeyContext } from './rotate-signing-key.ts'
import { selectActiveKey, type SigningKeyRow } from './store/signing-keys.ts'

export const ACCESS_TOKEN_SECONDS = 15 * 60
export const TOKEN_AUDIENCE = 'aixin'
export const TOKEN_TYPE = 'at+jwt'
/** How long one process goes on with the keys that it has read. */
export const KEYS_KEPT_MS = 60_000

export type TokenIssuer = (holder: {
  readonly personId: Id
  readonly sessionId: Id
}) => Promise<string>

type Signer = { readonly kid: string; readonly key: CryptoKey | Uint8Array }

/**
 * Signs access tokens of 15 minutes that name person and session and nothing else: what somebody may
 * do is looked up for every request.
 */
export function issueTokens(ctx: Ctx, issuer: string): TokenIssuer {
  let kept: { readonly signer: Promise<Signer>; readonly readAtMs: number } | undefined

  function signer(): Promise<Signer> {
    if (kept && monotonicMs() - kept.readAtMs < KEYS_KEPT_MS) return kept.signer
    const reading = { signer: loadSigner(ctx), readAtMs: monotonicMs() }
    kept = reading
    reading.signer.catch(() => {
      if (kept === reading) kept = undefined
    })
    return reading.signer
  }

  return async ({ personId, sessionId }) => {
    const { kid, key } = await signer()
    const now = Math.floor(tokenTimeMs(ctx) / 1000)
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: TOKEN_TYPE })
      .setSubject(personId)
      .setIssuer(issuer)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(key)
  }
}

/** Issued and judged by the same clock: this machine's. */
export function tokenTimeMs(ctx: Ctx): number {
  return ctx.fixedNow ? epochMs(ctx.fixedNow()) : systemEpochMs()
}

async function loadSigner(ctx: Ctx): Promise<Signer> {
  const row = (await inRead(ctx, selectActiveKey)) ?? (await ensureSigningKey(ctx))
  // A key sealed under a master key that is gone cannot sign any more: the next one takes over.
  return (await openKey(ctx, row)) ?? (await mustOpen(ctx, await ensureSigningKey(ctx, row.kid)))
}

async function openKey(ctx: Ctx, row: SigningKeyRow): Promise<Signer | undefined> {
  const text = unseal(ctx.sealKeys, row.privateSealed, privateKeyContext(row.kid))
  if (text === undefined) return undefined
  return { kid: row.kid, key: await importJWK(JSON.parse(text) as JWK, 'EdDSA') }
}

async function mustOpen(ctx: Ctx, row: SigningKeyRow): Promise<Signer> {
  const signer = await openKey(ctx, row)
  if (!signer) throw new Error('the signing key cannot be unsealed')
  return signer
}
