import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Id } from '../../src/kernel/ids.ts'
import { consent, makeHousehold } from '../support/care.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let resident: TestPerson
let helper: TestPerson
let tokens: Record<'coordinator' | 'helper' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world, '四喜巷')
  const { communityId } = here
  const householdId = await makeHousehold(world, communityId)
  resident = await world.makePerson({ communityId, householdId, name: '演示独居老人' })
  helper = await world.makePerson({
    ...{ communityId, name: '演示党员', politicalStatus: 'partyMember', volunteer: true },
  })
  const there = await makeStation(world)
  await consent(world, here.first, resident, ['pairing'])
  tokens = {
    coordinator: await http.tokenOf(here.first),
    helper: await http.tokenOf(helper),
    foreign: await http.tokenOf(there.first),
  }
})
afterAll(() => world.close())

const base = () => `/api/v1/communities/${here.communityId}`

async function post(who: keyof typeof tokens, path: string, body: object) {
  const reply = await http.call<Record<string, Id>>(base() + path, { token: tokens[who], body })
  expect([path, reply.status, reply.body['code']]).toEqual([
    ...[path, path.endsWith('/advance') ? 200 : 201, undefined],
  ])
  return reply.body
}

describe('the street light of 四喜巷', () => {
  it('is found on a visit, paid by neighbours, put up and shown to everybody', async () => {
    const on = '2026-11-24'
    const { pairingId } = await post('coordinator', '/care/pairings', {
      ...{ helperId: helper.id, personId: resident.id, sinceOn: on },
    })
    const findings = '老人夜里不敢出门：巷子没有路灯'
    const { actId: homeVisitId } = await post('helper', `/care/pairings/${pairingId}/acts`, {
      actedOn: on,
      act: { kind: 'homeVisit', findings, next: '问清要多少', nextOn: '2026-12-01' },
    })
    const { fixId } = await post('coordinator', '/fixes', {
      ...{ homeVisitId, title: '四喜巷装路灯', place: '四喜巷', foundOn: on },
      beforeText: '巷子没有路灯，夜里看不见路',
    })
    const fix = `/fixes/${fixId}`
    await post('coordinator', `${fix}/advance`, { state: 'raising', afterText: null })
    const given = { kind: 'given', enteredOn: on }
    await post('coordinator', `${fix}/entries`, {
      ...{ ...given, amountYuan: 3_000, giverName: '演示驻区单位', namingAgreed: true },
    })
    await post('coordinator', `${fix}/entries`, {
      ...{ ...given, amountYuan: 500, giverName: '演示不愿具名', namingAgreed: false },
    })
    await post('coordinator', `${fix}/advance`, { state: 'fixing', afterText: null })
    const spent = { kind: 'spent', enteredOn: on, purpose: '灯和灯杆' }
    const over = { token: tokens.coordinator, body: { ...spent, amountYuan: 3_501 } }
    const refused = await http.call(`${base()}${fix}/entries`, over)
    expect([refused.status, refused.body.code]).toEqual([409, 'care.fix-overspent'])
    await post('coordinator', `${fix}/entries`, { ...spent, amountYuan: 3_400 })
    await post('coordinator', `${fix}/advance`, { state: 'fixed', afterText: '六盏灯，天黑就亮' })
    const shown = await http.call<{ items: Record<string, unknown>[] }>(`${base()}/fixes`)
    expect(shown.body.items).toMatchObject([
      {
        ...{ title: '四喜巷装路灯', state: 'fixed', fromVisit: true },
        ...{ givenYuan: 3_500, spentYuan: 3_400, leftYuan: 100, afterText: '六盏灯，天黑就亮' },
        entries: [
          { kind: 'given', amountYuan: 3_000, words: '演示驻区单位' },
          { kind: 'given', amountYuan: 500, words: null },
          { kind: 'spent', amountYuan: 3_400, words: '灯和灯杆' },
        ],
      },
    ])
    const page = await http.call<string>(`/fixes?community=${here.communityId}`)
    expect(page.status).toBe(200)
    expect(page.body).toMatch(/四喜巷装路灯[\s\S]*3500 元[\s\S]*3400 元[\s\S]*不具名/)
    expect(page.body).not.toMatch(/独居老人|不敢出门|不愿具名/)
    const books = await world.sql`select 1 from ledger_transfers`
    expect(books).toHaveLength(0)
  })

  it('stands in the helper’s month and on their page', async () => {
    const month = await http.call(`${base()}/care/assessments?month=2026-11`, {
      token: tokens.coordinator,
    })
    expect(month.body.items).toMatchObject([{ helperName: '演示党员', visitedHouseholds: 1 }])
    const cookie = await http.cookieOf(helper)
    const own = await http.call<string>('/care/own-pairings', { cookie })
    expect(own.body).toMatch(/演示独居老人[\s\S]*2026年12月1日[\s\S]*问清要多少/)
    for (const path of ['/care/pairings', '/care/assessments', '/care/fixes']) {
      const clerk = await http.cookieOf(here.first)
      expect((await http.call(path, { cookie: clerk })).status).toBe(200)
      expect((await http.call(path, { cookie })).status).toBe(404)
    }
  })

  it('is nobody else’s to write', async () => {
    const body = { title: '假的', place: '巷口', beforeText: '无', foundOn: '2026-11-24' }
    for (const who of ['helper', 'foreign'] as const) {
      const reply = await http.call(`${base()}/fixes`, {
        ...{ token: tokens[who], body: { ...body, homeVisitId: null } },
      })
      expect(reply.status).toBe(404)
    }
  })
})
