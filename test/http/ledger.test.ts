import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ledgerRoutes } from '../../src/features/ledger/api/ledger-routes.ts'
import { hasPendingRecords } from '../../src/features/service/has-pending-records.ts'
import { newId } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeSaver, makeStation, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let there: Station
let saver: TestPerson
let friend: TestPerson

type Who = 'saver' | 'friend' | 'first' | 'second' | 'foreign' | 'auditor'
let tokens: Record<Who, string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  http.app.route('/', ledgerRoutes(hasPendingRecords))
  here = await makeStation(world)
  there = await makeStation(world)
  saver = await makeSaver(world, here, 300)
  friend = await makeSaver(world, there)
  const auditor = await world.makePerson({
    ...there,
    roles: ['auditor'],
    rolesAt: world.districtId,
  })
  tokens = {
    saver: await http.tokenOf(saver),
    friend: await http.tokenOf(friend),
    first: await http.tokenOf(here.first),
    second: await http.tokenOf(here.second),
    foreign: await http.tokenOf(there.first),
    auditor: await http.tokenOf(auditor),
  }
})
afterAll(() => world.close())

const base = (station = here) => `/api/v1/communities/${station.communityId}/ledger`
const account = () => `${base()}/accounts/${saver.id}`

const get = (path: string, who: Who | null) =>
  http.call(path, { token: who === null ? null : tokens[who] })
const post = (path: string, who: Who | null, body: unknown, key?: string) =>
  http.call(path, { body, token: who === null ? null : tokens[who], ...(key ? { key } : {}) })

const reads = ['/balance', '/balance-as-of?version=1', '/statement', '/holds']

describe('reading an account', () => {
  it.each(reads)('%s is for the owner, the coordinator and the auditor', async (path) => {
    for (const who of ['saver', 'first', 'auditor'] as const) {
      expect((await get(`${account()}${path}`, who)).status).toBe(200)
    }
  })

  it.each(reads)(
    '%s is not there for anybody else, and asks strangers to sign in',
    async (path) => {
      expect((await get(`${account()}${path}`, 'friend')).status).toBe(404)
      expect((await get(`${account()}${path}`, 'foreign')).status).toBe(404)
      expect((await get(`${account()}${path}`, null)).status).toBe(401)
    },
  )

  it('tells the balance in minutes, and none for somebody of another community', async () => {
    const { body } = await get(`${account()}/balance`, 'saver')
    expect(body).toMatchObject({ balanceMinutes: 300, heldMinutes: 0, availableMinutes: 300 })
    const elsewhere = await get(`${base()}/accounts/${friend.id}/balance`, 'first')
    expect(elsewhere.status).toBe(404)
  })

  it('takes exactly one point in time', async () => {
    expect((await get(`${account()}/balance-as-of`, 'saver')).status).toBe(422)
    const two = await get(`${account()}/balance-as-of?version=1&sequence=1`, 'saver')
    expect(two.body.code).toBe('ledger.point-malformed')
    const none = await get(`${account()}/balance-as-of?version=0`, 'saver')
    expect(none.body).toEqual({ balanceMinutes: 0 })
  })

  it('refuses a cursor that is not one of ours', async () => {
    const { status, body } = await get(`${account()}/statement?cursor=bm90aGluZw`, 'saver')
    expect([status, body.code]).toEqual([422, 'ledger.cursor-malformed'])
  })
})

describe('reading the books', () => {
  it.each(['/trial-balance', '/proposals'])('%s is for their keepers', async (path) => {
    expect((await get(`${base()}${path}`, 'first')).status).toBe(200)
    expect((await get(`${base()}${path}`, 'auditor')).status).toBe(200)
    for (const who of ['saver', 'friend', 'foreign'] as const) {
      expect((await get(`${base()}${path}`, who)).status).toBe(404)
    }
    expect((await get(`${base()}${path}`, null)).status).toBe(401)
  })

  it('shows the commons to those whose books are here', async () => {
    expect((await get(`${base()}/commons/balance`, 'saver')).status).toBe(200)
    expect((await get(`${base()}/commons/balance`, 'friend')).status).toBe(404)
  })

  it('has a trial balance that sums to zero', async () => {
    const { body } = await get(`${base()}/trial-balance`, 'auditor')
    expect(body).toMatchObject({ inOrder: true, totalMinutes: 0 })
  })
})

describe('giving', () => {
  it('gives once under one key and says when an answer is repeated', async () => {
    const body = { recipientId: friend.id, amountMinutes: 30 }
    const key = newId()
    const first = await post(`${base()}/gifts`, 'saver', body, key)
    const again = await post(`${base()}/gifts`, 'saver', body, key)
    expect([first.status, first.body['availableMinutes']]).toEqual([201, 270])
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = await post(`${base()}/gifts`, 'saver', { ...body, amountMinutes: 31 }, key)
    expect([other.status, other.body.code]).toEqual([422, 'command.key-reused'])
  })

  it.each([0, -1, 1.5, '60', 1_000_000_001, null])(
    'refuses %j minutes at the door',
    async (amount) => {
      const body = { recipientId: friend.id, amountMinutes: amount }
      expect((await post(`${base()}/gifts`, 'saver', body)).status).toBe(422)
      const donated = await post(`${base()}/donations`, 'saver', { amountMinutes: amount })
      expect(donated.status).toBe(422)
    },
  )

  it('gives nobody else’s savings', async () => {
    const body = { giverId: saver.id, recipientId: friend.id, amountMinutes: 10 }
    expect((await post(`${base()}/gifts`, 'friend', body)).status).toBe(404)
    expect((await post(`${base()}/gifts`, null, body)).status).toBe(401)
  })

  it('donates to the commons', async () => {
    const donated = await post(`${base()}/donations`, 'saver', { amountMinutes: 20 })
    expect(donated.status).toBe(201)
  })
})

const clerical: readonly (readonly [string, () => unknown])[] = [
  ['/proposals', () => ({ payload: { kind: 'reversal', journalId: newId() }, reason: '有误' })],
  [`/proposals/${newId()}/confirm`, () => ({})],
  [`/proposals/${newId()}/decline`, () => ({ reason: '不同意' })],
  [`/journals/${newId()}/reverse`, () => ({ reason: '有误' })],
  ['/departures', () => ({ personId: saver.id, rest: { kind: 'kept' }, reason: '退出' })],
  ['/moves', () => ({ personId: saver.id, toCommunityId: there.communityId, reason: '搬家' })],
]

describe('the clerk’s acts', () => {
  it.each(clerical)(
    '%s is not there for anybody but the clerks of the books',
    async (path, body) => {
      for (const who of ['saver', 'friend', 'foreign', 'auditor'] as const) {
        expect((await post(`${base()}${path}`, who, body())).status).toBe(404)
      }
      expect((await post(`${base()}${path}`, null, body())).status).toBe(401)
    },
  )

  it.each(clerical)('%s needs a key', async (path, body) => {
    const answer = await http.call(`${base()}${path}`, {
      token: tokens.first,
      key: null,
      body: body(),
    })
    expect([answer.status, answer.body.code]).toEqual([400, 'command.key-missing'])
  })

  it('posts what one proposed and another confirmed', async () => {
    const payload = { kind: 'grant', personId: saver.id, amountMinutes: 20 }
    const proposed = await post(`${base()}/proposals`, 'first', { payload, reason: '临时困难' })
    const path = `${base()}/proposals/${String(proposed.body['proposalId'])}/confirm`
    const same = await post(path, 'first', {})
    expect([same.status, same.body.code]).toEqual([403, 'ledger.second-person-needed'])
    const before = await savingsNow(world, saver)
    expect((await post(path, 'second', {})).status).toBe(200)
    expect((await savingsNow(world, saver)).balance).toBe(before.balance + 20)
    const again = await post(path, 'second', {})
    expect([again.status, again.body.code]).toEqual([409, 'ledger.proposal-decided'])
  })

  it('reverses a gift, and only once', async () => {
    const body = { recipientId: friend.id, amountMinutes: 15 }
    const given = await post(`${base()}/gifts`, 'saver', body)
    const path = `${base()}/journals/${String(given.body['journalId'])}/reverse`
    expect((await post(path, 'first', { reason: '送错了人' })).status).toBe(201)
    const again = await post(path, 'second', { reason: '送错了人' })
    expect([again.status, again.body.code]).toEqual([409, 'ledger.already-reversed'])
    const page = await get(`${account()}/statement?limit=2`, 'saver')
    const [reversal, gift] = page.body['items'] as { sequence: number; [name: string]: unknown }[]
    expect(reversal?.['reversesSequence']).toBe(gift?.sequence)
    expect(gift?.['reversedBySequence']).toBe(reversal?.sequence)
  })

  it('keeps the books in order', async () => {
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
