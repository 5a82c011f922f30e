import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { DomainError } from '../kernel/errors.ts'
import type { AppContext, AppEnv, Visitor } from './env.ts'
import { httpErrors } from './errors.ts'

export type Credential =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'cookie'; readonly secret: string }

/** Resolves a credential through sessions and grants; null when it is not, or no longer, good. */
export type LoadVisitor = (credential: Credential) => Promise<Visitor | null>

export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-aixin' : 'aixin'
}

/**
 * Puts the visitor on the request. The API takes bearer tokens only, so that no other site can use
 * somebody's cookie there; pages take the cookie only. A token that is sent but not good is 401.
 */
export function sessionMiddleware(load: LoadVisitor) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const credential = credentialOf(c)
    const visitor = credential ? await load(credential) : null
    if (credential?.kind === 'bearer' && !visitor) {
      throw new DomainError(httpErrors['sign-in-needed'])
    }
    c.set('visitor', visitor)
    await next()
  })
}

function credentialOf(c: AppContext): Credential | undefined {
  if (c.req.path.startsWith('/api/')) {
    const header = c.req.header('authorization')
    if (header === undefined) return undefined
    const token = /^Bearer ([A-Za-z0-9._-]{20,2000})$/.exec(header)?.[1]
    if (!token) throw new DomainError(httpErrors['sign-in-needed'])
    return { kind: 'bearer', token }
  }
  const secret = getCookie(c, sessionCookieName(c.get('services').secureCookies))
  return secret && /^[A-Za-z0-9_-]{20,100}$/.test(secret) ? { kind: 'cookie', secret } : undefined
}

/** Does the visitor hold one of `roles` anywhere? What is shown goes by it; what is done is checked again. */
export function hasAnyRole(visitor: Visitor, roles: readonly string[]): boolean {
  return visitor.roleGrants.some(({ role }) => roles.includes(role))
}

/** Does the visitor hold one of `roles` at `communityId` or above it? */
export async function holdsRole(
  c: AppContext,
  visitor: Visitor,
  roles: readonly string[],
  communityId: string,
): Promise<boolean> {
  const { reaches } = c.get('services')
  for (const { role, nodeId } of visitor.roleGrants) {
    if (roles.includes(role) && (await reaches(nodeId, communityId))) return true
  }
  return false
}

/**
 * For reads of a community's things: somebody without the role there is told "not found", as for a
 * community that does not exist. Writes check again inside their transaction.
 */
export async function requireRole(
  c: AppContext,
  visitor: Visitor,
  roles: readonly string[],
  communityId: string,
): Promise<void> {
  if (!(await holdsRole(c, visitor, roles, communityId))) {
    throw new DomainError(httpErrors['not-found'])
  }
}

/** What may be asked without having signed in; every other address of the API is refused before it is read. */
const publicRoutes: readonly RegExp[] = [
  /^POST \/api\/v1\/sign-in(\/code|\/person)?$/,
  /^POST \/api\/v1\/session\/refresh$/,
  /^POST \/api\/v1\/registrations$/,
  // what it takes is signed
  /^POST \/api\/v1\/desk-inbox$/,
  /^GET \/api\/v1\/communities$/,
  /^GET \/api\/v1\/nodes\/[^/]+\/(board|promise-share)$/,
  /^GET \/api\/v1\/communities\/[^/]+\/log\/(checkpoint|checkpoints|keys|consistency)$/,
  /^GET \/api\/v1\/communities\/[^/]+\/fixes$/,
  /^GET \/api\/v1\/policies$/,
  /^GET \/api\/v1\/service-certificates\/[^/]+\/[^/]+$/,
]

/** Deny by default: a route that is not named above needs a visitor, whatever its handler does. */
export const signedInMiddleware = createMiddleware<AppEnv>((c, next) => {
  if (c.get('visitor') === null && !isPublic(c)) throw new DomainError(httpErrors['sign-in-needed'])
  return next()
})

function isPublic(c: AppContext): boolean {
  const asked = `${c.req.method} ${c.req.path}`
  return publicRoutes.some((route) => route.test(asked))
}
