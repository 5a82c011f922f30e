import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import ts from 'typescript'
import type { Overview } from '../../src/features/report/get-overview.ts'
import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { newId } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { insertRecord } from '../support/incentive.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let east: Station
let west: Station
const cookies: Record<string, string> = {}
const tokens: Record<string, string> = {}

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  east = await makeStation(world)
  west = await makeStation(world)
  const { communityId } = east
  const rolesAt = world.districtId
  const people: Record<string, TestPerson> = {
    first: east.first,
    foreign: west.first,
    resident: await world.makePerson({ communityId, roles: ['resident'] }),
    administrator: await world.makePerson({
      ...{ communityId, rolesAt, roles: ['districtAdministrator'] },
    }),
    supervisor: await world.makePerson({ communityId, rolesAt, roles: ['supervisor'] }),
    auditor: await world.makePerson({ communityId, rolesAt, roles: ['auditor'] }),
  }
  for (const [name, person] of Object.entries(people)) {
    cookies[name] = await http.cookieOf(person)
    tokens[name] = await http.tokenOf(person)
  }
})
afterAll(() => world.close())

const page = async (path: string, who?: string) => {
  const cookie = who && cookies[who]
  return http.call<string>(path, cookie ? { cookie } : {})
}
const overview = (nodeId: Id, who: string, query = '') =>
  http.call<Overview & { code?: string }>(`/api/v1/nodes/${nodeId}/overview${query}`, {
    token: tokens[who] ?? '',
  })

describe('a new district', () => {
  it('says that nothing has been reckoned, and has a page all the same', async () => {
    const { status, body } = await page('/overview', 'administrator')
    expect(status).toBe(200)
    expect(body).toContain('第一次汇总还没有完成')
  })

  it('says in words what is not there yet, once it is reckoned', async () => {
    await refreshOverview(world.ctx)
    const { body } = await page('/overview', 'administrator')
    expect(body).toContain('截至')
    expect(body).toContain('这十二个月还没有审核通过的服务')
    expect(body).toContain('这十二个月还没有登记过事项')
    expect(body).not.toContain('.svg?place')
  })
})

describe('with service given', () => {
  beforeAll(async () => {
    const offeringId = await world.makeOffering()
    for (const [station, politicalStatus] of [
      [east, 'partyMember'],
      [east, 'masses'],
      [west, 'masses'],
    ] as const) {
      const person = await world.makePerson({ communityId: station.communityId, politicalStatus })
      for (const on of ['2026-11-02', '2026-11-03']) {
        const wish = { person, offeringId, approverId: station.first.id, on }
        await insertRecord(world, wish)
      }
    }
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`truncate contribution_months, overview_months, overview_figures, overview_marks,
                         overview_snapshots`
    })
    await refreshOverview(world.ctx)
  })

  it('the page has every figure with its meaning, the chart and the table behind it', async () => {
    const { body } = await page('/overview?period=2026-11', 'administrator')
    for (const text of ['6 小时', '3 人', '1+2', '比上一期多 6 小时', '看表格', '各社区（2 个）']) {
      expect(body).toContain(text)
    }
    expect(body).toMatch(/<img[^>]+src="\/overview\/charts\/hours\.svg\?[^"]+"[^>]+alt="柱形图/)
    expect(body).not.toMatch(/<(script|style)[^>]*>[^<]|style="/)
  })

  it('is whole for who keeps or checks the books there or above', async () => {
    const { communityId } = east
    for (const who of ['first', 'administrator', 'supervisor', 'auditor']) {
      const answer = await overview(communityId, who, '?period=2026-11')
      expect([who, answer.status]).toEqual([who, 200])
      expect(answer.body.figures).toMatchObject({ serviceMinutes: 240, peopleServing: 2 })
      expect((await page(`/overview/${communityId}`, who)).body).toContain('提供服务的人')
    }
  })

  it('is the public share alone for everybody else', async () => {
    for (const who of ['foreign', 'resident']) {
      const answer = await overview(east.communityId, who)
      expect([answer.status, answer.body.code]).toEqual([404, 'request.not-found'])
    }
    for (const who of ['foreign', 'resident', undefined]) {
      const { status, body } = await page(`/overview/${east.communityId}`, who)
      expect([status, body.includes('准时率'), body.includes('提供服务的人')]).toEqual([
        ...[200, true, false],
      ])
      for (const path of ['charts/hours.svg?', 'export?format=csv&']) {
        const answer = await page(`/overview/${path}place=${east.communityId}`, who)
        expect([path, answer.status]).toEqual([path, 404])
      }
    }
    const open = await http.call(`/api/v1/nodes/${east.communityId}/promise-share`)
    expect(open.status).toBe(200)
    expect(open.body).toMatchObject({ promised: 0, promiseShare: null })
    expect(open.body).not.toHaveProperty('figures')
  })

  it('the district’s coordinator sees the place of the grant first, and others by name', async () => {
    const { body } = await page('/overview', 'first')
    expect(body).toContain(`<option value="${east.communityId}" selected`)
  })

  it.each(['hours', 'ratio', 'attainment'])('the chart of %s is a sound picture', async (name) => {
    for (const narrow of ['', '&narrow=1']) {
      const path = `/overview/charts/${name}.svg?period=2026-11&v=1${narrow}`
      const { status, body, headers } = await page(path, 'administrator')
      expect(status).toBe(200)
      expect(headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
      expect(headers.get('cache-control')).toBe('private, max-age=86400, immutable')
      expect(faultsOf(body)).toEqual([])
      expect(body).toMatch(/<text[^>]+font-family="[^"]*sans-serif/)
      expect(body.replace(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(
        /https?:|href|<style|style=|<script/,
      )
    }
  })

  it('a chart that does not exist, and one without anything to draw, are not found', async () => {
    for (const file of ['nothing.svg', 'hours.png', 'shares.svg']) {
      expect((await page(`/overview/charts/${file}`, 'administrator')).status).toBe(404)
    }
  })

  it('leaves as .csv with every community and their sum', async () => {
    const { status, body, headers } = await page(
      `/overview/export?format=csv&period=2026-11&sort=hours`,
      'administrator',
    )
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    const rows = body.trim().split('\r\n').slice(-3)
    expect(rows.map((row) => row.split(',')[2])).toEqual(['240', '120', '360'])
    const workbook = await page('/overview/export?format=xlsx', 'administrator')
    expect([workbook.status, workbook.body.slice(0, 2)]).toEqual([200, 'PK'])
  })

  it('answers what is unknown or wrong as everywhere', async () => {
    expect((await page(`/overview/${newId()}`, 'administrator')).status).toBe(404)
    expect((await page('/overview/nothing', 'administrator')).status).toBe(404)
    const wrong = await page('/overview?period=2026-13', 'administrator')
    expect([wrong.status, wrong.body.includes('report.overview-period')]).toEqual([422, true])
    expect((await page('/overview?sort=__proto__&page=-1', 'administrator')).status).toBe(200)
    expect((await page('/overview?page=999', 'administrator')).body).toContain(west.communityId)
  })
})

/** What a parser has to say of it: every element closed, every attribute quoted. */
function faultsOf(svg: string): readonly string[] {
  const file = ts.createSourceFile('a.tsx', `const a = ${svg}`, ts.ScriptTarget.Latest, false)
  const { parseDiagnostics } = file as unknown as {
    parseDiagnostics: readonly { messageText: string }[]
  }
  return parseDiagnostics.map(({ messageText }) => String(messageText))
}
