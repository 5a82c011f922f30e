import { databaseErrors, refusalOf } from '../../db/errors.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { makeCoalescer } from '../../kernel/coalescer.ts'
import { hashSecret } from '../../kernel/seal.ts'
import type { SignedIn } from './model.ts'
import { selectHoldersOfSessions, type SessionHolder, type SessionKey } from './store/visitors.ts'
import type { TokenVerifier } from './verify-tokens.ts'

type Credential =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'cookie'; readonly secret: string }

/** Look-ups under way at once: while these run, what arrives waits for the next ones. */
const LANES = 2
const BATCH = 200
const QUEUE = 5_000

/**
 * Who stands behind a credential right now: session and grants are read for every request, so that
 * signing out, leaving and a revoked role show at once. Requests that arrive while a look-up is
 * under way share the next one. Null when the credential is not, or no longer, good.
 */
export function loadVisitor(
  ctx: Ctx,
  verifier: TokenVerifier,
): (credential: Credential) => Promise<SignedIn | null> {
  const lanes = Array.from({ length: LANES }, () =>
    makeCoalescer<SessionKey, SessionHolder | undefined>(
      (keys) => findHolders(ctx, keys),
      (error) => refusalOf(error)?.error.kind === 'busy',
      {
        batchWeight: BATCH,
        aheadWeight: BATCH,
        queueWeight: QUEUE,
        full: databaseErrors.busy,
      },
    ),
  )
  let turn = 0

  return async (credential) => {
    const key = await keyOf(credential, verifier)
    turn = (turn + 1) % LANES
    const holder = key && (await lanes[turn]?.(key, 1))
    return holder ? signedIn(holder) : null
  }
}

/** Several requests of one session are one look-up. */
async function findHolders(
  ctx: Ctx,
  keys: readonly SessionKey[],
): Promise<readonly (SessionHolder | undefined)[]> {
  const names = keys.map((key) => key.cookieHash ?? `${key.sessionId} ${key.personId}`)
  const distinct = new Map(keys.map((key, index) => [names[index], key]))
  const found = await inRead(ctx, (tx) =>
    selectHoldersOfSessions(tx, [...distinct.values()], ctx.fixedNow?.() ?? null),
  )
  const holders = new Map([...distinct.keys()].map((name, index) => [name, found[index]]))
  return names.map((name) => holders.get(name))
}

async function keyOf(
  credential: Credential,
  verifier: TokenVerifier,
): Promise<SessionKey | undefined> {
  if (credential.kind === 'cookie') {
    return { sessionId: null, personId: null, cookieHash: hashSecret(credential.secret) }
  }
  const claims = await verifier(credential.token)
  return claims ? { ...claims, cookieHash: null } : undefined
}

function signedIn(holder: SessionHolder): SignedIn {
  const { personId, sessionId, name, booksCommunityId, roleGrants } = holder
  return { actor: { kind: 'person', personId, sessionId }, name, booksCommunityId, roleGrants }
}
