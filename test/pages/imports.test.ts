import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runImport } from '../../src/features/import/run-import.ts'
import { newId } from '../../src/kernel/ids.ts'
import { formIn } from '../support/clicks.ts'
import { openHttp, type Answer, type HttpWorld } from '../support/http.ts'
import { cardOf, csvOf } from '../support/import.ts'
import { openWorkbook, readCsv, readSheet, take } from '../support/files.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let card: string
let cookies: Record<'first' | 'second' | 'foreign' | 'resident', string>

const ORIGIN = 'http://localhost'
const HEAD = [
  '服务卡号',
  '服务社区',
  '服务项目',
  '服务内容',
  '地点',
  '日期',
  '开始',
  '结束',
  '负责人',
]
const good = (on: string) => [
  card,
  '月湖',
  '代办跑腿',
  '代办',
  '服务站',
  on,
  '09:00',
  '10:30',
  '负责人',
]

beforeAll(async () => {
  world = await openWorld('2026-11-24T18:00:00+08:00')
  http = openHttp(world)
  here = await makeStation(world, '月湖社区')
  const { communityId } = here
  const there = await makeStation(world)
  await world.makeOffering({ name: '代办跑腿' })
  const volunteer = await world.makePerson({ communityId, volunteer: true, name: '演示甲' })
  card = await cardOf(world, volunteer)
  const resident: TestPerson = await world.makePerson({ communityId })
  const people = { first: here.first, second: here.second, foreign: there.first, resident }
  cookies = Object.fromEntries(
    await Promise.all(
      Object.entries(people).map(async ([who, person]) => [who, await http.cookieOf(person)]),
    ),
  ) as typeof cookies
})
afterAll(() => world.close())

/** As a browser sends a form with a file; the address that it leads to. */
async function send(cookie: string, file: string | Buffer, kind = '') {
  const form = new FormData()
  form.set('kind', kind)
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  form.set('file', new File([new Uint8Array(bytes)], '记录.csv'))
  const response = await http.app.request(`${ORIGIN}/imports/upload`, {
    method: 'POST',
    headers: { cookie, origin: ORIGIN },
    body: form,
  })
  return {
    status: response.status,
    href: response.headers.get('location') ?? '',
    html: await response.text(),
  }
}

const page = (href: string, cookie: string): Promise<Answer<string>> =>
  http.call<string>(href, { cookie })

/** Presses the button of the form that is sent to `action`. */
async function press(
  href: string,
  cookie: string,
  action: string,
  typed: Record<string, string> = {},
) {
  const { body } = await page(href, cookie)
  const form = formIn(body, action)
  return http.call<string>(form.action, {
    ...{ method: 'POST', cookie, body: { ...form.values, ...typed } },
  })
}

describe('the pages of imports', () => {
  it('take a file, tell what has to be put right, and give it back with the reasons', async () => {
    const file = csvOf([
      HEAD,
      good('2025-01-01'),
      good('2025-02-30'),
      [...good('2025-01-03').slice(0, -1), ''],
    ])
    const { status, href } = await send(cookies.first, file)
    expect([status, href]).toEqual([303, expect.stringMatching(/^\/imports\/[0-9a-f-]{36}$/)])
    const { body } = await page(href, cookies.first)
    for (const text of ['要改的 2 行', '没有这一天：2025-02-30', '没有填负责人', '一行也没有写']) {
      expect(body).toContain(text)
    }
    expect(body).not.toContain(`${href}/hand-in`)
    const sent = await take(http, `${href}/rows?format=csv`, { cookie: cookies.first })
    // headings first, so that the corrected file can be taken again
    expect(sent.bytes.toString()).toMatch(/^\uFEFF行,栏目,原因,/)
    const csv = readCsv(sent.bytes)
    expect(csv.rows.map((row) => [row['行'], row['栏目'], row['原因'], row['日期']])).toEqual([
      ['3', '日期', '没有这一天：2025-02-30', '2025-02-30'],
      ['4', '负责人', '没有填负责人', '2025-01-03'],
    ])
    const xlsx = await take(http, `${href}/rows?format=xlsx`, { cookie: cookies.first })
    expect(readSheet(await openWorkbook(xlsx.bytes)).rows).toHaveLength(2)
  })

  it('go from the upload to the books by two people, and say how far it is', async () => {
    const { href } = await send(
      cookies.first,
      csvOf([HEAD, good('2025-03-01'), good('2025-03-02')]),
    )
    const { body } = await page(href, cookies.first)
    expect(body).toContain('交入 2 行')
    const handedIn = await press(`${href}/hand-in`, cookies.first, `${href}/hand-in`)
    expect(handedIn.headers.get('location')).toBe(`${href}?done=handedIn`)
    expect((await page(href, cookies.first)).body).not.toContain(`${href}/approve`)
    const sheet = await page(href, cookies.second)
    expect(sheet.body).toContain(`${href}/approve`)
    expect(sheet.body).toContain('2025-03-01 至 2025-03-02')
    const approved = await press(`${href}/approve`, cookies.second, `${href}/approve`)
    expect(approved.headers.get('location')).toBe(`${href}?done=approved`)
    const done = await page(href, cookies.second)
    expect(done.body).toContain('写入 2 行')
    expect((await page('/imports', cookies.second)).body).toContain('写入 2 行')
    const [row] = await world.sql<{ n: number }[]>`
      select count(*)::int as n from service_records where state = 'approved'`
    expect(row?.n).toBe(2)
  })

  it('ask for the columns that they do not know, and take the answer', async () => {
    const head = HEAD.map((heading) => (heading === '负责人' ? '谁管' : heading))
    const { href } = await send(cookies.first, csvOf([head, good('2025-04-01')]), 'records')
    expect((await page(href, cookies.first)).body).toContain('负责人。请在下面“栏目”里指明')
    const checked = await press(href, cookies.first, `${href}/check`, {
      'column-personInCharge': '8',
    })
    expect(checked.headers.get('location')).toBe(href)
    expect((await page(href, cookies.first)).body).toContain('交入 1 行')
  })

  it('skip bad lines when told to', async () => {
    const { href } = await send(
      cookies.first,
      csvOf([HEAD, good('2025-05-01'), good('2025-05-32')]),
    )
    await press(href, cookies.first, `${href}/check`, { skipBad: 'yes' })
    expect((await page(href, cookies.first)).body).toContain('交入 1 行')
  })

  it('let the uploader decide who is known already, line by line', async () => {
    await world.makePerson({ communityId: here.communityId, name: '老住户', phone: '13712345678' })
    const { href } = await send(
      cookies.first,
      csvOf([
        ['姓名', '手机号', '社区'],
        ['老住户', '13712345678', '月湖'],
      ]),
    )
    const { body } = await page(href, cookies.first)
    expect(body).toContain('有 1 行可能是已登记的人')
    await press(href, cookies.first, `${href}/check`, { 'decision-2': 'new' })
    expect((await page(href, cookies.first)).body).toContain('交入 1 行')
  })

  it('say that it goes on by itself while it is written', async () => {
    const { href } = await send(cookies.first, csvOf([HEAD, good('2025-06-01')]))
    await press(`${href}/hand-in`, cookies.first, `${href}/hand-in`)
    const importId = href.slice('/imports/'.length)
    await world.sql`update imports set state = 'running', decided_by_id = ${here.second.id},
                           decided_at = now() where id = ${importId}`
    const running = await page(href, cookies.second)
    expect(running.headers.get('refresh')).toBe('5')
    expect(running.body).toContain('已办 0 / 1 行')
    await runImport(world.ctx, { importId, forMs: 10_000 })
    const done = await page(href, cookies.second)
    expect(done.headers.get('refresh')).toBeNull()
  })

  it('name the communities that are not one’s own', async () => {
    await world.makeCommunity('远处社区')
    const file = csvOf([HEAD, good('2025-09-01').with(1, '远处')])
    const { href } = await send(cookies.first, file)
    const { status, body } = await press(`${href}/hand-in`, cookies.first, `${href}/hand-in`)
    expect([status, body]).toEqual([403, expect.stringContaining('<p>远处社区</p>')])
  })

  it('give back with a reason', async () => {
    const { href } = await send(cookies.first, csvOf([HEAD, good('2025-07-01')]))
    await press(`${href}/hand-in`, cookies.first, `${href}/hand-in`)
    const bare = await press(`${href}/reject`, cookies.second, `${href}/reject`, { reason: ' ' })
    expect([bare.status, bare.body]).toEqual([422, expect.stringContaining('请写明退回的原因')])
    await press(`${href}/reject`, cookies.second, `${href}/reject`, { reason: '日期不对' })
    expect((await page(href, cookies.first)).body).toContain('日期不对')
  })

  it('have templates that are read again as what they are', async () => {
    for (const [kind, heading] of [
      ['people', '政治面貌'],
      ['memberships', '归属'],
      ['records', '服务项目'],
      ['openings', '期初余额（分钟）'],
    ]) {
      for (const format of ['csv', 'xlsx']) {
        const path = `/imports/templates/${kind}?format=${format}`
        const { status, bytes } = await take(http, path, { cookie: cookies.first })
        expect(status).toBe(200)
        const again = await send(cookies.first, bytes)
        expect([again.status, again.html]).toEqual([422, expect.stringContaining('没有数据行')])
        if (format === 'csv') expect(bytes.toString()).toContain(heading)
      }
    }
  })

  it.each([
    ['nothing', Buffer.alloc(0), '文件是空的'],
    ['an old .xls under another name', Buffer.from('d0cf11e0a1b11ae100', 'hex'), '另存为 .xlsx'],
    ['a picture', Buffer.from('89504e470d0a1a0a00000000', 'hex'), '这不是表格文件'],
  ])('answer a file of %s with what to do', async (_, bytes, text) => {
    const { status, html } = await send(cookies.first, bytes)
    expect([status, html]).toEqual([422, expect.stringContaining(text)])
  })

  it('refuse 200 MB by their length, before anything of them is read', async () => {
    const response = await http.app.request(`${ORIGIN}/imports/upload`, {
      method: 'POST',
      headers: {
        ...{ cookie: cookies.first, origin: ORIGIN, 'content-length': String(200 * 1024 * 1024) },
        'content-type': 'multipart/form-data; boundary=x',
      },
      body: 'never read',
    })
    expect([response.status, await response.text()]).toEqual([
      413,
      expect.stringContaining('提交的内容太大'),
    ])
  })
})

describe('nobody sees a file that is not theirs:', () => {
  let own: string
  let handedIn: string

  beforeAll(async () => {
    own = (await send(cookies.first, csvOf([HEAD, good('2025-08-01')]))).href
    handedIn = (await send(cookies.first, csvOf([HEAD, good('2025-08-02')]))).href
    await press(`${handedIn}/hand-in`, cookies.first, `${handedIn}/hand-in`)
  })

  it.each<[string, () => string, keyof typeof cookies]>([
    ['an upload of another one', () => own, 'second'],
    ['what was handed in elsewhere', () => handedIn, 'foreign'],
    ['an import, a resident', () => handedIn, 'resident'],
    ['the list, a resident', () => '/imports', 'resident'],
    ['the upload, a resident', () => '/imports/new', 'resident'],
    ['a template, a resident', () => '/imports/templates/people', 'resident'],
    ['what there is not', () => `/imports/${newId()}`, 'first'],
    ['a kind that there is not', () => '/imports/templates/wallets', 'first'],
  ])('%s', async (_, path, who) => {
    const paths = path().match(/^\/imports\/[0-9a-f-]{36}$/)
      ? ['', '/rows', '/hand-in', '/approve', '/reject'].map((more) => `${path()}${more}`)
      : [path()]
    for (const each of paths) {
      expect([each, (await page(each, cookies[who])).status]).toEqual([each, 404])
    }
  })

  it.each(['check', 'hand-in', 'approve', 'reject'])(
    'and nobody posts to %s of it',
    async (act) => {
      const body = { idempotencyKey: newId(), reason: '不该成功', opened: 'x' }
      for (const who of ['foreign', 'resident'] as const) {
        const answer = await http.call(`${handedIn}/${act}`, {
          method: 'POST',
          cookie: cookies[who],
          body,
        })
        expect([who, answer.status]).toEqual([who, 404])
      }
      const nobody = await http.call(`${handedIn}/${act}`, { method: 'POST', body })
      expect(nobody.status).toBe(401)
    },
  )

  it('and the file of rows that is taken along is filed', async () => {
    await take(http, `${handedIn}/rows?what=all&format=csv`, { cookie: cookies.second })
    const [act] = await world.sql<{ actor_id: string }[]>`
      select actor_id from audit_events where act = 'import.take-rows' order by id desc limit 1`
    expect(act?.actor_id).toBe(here.second.id)
  })
})
