import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeSaver, makeStation, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let station: Station
let offeringId: Id
let saver: TestPerson
let helper: TestPerson
let tokens: Record<'saver' | 'helper' | 'first' | 'second' | 'stranger' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  station = await makeStation(world)
  const { communityId, first, second } = station
  offeringId = await world.makeOffering({ name: '代买代送' })
  saver = await makeSaver(world, station, 300)
  helper = await world.makePerson({ communityId, volunteer: true, name: '演示志愿者' })
  const stranger = await world.makePerson({ communityId })
  const elsewhere = await makeStation(world)
  tokens = {
    saver: await http.tokenOf(saver),
    helper: await http.tokenOf(helper),
    first: await http.tokenOf(first),
    second: await http.tokenOf(second),
    stranger: await http.tokenOf(stranger),
    foreign: await http.tokenOf(elsewhere.first),
  }
})
afterAll(async () => {
  expect(await findBrokenPromises(world.sql)).toEqual([])
  await world.close()
})

const base = () => `/api/v1/communities/${station.communityId}`
const askBody = (wish: Record<string, unknown> = {}) => ({
  kind: 'help',
  offeringId,
  content: '代买一袋米',
  place: '演示路 1 号',
  ...wish,
})

type Detail = {
  readonly visits: readonly { readonly confirmCode: string | null; readonly passphrase: string }[]
  readonly desk: { readonly inNeed: boolean } | null
  readonly diary: readonly unknown[] | null
  readonly promise: { readonly basis: string; readonly promisedBy: string } | null
  readonly aheadCount: number | null
}

const read = (id: Id, token: string) =>
  http.call<Detail & { code?: string }>(`${base()}/requests/${id}`, { token })

async function asked(wish: Record<string, unknown> = {}): Promise<Id> {
  const answer = await http.call<{ id: Id }>(`${base()}/redemptions`, {
    token: tokens.saver,
    body: askBody({ expectedMinutes: 60, ...wish }),
  })
  expect(answer.status).toBe(201)
  return answer.body.id
}

async function taken(id: Id): Promise<Id> {
  const answer = await http.call<{ id: Id }>(`${base()}/requests/${id}/visits`, {
    token: tokens.helper,
    body: { scheduledAt: plusMinutes(world.now(), 60), helperIds: [helper.id] },
  })
  expect(answer.status).toBe(201)
  return answer.body.id
}

describe('being served first, over HTTP', () => {
  it('goes from the quote to the charge', async () => {
    const query = new URLSearchParams({ kind: 'help', offeringId, expectedMinutes: '60' })
    const quote = await http.call(`${base()}/redemptions/quote?${query.toString()}`, {
      token: tokens.saver,
    })
    expect(quote.body).toMatchObject({ usable: true, quotedMinutes: 60, remainingMinutes: 240 })
    const id = await asked()
    const mine = await read(id, tokens.saver)
    expect(mine.body).toMatchObject({ aheadCount: 0, promise: { basis: 'savings' }, desk: null })
    const visitId = await taken(id)
    const code = (await read(id, tokens.saver)).body.visits[0]?.confirmCode ?? ''
    const visit = `${base()}/visits/${visitId}`
    const started = await http.call<{ startedAt: string }>(`${visit}/start`, {
      token: tokens.helper,
      body: {},
    })
    world.passMinutes(12)
    const finished = await http.call<{ records: { communityId: Id; id: Id }[] }>(
      `${visit}/finish`,
      {
        token: tokens.helper,
        body: {
          helpers: [
            {
              personId: helper.id,
              startedAt: started.body.startedAt,
              endedAt: plusMinutes(started.body.startedAt as never, 12),
            },
          ],
          outcome: '买好送到',
          confirmation: { how: 'code', code },
        },
      },
    )
    expect(finished.body).toMatchObject({ confirmed: true, late: false, chargeMinutes: 12 })
    const [record] = finished.body.records
    const path = `${base()}/records/${record?.id}`
    const opened = await http.call<{ openedToken: string }>(path, { token: tokens.second })
    const approved = await http.call(`${path}/approve`, {
      token: tokens.second,
      body: { openedToken: opened.body.openedToken },
    })
    expect(approved.body).toMatchObject({ creditMinutes: 12, chargedMinutes: 12 })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 288, held: 0 })
    const rated = await http.call(`${base()}/requests/${id}/rate`, {
      token: tokens.saver,
      body: { rating: 3 },
    })
    expect(rated.body).toMatchObject({ state: 'rated' })
  })

  it('withdraws the savings and says the date without them', async () => {
    const id = await asked()
    const withdrawn = await http.call(`${base()}/requests/${id}/savings/withdraw`, {
      token: tokens.saver,
      body: {},
    })
    expect([withdrawn.status, withdrawn.body.promise]).toMatchObject([200, { basis: 'general' }])
    const again = await http.call(`${base()}/requests/${id}/savings/withdraw`, {
      token: tokens.saver,
      body: {},
    })
    expect([again.status, again.body.code]).toEqual([409, 'redemption.not-used'])
  })
})

describe('who sees what of a case', () => {
  it('is nothing for strangers and other communities', async () => {
    const id = await asked()
    for (const token of [tokens.stranger, tokens.foreign, tokens.helper]) {
      const answer = await read(id, token)
      expect([answer.status, answer.body.code]).toEqual([404, 'desk.request-not-found'])
    }
  })

  it('is the diary for the desk, the code for the one served, neither for the helper', async () => {
    const id = await asked()
    await taken(id)
    const desk = await read(id, tokens.first)
    expect(desk.body.diary).not.toBeNull()
    expect(desk.body.visits[0]).toMatchObject({ confirmCode: null, passphrase: null })
    const own = await read(id, tokens.saver)
    expect(own.body.diary).toBeNull()
    expect(own.body.visits[0]?.confirmCode).toMatch(/^\d{4}$/)
    const helping = await read(id, tokens.helper)
    expect(helping.body).toMatchObject({ diary: null, desk: null, promise: null })
    expect(helping.body.visits[0]?.confirmCode).toBeNull()
    expect(helping.body.visits[0]?.passphrase).toMatch(/ /)
  })

  it('tells who comes the day before, not earlier', async () => {
    const id = await asked()
    const scheduledAt = plusMinutes(world.now(), 3 * 24 * 60)
    await http.call(`${base()}/requests/${id}/visits`, {
      token: tokens.helper,
      body: { scheduledAt, helperIds: [helper.id] },
    })
    expect((await read(id, tokens.saver)).body.visits[0]).toMatchObject({
      passphrase: null,
      helpers: [],
    })
  })

  it('lists tasks for volunteers of the community only', async () => {
    const answer = await http.call<{ items: unknown[] }>(`${base()}/requests/tasks`, {
      token: tokens.helper,
    })
    expect(answer.status).toBe(200)
    const refused = await http.call(`${base()}/requests/tasks`, { token: tokens.stranger })
    expect([refused.status, refused.body.code]).toEqual([403, 'desk.helper-not-here'])
  })

  it('shows the queue to the desk only', async () => {
    expect((await http.call(`${base()}/requests/queue`, { token: tokens.first })).status).toBe(200)
    for (const token of [tokens.saver, tokens.foreign]) {
      expect((await http.call(`${base()}/requests/queue`, { token })).status).toBe(404)
    }
  })
})

describe('bad input', () => {
  it.each([
    ['an unknown field', { extra: 1 }],
    ['an unknown kind', { kind: 'order' }],
    ['text with NUL', { content: 'a\u0000b' }],
    ['too long a text', { content: '字'.repeat(1_001) }],
    ['no place', { place: ' ' }],
    ['half minutes', { expectedMinutes: 59.5 }],
    ['no minutes', { expectedMinutes: 0 }],
    ['negative minutes', { expectedMinutes: -60 }],
    ['more than a day', { expectedMinutes: 1_441 }],
    ['minutes as text', { expectedMinutes: '60' }],
    ['more agreed than a day', { agreedMoreMinutes: 1_441 }],
    ['an impossible date', { wishedAt: '2026-02-30T09:00:00+08:00' }],
    ['a payer of no kind', { payer: { kind: 'bank' } }],
  ])('with %s is 422 and changes nothing', async (_, wish) => {
    const before = await savingsNow(world, saver)
    const answer = await http.call(`${base()}/redemptions`, {
      token: tokens.saver,
      body: askBody({ expectedMinutes: 60, ...wish }),
    })
    expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid'])
    expect(await savingsNow(world, saver)).toEqual(before)
  })

  it('without a key is 400, with a key of another body 422', async () => {
    const path = `${base()}/requests`
    const missing = await http.call(path, { token: tokens.saver, body: askBody(), key: null })
    expect([missing.status, missing.body.code]).toEqual([400, 'command.key-missing'])
    const key = newId()
    await http.call(path, { token: tokens.saver, body: askBody(), key })
    const other = await http.call(path, {
      token: tokens.saver,
      body: askBody({ content: '别的事' }),
      key,
    })
    expect([other.status, other.body.code]).toEqual([422, 'command.key-reused'])
  })

  it.each([
    ['requests', 'take', { reason: null }],
    ['requests', 'start', { note: null }],
    ['requests', 'answer', { reply: '好' }],
    ['requests', 'rate', { rating: 3 }],
    ['requests', 'cancel', { reason: '不用了' }],
    ['requests', 'priority', { inNeed: true, safetyNow: false, reason: '病了' }],
    ['requests', 'savings', { expectedMinutes: 60 }],
    ['requests', 'savings/withdraw', {}],
    ['visits', 'start', {}],
    ['visits', 'close', { outcome: 'absent', reason: '没人' }],
    ['visits', 'confirm', {}],
    ['visits', 'dispute', { reason: '不对' }],
    ['visits', 'resolve', { helpers: null, reason: '核实' }],
  ])('to %s …/%s of an unknown id is 404, without a session 401', async (noun, verb, body) => {
    const path = `${base()}/${noun}/${newId()}/${verb}`
    const unknown = await http.call(path, { token: tokens.first, body })
    expect(unknown.status).toBe(404)
    expect((await http.call(path, { body })).status).toBe(401)
  })

  it('to the desk’s own acts from somebody else is 403', async () => {
    const id = await asked()
    for (const token of [tokens.stranger, tokens.foreign]) {
      const answer = await http.call(`${base()}/requests/${id}/take`, { token, body: {} })
      expect([answer.status, answer.body.code]).toEqual([403, 'person.role-missing'])
    }
  })
})

describe('a standing instruction over HTTP', () => {
  it('is empty until it is set', async () => {
    const path = '/api/v1/standing-instruction'
    const before = await http.call(path, { token: tokens.stranger })
    expect(before.body).toEqual({ instruction: null })
    const set = await http.call(path, { token: tokens.stranger, body: { kind: 'giveHalf' } })
    expect(set.body).toMatchObject({ kind: 'giveHalf' })
    const after = await http.call(path, { token: tokens.stranger })
    expect(after.body).toMatchObject({ instruction: { kind: 'giveHalf' } })
  })
})
