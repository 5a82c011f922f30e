import { errors, importJWK, jwtVerify, type CryptoKey, type JWTHeaderParameters } from 'jose'
import type { Ctx } from '../../db/transaction.ts'
import { monotonicMs } from '../../kernel/clock.ts'
import { isId, type Id } from '../../kernel/ids.ts'
import {
  ACCESS_TOKEN_SECONDS,
  KEYS_KEPT_MS,
  TOKEN_AUDIENCE,
  TOKEN_TYPE,
  tokenTimeMs,
} from './issue-tokens.ts'
import { publishKeys } from './publish-keys.ts'

const TOLERANCE_SECONDS = 30
const VERIFIED_KEPT_MS = 60_000
const MOST_VERIFIED = 10_000
const REREAD_MS = 1_000

export type TokenClaims = { readonly personId: Id; readonly sessionId: Id }
/** Null for whatever is not a good token of ours. @throws only when keys cannot be read */
export type TokenVerifier = (token: string) => Promise<TokenClaims | null>

type Key = CryptoKey | Uint8Array
type Verified = { readonly claims: TokenClaims; readonly goodUntilMs: number }

/**
 * Checks signature, algorithm, type, issuer, audience and times. A signature once found good is
 * remembered for a minute; whether the session goes on is nobody's memory but the database's.
 */
export function verifyTokens(ctx: Ctx, issuer: string): TokenVerifier {
  const verified = new Map<string, Verified>()
  const keyOf = keyReader(ctx)

  return async (token) => {
    const known = verified.get(token)
    if (known && tokenTimeMs(ctx) < known.goodUntilMs) return known.claims
    verified.delete(token)
    const found = await check(ctx, issuer, keyOf, token)
    if (!found) return null
    remember(verified, token, found)
    return found.claims
  }
}

async function check(
  ctx: Ctx,
  issuer: string,
  keyOf: (kid: string | undefined) => Promise<Key | undefined>,
  token: string,
): Promise<Verified | undefined> {
  const nowMs = tokenTimeMs(ctx)
  const key = async (header: JWTHeaderParameters): Promise<Key> => {
    const found = await keyOf(header.kid)
    if (!found) throw new errors.JWKSNoMatchingKey()
    return found
  }
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      typ: TOKEN_TYPE,
      issuer,
      audience: TOKEN_AUDIENCE,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(nowMs),
      // and not signed by a clock ahead of ours: it would be good for longer than it says
      maxTokenAge: ACCESS_TOKEN_SECONDS,
      requiredClaims: ['sub', 'sid', 'iat', 'exp'],
    })
    const { sub, sid, exp } = payload
    if (typeof sid !== 'string' || !isId(sid) || !sub || !isId(sub) || !exp) return undefined
    const expiresMs = (exp + TOLERANCE_SECONDS) * 1000
    const goodUntilMs = Math.min(nowMs + VERIFIED_KEPT_MS, expiresMs)
    return { claims: { personId: sub, sessionId: sid }, goodUntilMs }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}

function remember(verified: Map<string, Verified>, token: string, found: Verified): void {
  const [oldest] = verified.keys()
  if (verified.size >= MOST_VERIFIED && oldest !== undefined) verified.delete(oldest)
  verified.set(token, found)
}

/** Public keys by `kid`, read anew each minute; an unknown one reads at once, once a second. */
function keyReader(ctx: Ctx): (kid: string | undefined) => Promise<Key | undefined> {
  let readAtMs = -Infinity
  let kept: Promise<ReadonlyMap<string, Key>> | undefined

  function keys(olderThanMs: number): Promise<ReadonlyMap<string, Key>> {
    if (kept && monotonicMs() - readAtMs < olderThanMs) return kept
    readAtMs = monotonicMs()
    const reading = readKeys(ctx)
    kept = reading
    reading.catch(() => {
      if (kept === reading) kept = undefined
    })
    return reading
  }

  return async (kid) => {
    if (kid === undefined || !isId(kid)) return undefined
    return (await keys(KEYS_KEPT_MS)).get(kid) ?? (await keys(REREAD_MS)).get(kid)
  }
}

async function readKeys(ctx: Ctx): Promise<ReadonlyMap<string, Key>> {
  const keys = new Map<string, Key>()
  for (const jwk of await publishKeys(ctx)) {
    if (jwk['kid']) keys.set(jwk['kid'], await importJWK({ ...jwk }, 'EdDSA'))
  }
  return keys
}
