import type { OpenAPIHono } from '@hono/zod-openapi'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { clientAddress } from '../../src/http/client-address.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { makeLogger } from '../../src/http/log.ts'
import { newId } from '../../src/kernel/ids.ts'
import { parseNetwork } from '../../src/kernel/networks.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** The whole app, with a route of the test's own that says whom it heard. */
function openBehind(...proxies: readonly string[]): OpenAPIHono<AppEnv> {
  const app = buildApp(world.ctx, {
    lanes: 1,
    logger: makeLogger('silent'),
    sender: { reaches: 'phone', send: async () => undefined },
    publicUrl: null,
    trustedProxies: proxies.flatMap((text) => parseNetwork(text) ?? []),
    isStopping: () => false,
  })
  app.get('/test/address', (c) => c.text(clientAddress(c)))
  return app
}

/** What the server hands over of the socket. */
const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

async function addressOf(
  app: OpenAPIHono<AppEnv>,
  peer: string,
  forwarded?: string,
): Promise<string> {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const url = 'http://localhost/test/address'
  return (await app.request(url, { headers }, from(peer))).text()
}

describe('the address that tries are counted by', () => {
  it.each([
    ['the peer, whatever the header says', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['the peer, from this machine too', '127.0.0.1', '198.51.100.1', '127.0.0.1'],
  ])('is by default %s', async (_, peer, forwarded, expected) => {
    expect(await addressOf(openBehind(), peer, forwarded)).toBe(expected)
  })

  it.each([
    ['whom the proxy heard', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['the proxy itself without the header', '127.0.0.1', undefined, '127.0.0.1'],
    [
      'the last one named, not what stands before',
      '127.0.0.1',
      '1.1.1.1, 198.51.100.1',
      '198.51.100.1',
    ],
    [
      'found through a chain of proxies',
      '127.0.0.1',
      '1.1.1.1, 198.51.100.1, 10.2.3.4',
      '198.51.100.1',
    ],
    ['the peer when it is no proxy', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['the proxy when it names nonsense', '127.0.0.1', '198.51.100.1, unknown', '127.0.0.1'],
    [
      'the same when a socket speaks both families',
      '::ffff:127.0.0.1',
      '::ffff:198.51.100.1',
      '198.51.100.1',
    ],
    ['that of a client in IPv6', '127.0.0.1', '2001:DB8::1', '2001:db8::1'],
  ])('behind proxies is %s', async (_, peer, forwarded, expected) => {
    const app = openBehind('127.0.0.1', '10.0.0.0/8')
    expect(await addressOf(app, peer, forwarded)).toBe(expected)
  })
})

describe('limits by address', () => {
  beforeEach(() => world.sql`update rate_limits set points = 0`)

  async function guess(app: OpenAPIHono<AppEnv>, forwarded: string): Promise<number> {
    const response = await app.request(
      'http://localhost/api/v1/sign-in',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
        body: JSON.stringify({ challengeId: newId(), code: '000000' }),
      },
      from('127.0.0.1'),
    )
    return response.status
  }

  async function guessUntilLimited(app: OpenAPIHono<AppEnv>, forwarded: (n: number) => string) {
    for (let n = 0; n < 30; n += 1) if ((await guess(app, forwarded(n))) === 429) return n
    return 'never'
  }

  it('are not escaped by writing a header', async () => {
    expect(await guessUntilLimited(openBehind(), (n) => `198.51.100.${n}`)).toBe(10)
  })

  it('are not escaped behind a proxy either: what it adds comes last', async () => {
    const app = openBehind('127.0.0.1')
    expect(await guessUntilLimited(app, (n) => `198.51.100.${n}, 203.0.113.7`)).toBe(10)
  })

  it('are for each one behind a proxy', async () => {
    const app = openBehind('127.0.0.1')
    expect(await guessUntilLimited(app, () => '203.0.113.8')).toBe(10)
    expect(await guess(app, '203.0.113.9')).toBe(401)
  })
})
