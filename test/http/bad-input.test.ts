import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { epochMs } from '../../src/kernel/clock.ts'
import { newId } from '../../src/kernel/ids.ts'
import { checksum } from '../support/checksum.ts'
import type { Call } from '../support/http.ts'
import { spoil } from '../support/spoiled-bodies.ts'
import { openWorld, type World } from '../support/world.ts'
import { openScene, writeRoutes, type Scene, type WriteRoute } from '../support/write-routes.ts'

let world: World
let scene: Scene
let routes: readonly WriteRoute[]

beforeAll(async () => {
  world = await openWorld()
  scene = await openScene(world)
  routes = writeRoutes(scene)
})
afterAll(() => world.close())

const send = ({ path, who, body }: WriteRoute, call: Call = {}) =>
  scene.http.call(path, { token: scene.tokens[who], body, ...call })

type Reply = Awaited<ReturnType<typeof send>>

/** A problem as promised: its status, its code, a Chinese title and what to do; nothing of ours. */
function faultsOf({ status, body, headers }: Reply, expected: readonly [number, string]): string[] {
  const faults: string[] = []
  const got = `${status} ${body.code}`
  if (got !== expected.join(' ')) faults.push(`${got} and not ${expected.join(' ')}`)
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    faults.push('no problem')
  for (const text of [body.title, body.detail]) {
    if (!/\p{Script=Han}/u.test(text ?? '')) faults.push(`not in Chinese: ${text}`)
  }
  if (/select |insert |\.ts:|node_modules/i.test(JSON.stringify(body)))
    faults.push('tells of itself')
  return faults
}

/** Sends what `calls` say to every route and lists what was answered wrongly; nothing may change. */
async function refusesAll(
  calls: (route: WriteRoute) => Iterable<readonly [what: string, call: Call]>,
  expected: readonly [number, string],
): Promise<void> {
  const wrong: string[] = []
  const before = await checksum(world.sql)
  for (const route of routes) {
    for (const [what, call] of calls(route)) {
      const faults = faultsOf(await send(route, call), expected)
      wrong.push(...faults.map((fault) => `${route.name}: ${what}: ${fault}`))
    }
  }
  expect(wrong).toEqual([])
  expect(await checksum(world.sql)).toBe(before)
}

describe('every main write route, asked badly, changes not a byte and', () => {
  it('refuses every spoiled field and broken JSON', { timeout: 60_000 }, async () => {
    const wrong: string[] = []
    let sent = 0
    const before = await checksum(world.sql)
    for (const route of routes) {
      for (const { what, text, status, code } of spoil(route.body)) {
        sent += 1
        const reply = await send(route, { body: text })
        // What a pasted table says is judged line by line.
        const isSheet = reply.status === 422 && /^service\.sheet-/.test(reply.body.code ?? '')
        const faults = isSheet ? [] : faultsOf(reply, [status, code])
        wrong.push(...faults.map((fault) => `${route.name}: ${what}: ${fault}`))
      }
    }
    expect(wrong).toEqual([])
    expect(sent).toBeGreaterThan(1_500)
    expect(await checksum(world.sql)).toBe(before)
  })

  it('refuses other content types', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=gb18030',
      '',
    ]
    await refusesAll(
      () => types.map((type) => [`type ${type}`, { headers: { 'content-type': type } }] as const),
      [415, 'request.content-type'],
    )
  })

  it('refuses a body over the limit, announced or not', async () => {
    await refusesAll(
      (route) => {
        const isBulk = /\/(bulk|approve|reject|group-sheets)$/.test(route.path)
        const body = JSON.stringify({
          ...route.body,
          more: 'x'.repeat(isBulk ? 1_050_000 : 66_000),
        })
        const length = String(Buffer.byteLength(body))
        return [
          ['chunked', { body }],
          ['announced', { body, headers: { 'content-length': length } }],
        ]
      },
      [413, 'request.too-large'],
    )
  })

  it('refuses a write without a key', async () => {
    await refusesAll(() => [['no key', { key: null }]], [400, 'command.key-missing'])
  })

  it('refuses a key of another form', async () => {
    const keys = ['short', 'a'.repeat(101), 'with a space', `"${'a'.repeat(7)}"`, 'semi;colon:']
    await refusesAll(
      () => keys.map((key) => [`key ${key}`, { key }] as const),
      [400, 'command.key-malformed'],
    )
  })

  it('asks to sign in without a token, with a forged, an alg-confused or an expired one', async () => {
    const bad = await badTokens()
    await refusesAll(
      () => Object.entries(bad).map(([what, token]) => [what, { token }] as const),
      [401, 'request.sign-in-needed'],
    )
    const now = world.now()
    world.passMinutes(16)
    await refusesAll(() => [['expired', {}]], [401, 'request.sign-in-needed'])
    world.setNow(now)
  })

  it('knows no cookie', async () => {
    const cookie = await scene.http.cookieOf(scene.people.first)
    await refusesAll(() => [['cookie', { token: null, cookie }]], [401, 'request.sign-in-needed'])
  })
})

async function badTokens(): Promise<Record<string, string | null>> {
  const good = scene.tokens.first
  const [header = '', payload = ''] = good.split('.')
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
  const { body } = await scene.http.call<{ keys: { kid: string; x: string }[] }>(
    '/.well-known/jwks.json',
  )
  const key = body.keys[0]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  const confused = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: key?.kid ?? '', typ: 'at+jwt' })
    .setExpirationTime(Math.floor(epochMs(world.now()) / 1000) + 600)
    .sign(Buffer.from(key?.x ?? '', 'base64url'))
  return {
    'no token': null,
    'alg none': `${none}.${payload}.`,
    'alg none, signed': `${none}.${payload}.AAAA`,
    'alg confused': confused,
    'another signature': `${header}.${payload}.${'A'.repeat(86)}`,
    'of another payload': `${header}.${payload.slice(0, -4)}AAAA.${good.split('.')[2]}`,
    'cut short': good.slice(0, -3),
    nonsense: 'x'.repeat(40),
  }
}

describe('a key that was used', () => {
  it('is refused with another body, and on another route', async () => {
    const { saver } = scene.people
    const base = `/api/v1/communities/${saver.communityId}/ledger`
    const key = newId()
    const token = scene.tokens.saver
    const first = await scene.http.call(`${base}/donations`, {
      token,
      key,
      body: { amountMinutes: 1 },
    })
    expect(first.status).toBe(201)
    const before = await checksum(world.sql)
    const donation = await scene.http.call(`${base}/donations`, {
      token,
      key,
      body: { amountMinutes: 2 },
    })
    const gift = await scene.http.call(`${base}/gifts`, {
      ...{ token, key },
      body: { recipientId: scene.people.helper.id, amountMinutes: 1 },
    })
    for (const reply of [donation, gift]) {
      expect(faultsOf(reply, [422, 'command.key-reused'])).toEqual([])
    }
    expect(await checksum(world.sql)).toBe(before)
  })
})
