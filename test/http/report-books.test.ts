import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { accountNames } from '../../src/features/ledger/messages.ts'
import type { AccountKind } from '../../src/features/ledger/model.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { filedExports, readCsv, take } from '../support/files.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let saver: TestPerson
let auditor: TestPerson
let administrator: TestPerson
let supervisor: TestPerson
let elsewhere: TestPerson

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  const { communityId } = here
  saver = await makeSaver(world, here, 600)
  const donation = { giverId: saver.id, amountMinutes: minutes(45) }
  await world.run(donateCredits, saver.actor, communityId, donation)
  auditor = await world.makePerson({ communityId, roles: ['auditor'] })
  supervisor = await world.makePerson({ communityId, roles: ['supervisor'] })
  elsewhere = await world.makePerson({
    communityId: (await makeStation(world)).communityId,
    roles: ['auditor'],
  })
  administrator = await world.makePerson({
    communityId: elsewhere.communityId,
    roles: ['districtAdministrator'],
    rolesAt: world.districtId,
  })
})
afterAll(() => world.close())

const route = (query: string, communityId = here.communityId) =>
  `/api/v1/communities/${communityId}/exports/books?${query}`
const page = (query: string) => `/exports/books?community=${here.communityId}&${query}`

async function balances(): Promise<Readonly<Record<string, number>>> {
  const rows = await world.sql<{ kind: AccountKind; minutes: string }[]>`
    select kind, sum(balance_minutes) as minutes from ledger_accounts
     where community_id = ${here.communityId} group by kind`
  return Object.fromEntries(rows.map(({ kind, minutes }) => [accountNames[kind], Number(minutes)]))
}

describe('the books of a community', () => {
  it('as .csv are one row an entry, and sum to the balances', async () => {
    const taken = await take(http, route('format=csv'), { token: await http.tokenOf(auditor) })
    const { facts, rows } = readCsv(taken.bytes)
    expect(facts).toMatchObject({ 内容: '账簿', 账簿记到: '第 2 笔', 截至: '导出时' })
    const sums: Record<string, number> = {}
    for (const row of rows) {
      const account = row['账户'] ?? ''
      sums[account] = (sums[account] ?? 0) + Number(row['变动（分钟）'])
    }
    expect(sums).toEqual(await balances())
    expect(rows.map((row) => [row['账簿第几笔'], row['事由']])).toEqual([
      ['1', '调整'],
      ['1', '调整'],
      ['2', '捐赠'],
      ['2', '捐赠'],
    ])
  })

  it.each([
    ['hledger', 'journal', '    爱心储蓄:公益时间库  0 分钟 = 45 分钟\n'],
    ['beancount', 'beancount', ' balance Assets:Commons-公益时间库  45 MIN\n'],
  ])('as %s assert their balances, with the facts as remarks', async (format, ending, line) => {
    const { status, headers, bytes } = await take(http, route(`format=${format}`), {
      token: await http.tokenOf(administrator),
    })
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(headers.get('content-disposition')).toContain(`filename="books-2026-11-24.${ending}"`)
    const text = bytes.toString('utf8')
    expect(text).toContain(line)
    expect(text).toContain('\n; 账簿记到：第 2 笔\n')
    expect(text).not.toContain(saver.id)
  })

  it('have nothing of the days after the one asked for', async () => {
    const token = await http.tokenOf(auditor)
    const before = await take(http, route('format=csv&until=2026-11-23'), { token })
    expect(readCsv(before.bytes)).toMatchObject({ rows: [], facts: { 账簿记到: '第 0 笔' } })
    const onDay = await take(http, page('format=csv&until=2026-11-24'), {
      cookie: await http.cookieOf(auditor),
    })
    expect(readCsv(onDay.bytes).rows).toHaveLength(4)
  })

  it('are filed with who took them and how many transfers', async () => {
    const before = (await filedExports(world, here.communityId)).length
    await take(http, page('format=hledger'), { cookie: await http.cookieOf(auditor) })
    const filed = (await filedExports(world, here.communityId)).slice(before)
    expect(filed.map(({ act, actor_id }) => [act, actor_id])).toEqual([
      ['report.begin-export', auditor.id],
      ['report.finish-export', auditor.id],
    ])
    expect(filed[1]?.subjects.slice(1)).toEqual([
      ...['kind:books', 'format:hledger', 'rows:2', 'whole:true'],
    ])
  })
})

describe('books are taken', () => {
  it('by auditors and administrators within their reach, and by nobody else', async () => {
    const people = { auditor, administrator, supervisor, elsewhere, saver, coordinator: here.first }
    const statuses: Record<string, readonly number[]> = {}
    for (const [who, person] of Object.entries(people)) {
      const token = await http.tokenOf(person)
      const cookie = await http.cookieOf(person)
      statuses[who] = [
        (await take(http, route('format=beancount'), { token })).status,
        (await take(http, page('format=beancount'), { cookie })).status,
      ]
    }
    expect(statuses).toEqual({
      auditor: [200, 200],
      administrator: [200, 200],
      ...{ supervisor: [404, 404], elsewhere: [404, 404] },
      ...{ saver: [404, 404], coordinator: [404, 404] },
    })
  })

  it('from the page of exports, which shows them to no one else', async () => {
    const shown = async (person: TestPerson) => {
      const path = `/exports?community=${here.communityId}`
      const { bytes } = await take(http, path, { cookie: await http.cookieOf(person) })
      return bytes.toString('utf8').includes('/exports/books?')
    }
    expect([await shown(auditor), await shown(administrator)]).toEqual([true, true])
    expect([await shown(supervisor), await shown(here.first)]).toEqual([false, false])
  })

  it('not of a community that is not there, nor in a format that is not one', async () => {
    const token = await http.tokenOf(auditor)
    const of = async (query: string, communityId?: Id) =>
      (await http.call(route(query, communityId), { token })).status
    expect(await of('format=csv', newId())).toBe(404)
    expect(await of('format=xlsx')).toBe(422)
    expect(await of('format=csv&until=2026-02-30')).toBe(422)
  })
})
