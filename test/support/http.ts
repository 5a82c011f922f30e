import type { OpenAPIHono } from '@hono/zod-openapi'
import { buildApp } from '../../src/app.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { issueTokens } from '../../src/features/person/issue-tokens.ts'
import { openSession } from '../../src/features/person/open-session.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { makeLogger } from '../../src/http/log.ts'
import type { Problem } from '../../src/http/problem.ts'
import { newId } from '../../src/kernel/ids.ts'
import { lookupHash } from '../../src/kernel/seal.ts'
import type { TestPerson, World } from './world.ts'

/** A message that the service sent. */
export type SentMessage = { readonly phone: string; readonly text: string }

export type Call = {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string | null
  readonly cookie?: string
  readonly key?: string | null
  readonly headers?: Record<string, string>
}

export type Answer<T> = { readonly status: number; readonly body: T; readonly headers: Headers }

/** The whole app on a world's database, called without a socket. */
export type HttpWorld = {
  readonly app: OpenAPIHono<AppEnv>
  readonly sent: SentMessage[]
  /** An access token of a new session, as signing in gives it. */
  tokenOf(person: TestPerson): Promise<string>
  /** The cookie header of a new page session. */
  cookieOf(person: TestPerson): Promise<string>
  call<T = Record<string, unknown> & Partial<Problem>>(
    path: string,
    call?: Call,
  ): Promise<Answer<T>>
}

const ORIGIN = 'http://localhost'

export function openHttp(
  world: World,
  settings: { readonly inboxSecret?: string } = {},
): HttpWorld {
  const sent: SentMessage[] = []
  const app = buildApp(world.ctx, {
    lanes: 4,
    logger: makeLogger('silent'),
    sender: { reaches: 'phone', send: async (message) => void sent.push(message) },
    publicUrl: null,
    ...settings,
    isStopping: () => false,
  })
  const issue = issueTokens(world.ctx, 'aixin')

  async function session(person: TestPerson, channel: 'page' | 'program') {
    const phone = '13900000000'
    return inTransaction(world.ctx, (tx) =>
      openSession({ ctx: { ...world.ctx, tx }, tx, now: world.now() }, person.id, {
        channel,
        phone,
        phoneHash: lookupHash(world.ctx.sealKeys, phone),
      }),
    )
  }

  return {
    app,
    sent,
    async tokenOf(person) {
      const { sessionId, personId } = await session(person, 'program')
      return issue({ sessionId, personId })
    },
    async cookieOf(person) {
      const { secret } = await session(person, 'page')
      return `aixin=${secret}`
    },
    async call<T>(path: string, call: Call = {}) {
      const response = await app.request(`${ORIGIN}${path}`, requestOf(path, call))
      const text = await response.text()
      const isJson = (response.headers.get('content-type') ?? '').includes('json')
      const body = (isJson ? JSON.parse(text) : text) as T
      return { status: response.status, body, headers: response.headers }
    },
  }
}

function requestOf(path: string, call: Call): RequestInit {
  const method = call.method ?? (call.body === undefined ? 'GET' : 'POST')
  const headers: Record<string, string> = {}
  const isApi = path.startsWith('/api/')
  if (call.token) headers.authorization = `Bearer ${call.token}`
  if (call.cookie) headers.cookie = call.cookie
  if (method !== 'GET') {
    headers['content-type'] = isApi ? 'application/json' : 'application/x-www-form-urlencoded'
    headers.origin = ORIGIN
    if (isApi && call.key !== null) headers['idempotency-key'] = call.key ?? newId()
  } else if (!isApi) headers.accept = 'text/html'
  const init: RequestInit = { method, headers: { ...headers, ...call.headers } }
  if (call.body !== undefined) init.body = bodyOf(call.body, isApi)
  return init
}

function bodyOf(body: unknown, isApi: boolean): string {
  if (typeof body === 'string') return body
  return isApi
    ? JSON.stringify(body)
    : new URLSearchParams(body as Record<string, string>).toString()
}
