import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import { getTrialBalance } from '../../src/features/ledger/get-trial-balance.ts'
import { listStatement } from '../../src/features/ledger/list-statement.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { filedExports, openWorkbook, readCsv, readSheet, take } from '../support/files.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { entryOf, keyOf, submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

type Who = 'first' | 'saver' | 'volunteer' | 'foreign' | 'auditor' | 'administrator'

const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠A1'] as const
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

let world: World
let http: HttpWorld
let here: Station
let saver: TestPerson
let friend: TestPerson
let volunteer: TestPerson
let emptyId: Id
let tokens: Record<Who, string>
let cookies: Record<Who, string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  const { communityId } = here
  const there = await makeStation(world)
  emptyId = await world.makeCommunity()
  saver = await makeSaver(world, here, 600)
  friend = await world.makePerson({ communityId, name: '𠮷祥·阿依古丽' })
  volunteer = await world.makePerson({ communityId, volunteer: true, name: '=HYPERLINK("x")' })
  await world.run(giveCredits, saver.actor, communityId, {
    giverId: saver.id,
    recipientId: friend.id,
    amountMinutes: minutes(45),
  })
  await serve(communityId)
  const people: Record<Who, TestPerson> = {
    first: here.first,
    saver,
    volunteer,
    foreign: there.first,
    auditor: await world.makePerson({ communityId, roles: ['auditor'] }),
    administrator: await world.makePerson({
      communityId: there.communityId,
      roles: ['districtAdministrator'],
      rolesAt: world.districtId,
    }),
  }
  const each = async (give: (person: TestPerson) => Promise<string>) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(people).map(async ([who, person]) => [who, await give(person)] as const),
      ),
    ) as Record<Who, string>
  tokens = await each((person) => http.tokenOf(person))
  cookies = await each((person) => http.cookieOf(person))
})
afterAll(() => world.close())

/** One approved, one draft, and one submitted for each way to begin a formula. */
async function serve(communityId: Id): Promise<void> {
  const offeringId = await world.makeOffering()
  const at = { communityId, offeringId }
  const green = await submitGreen(world, volunteer, { ...at, hoursAgo: 3 })
  const approve = { records: [keyOf(green)], opened: [] }
  await world.run(approveRecords, here.first.actor, communityId, approve)
  const entry = entryOf(world, { personId: volunteer.id, offeringId })
  const draft = { ...entry, asDraft: true, activityName: '草稿' }
  await world.run(submitRecords, volunteer.actor, communityId, draft)
  for (const [hours, place] of FORMULAS.entries()) {
    const content = `第一行\n"引号"，逗号,${hours}`
    const startsAt = new Date(Date.parse(world.now()) - (30 + hours) * 3_600_000).toISOString()
    const endsAt = new Date(Date.parse(startsAt) + 1_800_000).toISOString()
    await world.run(submitRecords, volunteer.actor, communityId, {
      ...entry,
      ...{ place, content, startsAt: startsAt as never, endsAt: endsAt as never },
    })
  }
}

const base = (communityId = here.communityId) => `/api/v1/communities/${communityId}/exports`
const PERIOD = 'from=2026-11-01&until=2026-11-30'
const recordsPath = (format: string, more = '') =>
  `${base()}/records?${PERIOD}&format=${format}${more}`
const statementPath = (personId: Id, format = 'csv') =>
  `${base()}/statements/${personId}?format=${format}`

async function both(path: (format: string) => string, who: Who = 'first') {
  const csv = await take(http, path('csv'), { token: tokens[who] })
  const xlsx = await take(http, path('xlsx'), { token: tokens[who] })
  expect([csv.status, xlsx.status]).toEqual([200, 200])
  return { csv: readCsv(csv.bytes), xlsx: readSheet(await openWorkbook(xlsx.bytes)) }
}

const filed = () => filedExports(world, here.communityId)

describe('the file of', () => {
  it('a community’s people is who the database says, by name and with masked phones', async () => {
    const { csv, xlsx } = await both((format) => `${base()}/people?format=${format}`)
    const known = await world.sql<{ name: string }[]>`
      select name from persons where books_community_id = ${here.communityId} order by name, id`
    expect(xlsx.rows.map((row) => row['姓名'])).toEqual(known.map(({ name }) => name))
    expect(csv.rows.map((row) => row['姓名'])).toEqual(
      known.map(({ name }) => (name.startsWith('=') ? `'${name}` : name)),
    )
    for (const row of xlsx.rows) expect(row['电话']).toMatch(/^139\*{4}\d{4}$/)
    expect(csv.rows.map((row) => row['出生日期'])).toEqual(xlsx.rows.map((row) => row['出生日期']))
    expect(xlsx.rows[0]?.['出生日期']).toBe('1970-01-01')
  })

  it('a community’s records is what the database has of the period, without drafts', async () => {
    const { csv, xlsx } = await both((format) => recordsPath(format))
    const known = await world.sql<{ id: Id; content: string; minutes: string }[]>`
      select id, content, service_minutes as minutes from service_records
       where served_at_id = ${here.communityId} and state <> 'draft' order by starts_at, id`
    expect(known).toHaveLength(1 + FORMULAS.length)
    for (const { rows } of [csv, xlsx]) {
      expect(
        rows.map((row) => [row['记录编号'], row['服务内容'], row['服务时长（分钟）']]),
      ).toEqual(known.map(({ id, content, minutes }) => [id, content, String(minutes)]))
    }
    const [first] = csv.rows
    expect(first?.['开始']).toBe(`${first?.['服务日期']} ${first?.['开始']?.slice(11)}`)
    expect(xlsx.rows.map((row) => row['开始'])).toEqual(csv.rows.map((row) => row['开始']))
  })

  it('records has only the state and the days that were asked for', async () => {
    const { csv } = await both((format) => recordsPath(format, '&state=approved'))
    expect(csv.rows.map((row) => [row['状态'], row['存入储蓄（分钟）']])).toEqual([
      ['已通过', '60'],
    ])
    const day = csv.rows[0]?.['服务日期'] ?? ''
    const path = (span: string) => `${base()}/records?${span}&format=csv`
    const ofDay = await take(http, path(`from=${day}&until=${day}`), { token: tokens.first })
    expect(readCsv(ofDay.bytes).rows.map((row) => row['服务日期'])).toContain(day)
    const before = await take(http, path('from=2021-01-01&until=2021-01-31'), {
      token: tokens.first,
    })
    expect(readCsv(before.bytes).rows).toEqual([])
  })

  it('a statement is what its pages say, for its owner and for who keeps the books', async () => {
    const account = { communityId: here.communityId, personId: saver.id }
    const all = { ...account, fromOn: null, untilOn: null, cursor: null, limit: 100 }
    const { items } = await listStatement(world.ctx, all)
    expect(items).toHaveLength(2)
    for (const who of ['saver', 'first', 'auditor'] as const) {
      const { csv, xlsx } = await both((format) => statementPath(saver.id, format), who)
      expect(csv.rows).toEqual(xlsx.rows)
      const amounts = csv.rows.map((row) =>
        ['事由', '存入（分钟）', '使用（分钟）', '结余（分钟）', '结余'].map((name) => row[name]),
      )
      expect(amounts).toEqual([
        ['期初结余', '', '', '0', '0 分'],
        ['调整增加', '600', '', '600', '10 小时'],
        ['赠送', '', '45', '555', '9 小时 15 分'],
        ['合计和期末结余', '600', '45', '555', '9 小时 15 分'],
      ])
      expect(csv.rows.slice(1, 3).map((row) => row['账簿第几笔'])).toEqual(
        items.map(({ sequence }) => String(sequence)).reverse(),
      )
      expect(csv.facts).toMatchObject({ 期末结余: '9 小时 15 分', 笔数: '2 笔' })
    }
  })

  it('the trial balance is that of the books', async () => {
    const { csv, xlsx } = await both((format) => `${base()}/trial-balance?format=${format}`)
    const { lines } = await getTrialBalance(world.ctx, { communityId: here.communityId })
    expect(csv.rows).toEqual(xlsx.rows)
    expect(csv.rows.map((row) => Number(row['结余（分钟）']))).toEqual(
      lines.map(({ balanceMinutes }) => balanceMinutes),
    )
    expect(csv.facts['核对']).toContain('平衡')
  })

  it('a community where nothing is yet has its facts and headers and no rows', async () => {
    const communityId = emptyId
    const token = tokens.administrator
    for (const path of ['people?', `records?${PERIOD}&`, 'trial-balance?']) {
      const csv = await take(http, `${base(communityId)}/${path}format=csv`, { token })
      const xlsx = await take(http, `${base(communityId)}/${path}format=xlsx`, { token })
      expect([csv.status, readCsv(csv.bytes).rows]).toEqual([200, []])
      expect(readSheet(await openWorkbook(xlsx.bytes)).rows).toEqual([])
    }
  })
})

describe('every file', () => {
  it('says who took it, when, of what, and that minutes are minutes', async () => {
    const { csv, xlsx } = await both((format) => recordsPath(format))
    const [row] = await world.sql<{ name: string; place: string }[]>`
      select p.name, n.name as place from persons p join nodes n on n.id = p.books_community_id
       where p.id = ${here.first.id}`
    const facts = {
      内容: '服务记录',
      社区: row?.place,
      时间段: '2026-11-01 至 2026-11-30（含首尾两日）',
      状态: '全部（不含草稿）',
      导出人: row?.name,
      导出时间: '2026-11-24 09:00（北京时间）',
      单位: '时长和储蓄都是整数分钟，60 分钟为 1 小时',
    }
    expect(csv.facts).toEqual(facts)
    expect(xlsx.facts).toEqual({ ...facts, 行数: String(1 + FORMULAS.length) })
  })

  it('begins no text cell as a formula: an apostrophe in csv, a text cell in xlsx', async () => {
    const csv = await take(http, recordsPath('csv'), { token: tokens.first })
    const places = readCsv(csv.bytes).rows.map((row) => row['地点'])
    expect(places).toEqual(expect.arrayContaining(FORMULAS.map((text) => `'${text}`)))
    const xlsx = await take(http, recordsPath('xlsx'), { token: tokens.first })
    const [sheet] = (await openWorkbook(xlsx.bytes)).worksheets
    const found: string[] = []
    sheet?.eachRow((row) =>
      row.eachCell((cell) => {
        expect(cell.formula).toBeUndefined()
        const text = FORMULAS.find((each) => each === cell.value)
        if (text) {
          found.push(text)
          expect([cell.type, cell.numFmt]).toEqual([3, '@'])
        }
      }),
    )
    expect(found.sort()).toEqual([...FORMULAS].sort())
  })

  it('has days and times as dates, minutes as whole numbers, and a header that stays', async () => {
    const { bytes } = await take(http, recordsPath('xlsx'), { token: tokens.first })
    const [sheet] = (await openWorkbook(bytes)).worksheets
    expect(sheet?.getCell('A2').value).toBeInstanceOf(Date)
    expect(sheet?.getCell('B2').value).toBeInstanceOf(Date)
    expect(Number.isInteger(sheet?.getCell('N2').value)).toBe(true)
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
    expect(sheet?.getColumn(9).width).toBe(30)
  })

  it('starts with a BOM, ends its lines with CRLF, and has a name in Chinese and in ASCII', async () => {
    const { bytes, headers } = await take(http, recordsPath('csv'), { token: tokens.first })
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(bytes.subarray(-2).toString()).toBe('\r\n')
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    const disposition = headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="records-2026-11-01_2026-11-30\.csv"; /)
    const [, name = ''] = /filename\*=UTF-8''(.+)$/.exec(disposition) ?? []
    expect(decodeURIComponent(name)).toMatch(/^服务记录-.+-2026-11-01_2026-11-30\.csv$/)
    const xlsx = await take(http, recordsPath('xlsx'), { token: tokens.first })
    expect(xlsx.headers.get('content-type')).toBe(XLSX)
  })

  it('is filed with who took it, of what, and how many rows', async () => {
    const count = (await filed()).length
    await take(http, recordsPath('csv', '&state=approved'), { token: tokens.first })
    await take(http, `/exports/statement?format=xlsx`, { cookie: cookies.saver })
    const acts = (await filed()).slice(count)
    expect(acts.map(({ act, actor_id }) => [act, actor_id])).toEqual([
      ['report.begin-export', here.first.id],
      ['report.finish-export', here.first.id],
      ['report.begin-export', saver.id],
      ['report.finish-export', saver.id],
    ])
    const words = ['kind:records', 'format:csv', 'from:2026-11-01', 'until:2026-11-30']
    expect(acts[0]?.subjects.slice(1)).toEqual([...words, 'state:approved'])
    expect(acts[1]?.subjects.slice(5)).toEqual(['state:approved', 'rows:1', 'whole:true'])
    expect(acts[1]?.subjects[0]).toBe(acts[0]?.subjects[0])
    expect(acts[3]?.subjects[1]).toBe(saver.id)
  })
})

describe('nobody takes what they may not see:', () => {
  const people = () => `${base()}/people?format=csv`
  const trial = () => `${base()}/trial-balance?format=csv`
  const cases: readonly (readonly [string, () => string, Who])[] = [
    ['people, a coordinator of another community', people, 'foreign'],
    ['people, a volunteer', people, 'volunteer'],
    ['people, an auditor', people, 'auditor'],
    ['records, a coordinator of another community', () => recordsPath('csv'), 'foreign'],
    ['records, a volunteer', () => recordsPath('csv'), 'volunteer'],
    ['records, an auditor', () => recordsPath('csv'), 'auditor'],
    ['a trial balance, a coordinator of another community', trial, 'foreign'],
    ['a trial balance, a resident', trial, 'saver'],
    ['a statement, somebody else', () => statementPath(saver.id), 'volunteer'],
    ['a statement, a coordinator of another community', () => statementPath(saver.id), 'foreign'],
  ]

  it.each(cases)('%s', async (_, path, who) => {
    const before = await filed()
    const answer = await http.call(path(), { token: tokens[who] })
    expect([answer.status, answer.body.code]).toEqual([404, 'request.not-found'])
    expect(await filed()).toEqual(before)
  })

  it('what is unknown is answered as what is foreign', async () => {
    const paths = [
      `${base(newId())}/people?format=csv`,
      `${base(newId())}/records?${PERIOD}&format=csv`,
      `${base(newId())}/trial-balance?format=csv`,
      `${base(newId())}/statements/${saver.id}?format=csv`,
    ]
    for (const path of paths) {
      const answer = await http.call(path, { token: tokens.first })
      expect([answer.status, answer.body.code]).toEqual([404, 'request.not-found'])
    }
    const nobody = await http.call(statementPath(newId()), { token: tokens.first })
    expect(nobody.status).toBe(404)
  })

  it('whoever has not signed in is asked to, on the pages too', async () => {
    const pages = ['', '/people', '/records', '/statement', '/trial-balance']
    for (const page of pages) {
      const answer = await http.call(`/exports${page}?format=csv&community=${here.communityId}`)
      expect([page, answer.status]).toEqual([page, 401])
    }
    const program = await take(http, people(), { cookie: cookies.first })
    expect(program.status).toBe(401)
  })

  it('the pages check as the routes do', async () => {
    const community = `community=${here.communityId}`
    const paths = [
      `/exports/people?${community}&format=csv`,
      `/exports/records?${community}&${PERIOD}&format=csv`,
      `/exports/trial-balance?${community}&format=csv`,
      `/exports/statement?${community}&person=${saver.id}&format=csv`,
      `/exports?${community}`,
    ]
    for (const path of paths) {
      const statuses = [
        (await take(http, path, { cookie: cookies.first })).status,
        (await take(http, path, { cookie: cookies.foreign })).status,
        (await take(http, path, { cookie: cookies.volunteer })).status,
      ]
      expect([path, ...statuses]).toEqual([path, 200, 404, 404])
    }
  })
})

describe('what is asked wrongly is said plainly:', () => {
  const cases = [
    ['no period', '', 'report.period-missing'],
    ['half a period', 'from=2026-01-01', 'report.period-missing'],
    ['upside down', 'from=2026-02-01&until=2026-01-31', 'report.period-upside-down'],
    ['over five years', 'from=2021-01-01&until=2026-01-01', 'report.period-too-long'],
  ] as const

  it.each(cases)('%s', async (_, period, code) => {
    const path = `${base()}/records?format=csv&${period}`
    const answer = await http.call(path, { token: tokens.first })
    expect([answer.status, answer.body.code]).toEqual([422, code])
    const page = await http.call<string>(
      `/exports/records?community=${here.communityId}&format=csv&${period}`,
      { cookie: cookies.first },
    )
    expect(page.status).toBe(422)
    expect(page.body).toContain(code)
    expect(page.body).toContain('导出服务记录')
  })

  it('five years to the day are taken', async () => {
    const path = `${base()}/records?format=csv&from=2021-01-01&until=2025-12-31`
    expect((await take(http, path, { token: tokens.first })).status).toBe(200)
  })

  it.each([
    ['format=pdf', 'format'],
    ['', 'format'],
    ['format=csv&from=2026-02-30', 'from'],
    ['format=csv&state=draft', 'state'],
  ])('%s names its field', async (query, field) => {
    const answer = await http.call(`${base()}/records?${query}`, { token: tokens.first })
    expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid'])
    expect(answer.body.fields?.map(({ path }) => path)).toContain(field)
  })

  it.each([
    ['records?format=pdf', 'report.format-unknown'],
    ['records?format=csv&from=2026-02-30', 'report.period-malformed'],
    ['records?format=csv&state=draft', 'report.state-unknown'],
    ['statement?format=csv&from=2026-02-30', 'report.period-malformed'],
  ])('%s on the pages too', async (path, code) => {
    const answer = await http.call<string>(`/exports/${path}`, { cookie: cookies.first })
    expect([answer.status, answer.body.includes(code)]).toEqual([422, true])
  })
})
