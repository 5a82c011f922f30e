import { buildApp } from '../../src/app.ts'
import type { TextMessage } from '../../src/features/notice/model/messages.ts'
import { makeLogger } from '../../src/http/log.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { World } from './world.ts'

/** What tokens name as their issuer where no public address is set. */
export const ISSUER = 'aixin'

/** What the replies of this room may hold; a field that is not there is undefined. */
export type Body = {
  readonly code: string
  readonly step: string
  readonly challengeId: Id
  readonly choiceToken: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly personId: Id
  readonly people: readonly { readonly id: Id; readonly name: string }[]
  readonly keys: readonly { readonly kid: string; readonly x: string }[]
  readonly roleGrants: readonly unknown[]
}

export type Reply = { readonly status: number; readonly headers: Headers; readonly body: Body }

export type PersonApp = {
  /** Every message that was sent, the newest last. */
  readonly sent: TextMessage[]
  lastCode(): string
  request(path: string, init?: RequestInit): Promise<Response>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
  get(path: string, token?: string): Promise<Reply>
}

/** The app as a program signs in to it: nothing is remembered between calls, nothing added. */
export function openPersonApp(world: World): PersonApp {
  const sent: TextMessage[] = []
  const app = buildApp(world.ctx, {
    lanes: 2,
    logger: makeLogger('silent'),
    sender: { reaches: 'phone', send: async (message) => void sent.push(message) },
    publicUrl: null,
    isStopping: () => false,
  })
  const request = async (path: string, init?: RequestInit) =>
    app.request(`http://localhost${path}`, init)
  return {
    sent,
    lastCode: () => /\d{6}/.exec(sent.at(-1)?.text ?? '')?.[0] ?? '',
    request,
    async post(path, body, headers = {}) {
      const json = { 'content-type': 'application/json', ...headers }
      const init = { method: 'POST', headers: json, body: JSON.stringify(body) }
      return replyOf(await request(path, init))
    },
    async get(path, token) {
      const headers = token ? { authorization: `Bearer ${token}` } : {}
      return replyOf(await request(path, { headers }))
    },
  }
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : {},
  }
}
