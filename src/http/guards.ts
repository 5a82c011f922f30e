import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { timeout } from 'hono/timeout'
import { DomainError } from '../kernel/errors.ts'
import { newId } from '../kernel/ids.ts'
import { monotonicMs } from '../kernel/clock.ts'
import type { AppEnv, Services } from './env.ts'
import { httpErrors } from './errors.ts'

const BODY_LIMIT = 64 * 1024
const BULK_LIMIT = 1024 * 1024
/** A file of an import, with the form around it. */
const UPLOAD_LIMIT = 32 * 1024 * 1024 + BODY_LIMIT

/** Puts the services and a request id on every request, and logs one line when it is answered. */
export function requestMiddleware(services: Services) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const startedMs = monotonicMs()
    c.set('requestId', newId())
    c.set('services', services)
    c.set('visitor', null)
    c.header('X-Request-Id', c.get('requestId'))
    await next()
    services.logger.info({
      requestId: c.get('requestId'),
      method: c.req.method,
      status: c.res.status,
      ms: Math.round((monotonicMs() - startedMs) * 10) / 10,
    })
  })
}

/** Strict everywhere: nothing inline, nothing from another origin, no framing. */
const strictHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
})

/** They are the same for every answer, so the library is asked once. */
const probe = new Hono().use(strictHeaders).get('/', (c) => c.body(null))
const standingHeaders = [...(await probe.request('/')).headers]

/**
 * The strict headers, and that nobody on the way keeps an answer that may name people, unless its
 * handler says otherwise. Set before the answer is made: touching a finished one costs it the
 * server's fast path.
 */
export const headersMiddleware = createMiddleware<AppEnv>((c, next) => {
  for (const [name, value] of standingHeaders) c.header(name, value)
  c.header('Cache-Control', 'no-store')
  return next()
})

function tooLarge(): never {
  throw new DomainError(httpErrors['too-large'])
}

const counted = {
  small: bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge }),
  bulk: bodyLimit({ maxSize: BULK_LIMIT, onError: tooLarge }),
  upload: bodyLimit({ maxSize: UPLOAD_LIMIT, onError: tooLarge }),
}

const limits = { small: BODY_LIMIT, bulk: BULK_LIMIT, upload: UPLOAD_LIMIT } as const

function sizeOf(path: string): keyof typeof limits {
  if (path === '/imports/upload' || path.endsWith('/photos')) return 'upload'
  // the choices of an import may be as many as its lines
  return /\/(bulk|approve|reject|group-sheets|check)$/.test(path) ? 'bulk' : 'small'
}

/**
 * Bulk writes and uploads carry more; everything else is small. A length that was told is enough,
 * as no more than that is read; only a body of unknown length has to be counted while it comes.
 */
export const bodyLimitMiddleware = createMiddleware<AppEnv>(async (c, next) => {
  const size = sizeOf(c.req.path)
  const length = c.req.header('content-length')
  if (c.req.header('transfer-encoding') !== undefined || length === undefined) {
    return WRITES.has(c.req.method) ? counted[size](c, next) : next()
  }
  if (Number(length) > limits[size]) tooLarge()
  return next()
})

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * Longer than a connection, a lock and a statement may be waited for together: nobody waits without
 * end. What was asked may still be done; a retry under its key tells.
 */
export function deadlineMiddleware(ms = 30_000) {
  return timeout(ms, () => new HTTPException(503))
}

/** JSON for the API, forms for pages, and neither from another site's page. */
export const originMiddleware = createMiddleware<AppEnv>(async (c, next) => {
  if (!WRITES.has(c.req.method)) return next()
  const type = (c.req.header('content-type') ?? '').toLowerCase()
  if (c.req.path.startsWith('/api/')) {
    if (!/^application\/json(;\s*charset="?utf-8"?)?$/.test(type)) {
      throw new DomainError(httpErrors['content-type'])
    }
    return next()
  }
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)(;|$)/.test(type)) {
    throw new DomainError(httpErrors['content-type'])
  }
  if (
    !isSameSite(
      c.req.header('sec-fetch-site'),
      c.req.header('origin'),
      c.req.url,
      c.get('services'),
    )
  ) {
    throw new DomainError(httpErrors['cross-site'])
  }
  return next()
})

function isSameSite(
  fetchSite: string | undefined,
  origin: string | undefined,
  url: string,
  services: Services,
): boolean {
  if (fetchSite !== undefined) return fetchSite === 'same-origin'
  if (origin === undefined) return false
  return origin === (services.publicOrigin ?? new URL(url).origin)
}
