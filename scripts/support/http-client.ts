import { monotonicMs } from '../../src/kernel/clock.ts'
import { newId } from '../../src/kernel/ids.ts'

export type Answer<T> = {
  readonly status: number
  readonly body: T
  /** As it came: what a replay must repeat to the byte. */
  readonly text: string
  readonly headers: Headers
}

export type Call = {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string
  /** Of a write; a new one when it is not given, none when it is null. */
  readonly key?: string | null
  /** How often it is sent again, under the same key, when the service answers that it is busy. */
  readonly patience?: number
}

/** One person's signed-in connection; the token is renewed before it runs out. */
export type Session = {
  readonly personId: string
  /** An access token that is good for another minute. */
  token(): Promise<string>
  get<T>(path: string): Promise<Answer<T>>
  post<T>(path: string, body: unknown, key?: string): Promise<Answer<T>>
}

type Tokens = {
  readonly personId: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInSeconds: number
}

export type SignInStep =
  | ({ readonly step: 'signedIn' } & Tokens)
  | {
      readonly step: 'choose' | 'register'
      readonly choiceToken: string
      readonly people: readonly { readonly id: string; readonly name: string }[]
    }

/** Where to sign in, and where the codes are read. */
export type Door = {
  readonly address: string
  nextCode(phone: string): Promise<string>
  /** The clock by which tokens run out, where it is not this machine's. */
  readonly nowMs?: () => number
  readonly patience?: number
}

const RENEW_BEFORE_MS = 60_000
const BUSY = 503
const BUSY_PAUSE_MS = 2_000

/** One request. Only the transport throws; every status is an answer. */
export async function request<T>(
  address: string,
  path: string,
  call: Call = {},
): Promise<Answer<T>> {
  const { patience = 0 } = call
  const key = call.key === undefined ? newId() : call.key
  for (let tried = 0; ; tried += 1) {
    const answer = await send<T>(`${address}${path}`, { ...call, key })
    if (answer.status !== BUSY || tried >= patience) return answer
    await new Promise((wake) => setTimeout(wake, BUSY_PAUSE_MS))
  }
}

async function send<T>(url: string, call: Call): Promise<Answer<T>> {
  const method = call.method ?? (call.body === undefined ? 'GET' : 'POST')
  const headers: Record<string, string> = {}
  if (call.token !== undefined) headers['authorization'] = `Bearer ${call.token}`
  if (method !== 'GET') {
    headers['content-type'] = 'application/json'
    if (typeof call.key === 'string') headers['idempotency-key'] = call.key
  }
  const init: RequestInit = { method, headers, redirect: 'manual' }
  if (call.body !== undefined) init.body = JSON.stringify(call.body)
  const response = await fetch(url, init)
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  const body = (isJson ? JSON.parse(text) : text) as T
  return { status: response.status, body, text, headers: response.headers }
}

/** Phone, code from the console, and what the code opens. @throws when a step is refused */
export async function proveByCode(door: Door, phone: string): Promise<SignInStep> {
  const { address, patience = 0 } = door
  const asked = await request<{ challengeId: string }>(address, '/api/v1/sign-in/code', {
    body: { phone },
    ...{ key: null, patience },
  })
  expectStatus(asked, 202)
  const { challengeId } = asked.body
  const code = await door.nextCode(phone)
  const proven = await request<SignInStep>(address, '/api/v1/sign-in', {
    body: { challengeId, code },
    ...{ key: null, patience },
  })
  expectStatus(proven, 200)
  return proven.body
}

/** Signs in by phone and code; where a phone serves several, as the one who has that name. */
export async function signIn(door: Door, phone: string, name?: string): Promise<Session> {
  const step = await proveByCode(door, phone)
  if (step.step === 'signedIn') return openSession(door, step)
  const chosen = step.people.find((person) => person.name === name)
  if (!chosen) throw new Error(`nobody called ${name ?? '(no name)'} has this phone`)
  return choosePerson(door, step.choiceToken, chosen.id)
}

export async function choosePerson(
  door: Door,
  choiceToken: string,
  personId: string,
): Promise<Session> {
  const { address, patience = 0 } = door
  const call = { body: { choiceToken, personId }, key: null, patience }
  const chosen = await request<Tokens>(address, '/api/v1/sign-in/person', call)
  expectStatus(chosen, 200)
  return openSession(door, chosen.body)
}

export function openSession(door: Door, first: Tokens): Session {
  const { address, nowMs = monotonicMs, patience = 0 } = door
  let held = Promise.resolve(hold(first))

  function hold(tokens: Tokens): Held {
    return { ...tokens, goodUntilMs: nowMs() + tokens.expiresInSeconds * 1000 - RENEW_BEFORE_MS }
  }

  async function fresh(tokens: Held): Promise<Held> {
    if (nowMs() < tokens.goodUntilMs) return tokens
    const call = { body: { refreshToken: tokens.refreshToken }, key: null, patience }
    const renewed = await request<Tokens>(address, '/api/v1/session/refresh', call)
    expectStatus(renewed, 200)
    return hold(renewed.body)
  }

  /** One after the other: a refresh token that is used twice ends the session. */
  async function token(): Promise<string> {
    held = held.then(fresh)
    return (await held).accessToken
  }

  return {
    personId: first.personId,
    token,
    get: async (path) => request(address, path, { token: await token(), patience }),
    async post(path, body, key) {
      const call = { body, token: await token(), patience }
      return request(address, path, key === undefined ? call : { ...call, key })
    },
  }
}

type Held = Tokens & { readonly goodUntilMs: number }

function expectStatus(answer: Answer<unknown>, status: number): void {
  if (answer.status === status) return
  throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`)
}
