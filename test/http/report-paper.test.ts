import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import type { ExportTable, Row } from '../../src/features/report/model.ts'
import { MOST_ROWS } from '../../src/features/report/rules/table-paper.ts'
import { writePaper } from '../../src/features/report/write-paper.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { linksIn } from '../support/clicks.ts'
import { take } from '../support/files.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { readPdf } from '../support/pdf.ts'
import { makeStation, fund, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const NAME = '𬭩㛃·阿依古丽'
const UNDRAWN = '𠮷祥\u200D👍'

let world: World
let http: HttpWorld
let here: Station
let saver: TestPerson
let friend: TestPerson

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  const { communityId } = here
  saver = await world.makePerson({ communityId, name: NAME })
  friend = await world.makePerson({ communityId, name: UNDRAWN })
  world.setNow('2026-10-08T09:00:00+08:00')
  await fund(world, here, saver.id, 750)
  world.setNow('2026-11-24T09:00:00+08:00')
  await world.run(giveCredits, saver.actor, communityId, {
    giverId: saver.id,
    recipientId: friend.id,
    amountMinutes: minutes(45),
  })
})
afterAll(() => world.close())

const pathOf = ({ id }: TestPerson, period = '') =>
  `/exports/statement?format=pdf&community=${here.communityId}&person=${id}${period}`

async function print(person: TestPerson, reader: TestPerson, period = '') {
  const taken = await take(http, pathOf(person, period), { cookie: await http.cookieOf(reader) })
  expect(taken.status).toBe(200)
  return { ...taken, ...readPdf(taken.bytes) }
}

describe('a printed statement', () => {
  it('says what there was, what came in, went out and is, and the fixed sentence', async () => {
    const { headers, pages, text } = await print(saver, saver)
    expect(headers.get('content-type')).toBe('application/pdf')
    expect(headers.get('content-disposition')).toContain('statement-2026-11-24.pdf')
    expect(pages).toBe(1)
    for (const words of [
      ...['储蓄明细', NAME, '全部', '期初结余0 分', '存入合计12 小时 30 分', '使用合计45 分'],
      ...['2026-10-08调整增加12 小时 30 分12 小时 30 分', '2026-11-24赠送45 分11 小时 45 分'],
      ...['期末结余11 小时 45 分', '合计和期末结余12 小时 30 分45 分11 小时 45 分'],
      ...['导出时间2026-11-24 09:00（北京时间）', '第 1 页，共 1 页'],
      '本储蓄记录志愿服务时间，不是存款，不计息，不兑换现金和商品。',
    ]) {
      expect(text).toContain(words)
    }
  })

  it('of a period begins with what there was, for who keeps the books too', async () => {
    const { text } = await print(saver, here.first, '&from=2026-11-01&until=2026-11-30')
    expect(text).toContain('2026-11-01 至 2026-11-30（含首尾两日）')
    expect(text).toContain('期初结余12 小时 30 分')
    expect(text).not.toContain('调整增加')
  })

  it('spells what the font does not draw by its number, and says so', async () => {
    const { text } = await print(friend, friend)
    expect(text).toContain('〔U+20BB7〕祥〔U+1F44D〕')
    expect(text).toContain('可以照原字手写补上')
    expect((await print(saver, saver)).text).not.toContain('手写补上')
  })

  it('is filed as other exports are, and not for strangers', async () => {
    const other = await makeStation(world)
    const strange = await take(http, pathOf(saver), { cookie: await http.cookieOf(other.first) })
    expect(strange.status).toBe(404)
    await print(saver, here.first)
    const [act] = await world.sql<{ actor_id: string; subjects: string }[]>`
      select actor_id, subjects::text from audit_events
       where act = 'report.finish-export' order by id desc limit 1`
    expect(act?.actor_id).toBe(here.first.id)
    const words = ['kind:statement', 'format:pdf', 'rows:2', 'whole:true']
    expect(JSON.parse(act?.subjects ?? '[]')).toEqual(expect.arrayContaining([saver.id, ...words]))
  })

  it('is offered on the page of the period that is looked at, one’s own and a kept one', async () => {
    const period = 'from=2026-11-01&until=2026-11-30'
    for (const [path, reader] of [
      [`/savings/statement?${period}`, saver],
      [`/people/${saver.id}/savings/statement?${period}`, here.first],
    ] as const) {
      const cookie = await http.cookieOf(reader)
      const { status, body } = await http.call<string>(path, { cookie })
      expect(status).toBe(200)
      for (const words of ['期初结余', '12 小时 30 分', '11 小时 45 分']) {
        expect(body).toContain(words)
      }
      const link = linksIn(body).find((href) => href.includes('format=pdf')) ?? ''
      const { text } = readPdf((await take(http, link, { cookie })).bytes)
      expect(text).toContain('期初结余12 小时 30 分')
    }
  })

  it('of somebody else is no page for a neighbour', async () => {
    const cookie = await http.cookieOf(friend)
    const page = await http.call(`/people/${saver.id}/savings/statement`, { cookie })
    expect(page.status).toBe(404)
  })
})

describe('a long table', () => {
  function table(count: number): ExportTable {
    const row: Row = ['2026-11-24', '服务存入', '2 小时']
    return {
      facts: [['储蓄人', NAME]],
      columns: [
        { header: '入账日期', kind: 'date', width: 12, paperWidth: 58 },
        { header: '事由', kind: 'text', width: 12, paperWidth: '*' },
        { header: '存入', kind: 'amount', width: 12, paperWidth: 78 },
      ],
      pages: (async function* () {
        for (let left = count; left > 0; left -= 500)
          yield Array<Row>(Math.min(left, 500)).fill(row)
      })(),
    }
  }

  it('is drawn beside the others’ work, every row of it', async () => {
    let turns = 0
    let drawn = false
    const turn = () => {
      turns += 1
      if (!drawn) setImmediate(turn)
    }
    turn()
    const { value } = await writePaper(table(2_000), '储蓄明细', '声明').next()
    drawn = true
    const { pages, text } = readPdf(Buffer.from(value ?? []))
    expect(text.match(/服务存入/g)).toHaveLength(2_000)
    expect(text).toContain(`第 ${pages} 页，共 ${pages} 页`)
    expect(pages).toBeGreaterThan(20)
    // Drawn in this thread it would be a handful.
    expect(turns).toBeGreaterThan(100)
  }, 60_000)

  it('over the most that is printed is refused before it is drawn', async () => {
    await expect(writePaper(table(MOST_ROWS + 1), '储蓄明细', '').next()).rejects.toThrow(
      'report.paper-too-long',
    )
  })
})
