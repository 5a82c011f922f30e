import { readTogether } from '../../db/read-together.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { hashSecret } from '../../kernel/seal.ts'
import type { SignedIn } from './model.ts'
import { selectHoldersOfSessions, type SessionHolder, type SessionKey } from './store/visitors.ts'
import type { TokenVerifier } from './verify-tokens.ts'

type Credential =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'cookie'; readonly secret: string }

/**
 * Who stands behind a credential right now: session and grants are read for every request, so that
 * signing out, leaving and a revoked role show at once. Requests that arrive while a look-up is
 * under way share the next one. Null when the credential is not, or no longer, good.
 */
export function loadVisitor(
  ctx: Ctx,
  verifier: TokenVerifier,
): (credential: Credential) => Promise<SignedIn | null> {
  const find = readTogether((keys: readonly SessionKey[]) => findHolders(ctx, keys))

  return async (credential) => {
    const key = await keyOf(credential, verifier)
    const holder = key && (await find(key))
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
