import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillCatalogue } from '../../src/features/service/fill-catalogue.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let communityId: Id
let otherId: Id
let offeringId: Id
let volunteer: TestPerson
let coordinator: TestPerson
let leader: TestPerson
let tokens: Record<'volunteer' | 'coordinator' | 'leader' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  communityId = await world.makeCommunity()
  otherId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  await fillCatalogue(world.ctx)
  volunteer = await world.makePerson({ communityId, name: '演示甲', volunteer: true })
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  leader = await world.makePerson({ communityId, volunteer: true, roles: ['teamLeader'] })
  const foreign = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
  tokens = {
    volunteer: await http.tokenOf(volunteer),
    coordinator: await http.tokenOf(coordinator),
    leader: await http.tokenOf(leader),
    foreign: await http.tokenOf(foreign),
  }
})
afterAll(() => world.close())

const base = () => `/api/v1/communities/${communityId}`

function bodyOf(wish: Record<string, unknown> = {}) {
  return {
    offeringId,
    activityName: '代办服务',
    place: '服务站',
    content: '代办证件',
    outcome: '已办好',
    recipient: { kind: 'place', description: '服务站' },
    organiser: '社区居委会',
    personInCharge: '演示负责人',
    startsAt: plusMinutes(world.now(), -120),
    endsAt: plusMinutes(world.now(), -60),
    ...wish,
  }
}

async function submitted(wish: Record<string, unknown> = {}): Promise<Id> {
  const answer = await http.call<{ id: Id }>(`${base()}/records`, {
    token: tokens.volunteer,
    body: bodyOf(wish),
  })
  expect(answer.status).toBe(201)
  return answer.body.id
}

describe('a record over HTTP', () => {
  it('is submitted, seen yellow in the inbox, opened and approved', async () => {
    const id = await submitted()
    const inbox = await http.call<{ items: { id: Id; colour: string }[] }>(`${base()}/inbox`, {
      token: tokens.coordinator,
    })
    expect(inbox.body.items.find((one) => one.id === id)?.colour).toBe('yellow')
    const path = `${base()}/records/${id}`
    const unopened = await http.call(`${path}/approve`, { token: tokens.coordinator, body: {} })
    expect([unopened.status, unopened.body.code]).toEqual([409, 'service.open-first'])
    const opened = await http.call<{ openedToken: string }>(path, { token: tokens.coordinator })
    const { openedToken } = opened.body
    const approved = await http.call(`${path}/approve`, {
      token: tokens.coordinator,
      body: { openedToken },
    })
    expect([approved.status, approved.body.creditMinutes]).toEqual([200, 60])
    const again = await http.call(`${path}/approve`, {
      token: tokens.coordinator,
      body: { openedToken },
    })
    expect([again.status, again.body.code]).toEqual([409, 'service.record-decided'])
  })

  it('gives its volunteer no token to open it with', async () => {
    const id = await submitted()
    const own = await http.call(`${base()}/records/${id}`, { token: tokens.volunteer })
    expect([own.status, own.body.openedToken]).toEqual([200, null])
  })

  it('is approved in bulk, each with an outcome of its own', async () => {
    const green = await submitGreen(world, leader, { communityId, offeringId, hoursAgo: 20 })
    const yellow = await submitted({
      startsAt: plusMinutes(world.now(), -2_000),
      endsAt: plusMinutes(world.now(), -1_940),
    })
    const records = [{ id: green.id }, { id: yellow, communityId }, { id: newId() }]
    const answer = await http.call(`${base()}/records/approve`, {
      token: tokens.coordinator,
      body: { records },
    })
    expect(answer.body.outcomes).toMatchObject([
      { approved: true },
      { approved: false, refusal: { code: 'service.open-first' } },
      { approved: false, refusal: { code: 'service.record-not-found' } },
    ])
  })

  it('is rejected with a reason that its volunteer reads', async () => {
    const id = await submitted()
    const rejected = await http.call(`${base()}/records/reject`, {
      token: tokens.coordinator,
      body: { records: [{ id }], reason: '时间写错了' },
    })
    expect(rejected.body.outcomes).toEqual([{ id, rejected: true }])
    const own = await http.call<{ items: { id: Id }[] }>('/api/v1/records', {
      token: tokens.volunteer,
    })
    expect(own.body.items.find((one) => one.id === id)).toMatchObject({
      state: 'rejected',
      decisionReason: '时间写错了',
    })
  })

  it('is withdrawn by its volunteer only', async () => {
    const id = await submitted()
    const path = `${base()}/records/${id}/withdraw`
    const other = await http.call(path, { token: tokens.leader, body: {} })
    expect(other.status).toBe(404)
    const own = await http.call(path, { token: tokens.volunteer, body: {} })
    expect(own.status).toBe(200)
  })
})

describe('bad input', () => {
  const cases: readonly [string, () => Record<string, unknown>, number, string][] = [
    ['an unknown field', () => ({ minutes: 60 }), 422, 'request.invalid'],
    ['a blank content', () => ({ content: '  ' }), 422, 'request.invalid'],
    ['a NUL byte', () => ({ content: 'a\u0000b' }), 422, 'request.invalid'],
    ['over-long text', () => ({ place: '长'.repeat(201) }), 422, 'request.invalid'],
    [
      'an impossible date',
      () => ({ startsAt: '2026-02-30T09:00:00+08:00' }),
      422,
      'request.invalid',
    ],
    ['an id that is none', () => ({ offeringId: 'x' }), 422, 'request.invalid'],
    [
      'a headcount of none',
      () => ({ recipient: { kind: 'group', headcount: 0, description: 'a' } }),
      422,
      'request.invalid',
    ],
    [
      'half a head',
      () => ({ recipient: { kind: 'group', headcount: 1.5, description: 'a' } }),
      422,
      'request.invalid',
    ],
    [
      'an unknown kind of recipient',
      () => ({ recipient: { kind: 'cat', description: 'a' } }),
      422,
      'request.invalid',
    ],
    ['an unknown offering', () => ({ offeringId: newId() }), 404, 'service.offering-not-found'],
    [
      'end before start',
      () => ({ endsAt: plusMinutes(world.now(), -121) }),
      422,
      'service.time-reversed',
    ],
    ['seconds', () => ({ endsAt: '2026-11-24T08:00:30+08:00' }), 422, 'service.minutes-malformed'],
    ['the future', () => ({ endsAt: plusMinutes(world.now(), 1) }), 422, 'service.time-in-future'],
    [
      'more than a day',
      () => ({ startsAt: plusMinutes(world.now(), -1_501) }),
      422,
      'service.time-too-long',
    ],
    [
      'somebody else as the volunteer',
      () => ({ personId: leader.id }),
      403,
      'service.not-your-entry',
    ],
    [
      'oneself as the one served',
      () => ({ recipient: { kind: 'person', personId: volunteer.id } }),
      422,
      'service.recipient-oneself',
    ],
  ]
  it.each(cases)('%s is refused and changes nothing', async (_, wish, status, code) => {
    const count = async () => {
      const rows = await world.sql<{ n: number }[]>`select count(*)::int n from service_records`
      return rows[0]?.n
    }
    const before = await count()
    const answer = await http.call(`${base()}/records`, {
      token: tokens.volunteer,
      body: bodyOf(wish()),
    })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(await count()).toBe(before)
  })

  it('refuses 1e309 where a number is asked for', async () => {
    const body = JSON.stringify(
      bodyOf({ recipient: { kind: 'group', headcount: 7777, description: 'a' } }),
    ).replace('7777', '1e309')
    const answer = await http.call(`${base()}/records`, { token: tokens.volunteer, body })
    expect(answer.status).toBe(422)
  })

  it('refuses a write without a key, and more than 500 records in one', async () => {
    const noKey = await http.call(`${base()}/records`, {
      token: tokens.volunteer,
      body: bodyOf(),
      key: null,
    })
    expect([noKey.status, noKey.body.code]).toEqual([400, 'command.key-missing'])
    const records = Array.from({ length: 501 }, () => ({ id: newId() }))
    const many = await http.call(`${base()}/records/approve`, {
      token: tokens.coordinator,
      body: { records },
    })
    expect(many.status).toBe(422)
  })

  const reads: readonly [string, () => string][] = [
    ['an inbox', () => `${base()}/inbox`],
    ['an unknown record', () => `${base()}/records/${newId()}`],
    ['an unknown sheet', () => `${base()}/group-sheets/${newId()}`],
  ]
  it.each(reads)('%s is not found for a coordinator of another community', async (_, path) => {
    const answer = await http.call(path(), { token: tokens.foreign })
    expect(answer.status).toBe(404)
    const nobody = await http.call(path())
    expect(nobody.status).toBe(401)
  })

  it('tells a coordinator of another community of no record', async () => {
    const id = await submitted()
    const answer = await http.call(`${base()}/records/${id}`, { token: tokens.foreign })
    expect([answer.status, answer.body.code]).toEqual([404, 'service.record-not-found'])
  })
})

describe('a sheet over HTTP', () => {
  const shared = () => {
    const { startsAt: _, endsAt: __, ...rest } = bodyOf()
    return { ...rest, title: '大扫除', servedOn: '2026-11-23' }
  }

  it('is handed in as pasted text, opened once and approved as one', async () => {
    const handedIn = await http.call<{ sheetId: Id; records: { id: Id; communityId: Id }[] }>(
      `${base()}/group-sheets`,
      {
        token: tokens.leader,
        body: { ...shared(), text: '姓名,服务卡号,开始,结束\n演示甲,,14:00,15:00\n' },
      },
    )
    expect(handedIn.status).toBe(201)
    const { sheetId, records } = handedIn.body
    const opened = await http.call<{ openedToken: string }>(`${base()}/group-sheets/${sheetId}`, {
      token: tokens.coordinator,
    })
    const answer = await http.call(`${base()}/records/approve`, {
      token: tokens.coordinator,
      body: { records, opened: [opened.body.openedToken] },
    })
    expect(answer.body.outcomes).toMatchObject([{ approved: true }])
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('names the lines that have to be put right', async () => {
    const rows = [
      { name: '演示甲', start: '16:00', end: '17:00' },
      { name: '没有这个人', start: '16:00', end: '17:00' },
    ]
    const answer = await http.call<{ code: string; fields: { path: string }[] }>(
      `${base()}/group-sheets`,
      { token: tokens.leader, body: { ...shared(), rows } },
    )
    expect([answer.status, answer.body.code]).toEqual([422, 'service.sheet-rows'])
    expect(answer.body.fields.map(({ path }) => path)).toEqual(['line 2'])
  })

  it('is not for a volunteer', async () => {
    const rows = [{ name: '演示甲', start: '16:00', end: '17:00' }]
    const answer = await http.call(`${base()}/group-sheets`, {
      token: tokens.volunteer,
      body: { ...shared(), rows },
    })
    expect([answer.status, answer.body.code]).toEqual([403, 'person.role-missing'])
  })
})

describe('the catalogue over HTTP', () => {
  it('has the three domains, and is the same in every community', async () => {
    const all = await http.call<{ items: { domain: string }[] }>('/api/v1/offerings', {
      token: tokens.volunteer,
    })
    const here = await http.call(`${base()}/offerings`, { token: tokens.volunteer })
    expect(here.body).toEqual(all.body)
    const domains = new Set(all.body.items.map(({ domain }) => domain))
    expect([...domains].sort()).toEqual(['benefit', 'convenience', 'safety'])
  })
})
