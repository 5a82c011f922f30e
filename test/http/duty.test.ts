import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let communityId: Id
let coordinator: TestPerson
let resident: TestPerson
let tokens: Record<'coordinator' | 'resident' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  communityId = await world.makeCommunity()
  const otherId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  resident = await world.makePerson({ communityId, name: '演示居民甲' })
  const foreign = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
  tokens = {
    coordinator: await http.tokenOf(coordinator),
    resident: await http.tokenOf(resident),
    foreign: await http.tokenOf(foreign),
  }
})
afterAll(() => world.close())

const base = () => `/api/v1/communities/${communityId}/activities`

const bodyOf = (wish: Record<string, unknown> = {}) => ({
  name: '清洁日',
  place: '小区广场',
  startsAt: plusMinutes(world.now(), -180),
  endsAt: plusMinutes(world.now(), -60),
  communityBuilding: true,
  ...wish,
})

async function created(): Promise<Id> {
  const answer = await http.call<{ activityId: Id }>(base(), {
    token: tokens.coordinator,
    body: bodyOf(),
  })
  expect(answer.status).toBe(201)
  return answer.body.activityId
}

describe('an activity over HTTP', () => {
  it('is created, its attendance confirmed line by line, read and withdrawn', async () => {
    const path = `${base()}/${await created()}`
    const confirmed = await http.call(`${path}/attendances`, {
      token: tokens.coordinator,
      body: {
        attendances: [
          { who: '演示居民甲', attendedMinutes: 90 },
          { who: '没有这个人', attendedMinutes: 90 },
        ],
      },
    })
    expect(confirmed.body.outcomes).toMatchObject([
      { confirmed: true, personId: resident.id, refusal: null },
      { confirmed: false, personId: null, refusal: { code: 'duty.person-not-found' } },
    ])
    const withdrawal = { token: tokens.coordinator, body: { reason: '记错了人' } }
    const withdraw = `${path}/attendances/${resident.id}/withdraw`
    expect((await http.call(withdraw, withdrawal)).status).toBe(200)
    expect((await http.call(withdraw, withdrawal)).body.code).toBe('duty.attendance-withdrawn')
    const read = await http.call(path, { token: tokens.coordinator })
    expect(read.body.attendances).toMatchObject([
      { personId: resident.id, attendedMinutes: 90, withdrawnReason: '记错了人' },
    ])
  })

  it('stands in the list of its community', async () => {
    const id = await created()
    const list = await http.call<{ items: { id: Id }[] }>(base(), { token: tokens.coordinator })
    expect(list.body.items.map((one) => one.id)).toContain(id)
  })
})

describe('the guards of activities', () => {
  it('ask to sign in, and for a key', async () => {
    expect((await http.call(base())).status).toBe(401)
    expect((await http.call(base(), { body: bodyOf() })).status).toBe(401)
    const keyless = await http.call(base(), {
      token: tokens.coordinator,
      body: bodyOf(),
      key: null,
    })
    expect([keyless.status, keyless.body.code]).toEqual([400, 'command.key-missing'])
  })

  it.each(['resident', 'foreign'] as const)('keep a %s out', async (who) => {
    const id = await created()
    const token = tokens[who]
    expect((await http.call(base(), { token })).status).toBe(404)
    expect((await http.call(`${base()}/${id}`, { token })).status).toBe(404)
    expect((await http.call(base(), { token, body: bodyOf() })).status).toBe(403)
    const attendances = [{ who: '演示居民甲', attendedMinutes: 60 }]
    const answer = await http.call(`${base()}/${id}/attendances`, { token, body: { attendances } })
    expect(answer.status).toBe(403)
  })

  it.each([
    { name: '' },
    { startsAt: '2026-02-30T09:00:00+08:00' },
    { communityBuilding: 'yes' },
    { unknown: 1 },
  ])('refuse %o', async (wish) => {
    const answer = await http.call(base(), { token: tokens.coordinator, body: bodyOf(wish) })
    expect(answer.status).toBe(422)
  })

  it.each([0, -1, 1.5, 1441, '60', null])('refuse an attendance of %s minutes', async (value) => {
    const answer = await http.call(`${base()}/${newId()}/attendances`, {
      token: tokens.coordinator,
      body: { attendances: [{ who: '演示居民甲', attendedMinutes: value }] },
    })
    expect(answer.status).toBe(422)
  })

  it('know no activity by a made-up id', async () => {
    const path = `${base()}/${newId()}`
    expect((await http.call(path, { token: tokens.coordinator })).status).toBe(404)
  })
})

describe('the pages of activities', () => {
  it('create one and confirm who came, with what was refused told beside', async () => {
    const cookie = await http.cookieOf(coordinator)
    const body = {
      idempotencyKey: newId(),
      community: communityId,
      name: '议事会',
      place: '服务站',
      startsAt: '2026-01-05T09:00',
      endsAt: '2026-01-05T11:00',
      communityBuilding: 'yes',
    }
    const answer = await http.call('/activities', { cookie, body })
    expect(answer.status).toBe(303)
    const path = answer.headers.get('location') ?? ''
    const [address = '', query = ''] = path.split('?')
    const list = { idempotencyKey: newId(), usualMinutes: '60', list: '演示居民甲 90\n查无此人' }
    const told = await http.call<string>(`${address}/attendances?${query}`, { cookie, body: list })
    expect(told.status).toBe(200)
    expect(told.body).toContain('已确认 1 人到场，1 行没有确认')
    expect((await http.call<string>(path, { cookie })).body).toContain('1 小时 30 分')
  })

  it('come back filled in with what is wrong', async () => {
    const cookie = await http.cookieOf(coordinator)
    const body = { idempotencyKey: newId(), community: communityId, name: '议事会', place: '' }
    const answer = await http.call<string>('/activities', { cookie, body })
    expect(answer.status).toBe(422)
    expect(answer.body).toContain('value="议事会"')
  })

  it('are not for residents', async () => {
    const cookie = await http.cookieOf(resident)
    expect((await http.call('/activities', { cookie })).status).toBe(404)
  })
})
