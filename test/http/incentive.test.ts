import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instantAt } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { agreeToBeNamed, day, insertRecord } from '../support/incentive.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let communityId: Id
let first: TestPerson
let second: TestPerson
let named: TestPerson
let unnamed: TestPerson
let resident: TestPerson
let tokens: Record<'first' | 'second' | 'named' | 'resident' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  communityId = await world.makeCommunity()
  const otherId = await world.makeCommunity()
  first = await world.makePerson({ communityId, roles: ['coordinator'] })
  second = await world.makePerson({ communityId, roles: ['coordinator'] })
  named = await world.makePerson({ communityId, name: '演示甲', volunteer: true })
  unnamed = await world.makePerson({ communityId, name: '演示隐名乙', volunteer: true })
  resident = await world.makePerson({ communityId, name: '演示居民' })
  const foreign = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
  const offeringId = await world.makeOffering()
  const wish = { offeringId, approverId: first.id }
  await insertRecord(world, { ...wish, person: named, on: '2026-10-12', length: 120 })
  await insertRecord(world, { ...wish, person: unnamed, on: '2026-10-13', length: 60 })
  await agreeToBeNamed(world, named)
  world.setNow(instantAt(day('2026-11-24'), '09:00'))
  tokens = {
    first: await http.tokenOf(first),
    second: await http.tokenOf(second),
    named: await http.tokenOf(named),
    resident: await http.tokenOf(resident),
    foreign: await http.tokenOf(foreign),
  }
})
afterAll(() => world.close())

async function computed(period = '2026-10'): Promise<{ standingId: Id; bodyHash: string }> {
  const answer = await http.call<{ standingId: Id; bodyHash: string }>('/api/v1/standings', {
    token: tokens.first,
    body: { nodeId: communityId, period },
  })
  expect(answer.status).toBe(201)
  return answer.body
}

describe('introductions over HTTP', () => {
  it('are stated by the resident, seen by both, declined by the one named', async () => {
    const stated = await http.call('/api/v1/introductions', {
      token: tokens.resident,
      body: { named: '演示甲' },
    })
    expect([stated.status, stated.body.introducerName]).toEqual([201, '演示甲'])
    const own = await http.call('/api/v1/me/introductions', { token: tokens.named })
    expect(own.body.naming).toMatchObject([{ personId: resident.id, mayDecline: true }])
    const path = `/api/v1/introductions/${resident.id}/decline`
    expect((await http.call(path, { token: tokens.first, body: {} })).status).toBe(404)
    expect((await http.call(path, { token: tokens.named, body: {} })).status).toBe(200)
    expect((await http.call(path, { token: tokens.named, body: {} })).status).toBe(409)
    const mine = await http.call('/api/v1/me/introductions', { token: tokens.resident })
    expect(mine.body.stated).toMatchObject({ introducerName: '演示甲', declined: true })
  })

  it('take no person to state it for', async () => {
    const answer = await http.call('/api/v1/introductions', {
      token: tokens.first,
      body: { named: '演示甲', personId: resident.id },
    })
    expect(answer.status).toBe(422)
  })

  it('tell the star level with what is missing', async () => {
    const answer = await http.call('/api/v1/me/star-level', { token: tokens.named })
    expect(answer.body).toEqual({
      level: 0,
      serviceMinutes: 120,
      nextLevel: 1,
      missingMinutes: 5_880,
    })
  })
})

describe('standings over HTTP', () => {
  it('are computed, published by another person, and hash to what is said', async () => {
    const { standingId, bodyHash } = await computed()
    const path = `/api/v1/standings/${standingId}`
    const body = await http.app.request(`http://localhost${path}/body`, {
      headers: { authorization: `Bearer ${tokens.first}` },
    })
    const bytes = Buffer.from(await body.arrayBuffer())
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(bodyHash)
    const own = await http.call(`${path}/publish`, { token: tokens.first, body: {} })
    expect([own.status, own.body.code]).toEqual([403, 'incentive.second-person-needed'])
    expect((await http.call(path, { token: tokens.named })).status).toBe(404)
    const published = await http.call(`${path}/publish`, { token: tokens.second, body: {} })
    expect(published.status).toBe(200)
    const whole = await http.call<{ rows: { name: string | null }[] }>(path, {
      token: tokens.second,
    })
    expect(whole.body.rows.map(({ name }) => name)).toEqual(['演示甲', null])
    const ownRow = await http.call<{ rows: unknown[] }>(path, { token: tokens.named })
    expect(ownRow.body.rows).toMatchObject([{ rank: 1, personId: named.id, serviceMinutes: 120 }])
    const none = await http.call(path, { token: tokens.resident })
    expect([none.status, none.body.rows]).toEqual([200, []])
  })

  it('are listed for those who keep them, and closed to everybody else', async () => {
    const { standingId } = await computed('2026-09')
    const path = `/api/v1/nodes/${communityId}/standings`
    const list = await http.call<{ items: { id: Id }[] }>(path, { token: tokens.first })
    expect(list.body.items.map(({ id }) => id)).toContain(standingId)
    for (const who of ['resident', 'foreign'] as const) {
      const token = tokens[who]
      expect((await http.call(path, { token })).status).toBe(404)
      expect((await http.call(`/api/v1/standings/${standingId}`, { token })).status).toBe(404)
      expect((await http.call(`/api/v1/standings/${standingId}/body`, { token })).status).toBe(404)
      const body = { nodeId: communityId, period: '2026-09' }
      expect((await http.call('/api/v1/standings', { token, body })).status).toBe(403)
    }
  })

  it.each([
    { nodeId: 'x', period: '2026-10' },
    { nodeId: newId(), period: '2026-Q4' },
    { period: '2026-10' },
    { nodeId: newId(), period: '2026-10', unknown: 1 },
  ])('refuse %o', async (body) => {
    const answer = await http.call('/api/v1/standings', { token: tokens.first, body })
    expect([404, 422]).toContain(answer.status)
  })

  it('ask to sign in', async () => {
    const paths = [
      '/api/v1/me/introductions',
      '/api/v1/me/star-level',
      `/api/v1/standings/${newId()}`,
    ]
    for (const path of paths) expect((await http.call(path)).status).toBe(401)
    const body = { nodeId: communityId, period: '2026-10' }
    expect((await http.call('/api/v1/standings', { body })).status).toBe(401)
  })
})

describe('the board', () => {
  it('is for everybody and holds neither ids nor names of those who did not agree', async () => {
    const answer = await http.call(`/api/v1/nodes/${communityId}/board`)
    expect(answer.status).toBe(200)
    expect(answer.body.ranking).toMatchObject({
      period: '2026-10',
      rows: [
        { rank: 1, name: '演示甲', serviceMinutes: null },
        { rank: 2, name: null, serviceMinutes: null },
      ],
    })
    expect(JSON.stringify(answer.body)).not.toContain(unnamed.id)
    expect(JSON.stringify(answer.body)).not.toContain(named.id)
  })

  it('is a page with every figure and its meaning', async () => {
    const answer = await http.call<string>(`/board?node=${communityId}&period=2026-Q4`)
    expect(answer.status).toBe(200)
    for (const word of ['参与比', '达成度', '达标率', '可追溯率', '演示甲', '同意计入，不具名']) {
      expect(answer.body).toContain(word)
    }
    expect(answer.body).not.toContain('演示隐名乙')
  })

  it('knows no made-up place', async () => {
    expect((await http.call(`/board?node=${newId()}`)).status).toBe(404)
    expect((await http.call(`/api/v1/nodes/${newId()}/board`)).status).toBe(404)
    const odd = await http.call(`/api/v1/nodes/${communityId}/board?period=november`)
    expect(odd.status).toBe(422)
  })
})

describe('the pages of incentives', () => {
  it('take a statement and come back filled in when it is refused', async () => {
    const cookie = await http.cookieOf(resident)
    const wrong = { idempotencyKey: newId(), named: '查无此人' }
    const refused = await http.call<string>('/me/introduction', { cookie, body: wrong })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('value="查无此人"')
    const right = { idempotencyKey: newId(), named: '演示隐名乙' }
    expect((await http.call('/me/introduction', { cookie, body: right })).status).toBe(303)
    const page = await http.call<string>('/me/introduction', { cookie })
    expect(page.body).toContain('演示隐名乙')
  })

  it('compute a standing, explain it and publish it by somebody else', async () => {
    const cookie = await http.cookieOf(first)
    const body = { idempotencyKey: newId(), node: communityId, period: '2026-08' }
    const answer = await http.call('/standings', { cookie, body })
    expect(answer.status).toBe(303)
    const path = answer.headers.get('location') ?? ''
    expect((await http.call<string>(path, { cookie })).body).not.toContain(`${path}/publish`)
    const other = await http.cookieOf(second)
    expect((await http.call<string>(path, { cookie: other })).body).toContain(`${path}/publish`)
    const press = { cookie: other, body: { idempotencyKey: newId() } }
    expect((await http.call(`${path}/publish`, press)).status).toBe(303)
    expect((await http.call<string>('/standings', { cookie })).body).toContain('已发布')
  })

  it('keep the console from residents', async () => {
    const cookie = await http.cookieOf(resident)
    expect((await http.call('/standings', { cookie })).status).toBe(404)
  })
})
