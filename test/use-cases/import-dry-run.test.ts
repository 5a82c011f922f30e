import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { approveRecords, openedToken } from '../../src/features/service/approve-records.ts'
import { parseInstant, type Instant } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { cardOf, countBooks, csvOf, dryRun, problemsOf } from '../support/import.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { checkedIn, entryOf, keyOf, submitWith } from '../support/service.ts'
import { makeWorkbook } from '../support/workbook.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let offeringId: Id
let first: TestPerson
let second: TestPerson
let firstCard: string
let secondCard: string
let communityName: string

const at = (text: string) => parseInstant(`${text}:00+08:00`) as Instant

beforeAll(async () => {
  world = await openWorld('2026-11-24T18:00:00+08:00')
  here = await makeStation(world)
  const { communityId } = here
  const [node] = await world.sql<
    { name: string }[]
  >`select name from nodes where id = ${communityId}`
  communityName = node?.name ?? ''
  offeringId = await world.makeOffering({ name: '代办跑腿' })
  await world.makeOffering({ name: '政治学习', counts: 'none' })
  first = await world.makePerson({
    communityId,
    name: '演示甲',
    volunteer: true,
    phone: '13800000001',
  })
  second = await world.makePerson({ communityId, name: '演示乙', volunteer: true })
  await world.makePerson({ communityId, name: '演示居民', phone: '13800000003' })
  firstCard = await cardOf(world, first)
  secondCard = await cardOf(world, second)
  await approve(first, '2025-03-01T09:00', '2025-03-01T10:00')
})
afterAll(() => world.close())

async function approve(person: TestPerson, start: string, end: string): Promise<void> {
  const times = { startsAt: at(start), endsAt: at(end), lateReason: '补录' }
  const entry = entryOf(world, { personId: person.id, offeringId, ...times })
  const record = await submitWith(world, person.id, here.communityId, entry, checkedIn(entry))
  const opened = [openedToken(world.ctx.sealKeys, here.first.id, record.id)]
  const input = { records: [keyOf(record)], opened }
  await world.run(approveRecords, here.first.actor, here.communityId, input)
}

const HEADINGS =
  '服务卡号,姓名,手机号,服务社区,服务项目,服务内容,服务地点,服务日期,开始时间,结束时间,服务时长（分钟）,负责人'

type Line = Partial<Record<string, string>>

/** Lines of records, good unless a cell says otherwise. */
function recordsOf(lines: readonly Line[]): string {
  const columns = HEADINGS.split(',')
  return csvOf([
    columns,
    ...lines.map((line, n) => {
      const good: Line = {
        服务卡号: firstCard,
        服务社区: communityName,
        服务项目: '代办跑腿',
        服务内容: '代办证件',
        服务地点: '服务站',
        服务日期: `2025-05-${String(n + 1).padStart(2, '0')}`,
        开始时间: '09:00',
        结束时间: '10:30',
        负责人: '演示负责人',
      }
      return columns.map((column) => ({ ...good, ...line })[column] ?? '')
    }),
  ])
}

describe('a dry run of records', () => {
  it('counts what would be written, by community, and writes nothing', async () => {
    const before = await countBooks(world)
    const { summary, verdicts } = await dryRun(
      world,
      recordsOf([{}, {}, { '服务时长（分钟）': '90' }]),
    )
    expect(verdicts).toEqual([])
    expect(summary).toEqual({
      counts: { ready: 3, known: 0, undecided: 0, skipped: 0, bad: 0 },
      communities: [{ communityId: here.communityId, communityName, rows: 3, minutes: 270 }],
      firstOn: '2025-05-01',
      lastOn: '2025-05-03',
    })
    expect(await countBooks(world)).toEqual(before)
  })

  it('takes other orders, full-width digits, Chinese days, aliases of names, name and phone', async () => {
    const text = csvOf([
      ['负责人', '时长', '开始', '日期', '地点', '内容', '项目', '社区', '联系电话', '姓名'],
      [
        '演示负责人',
        '９０分钟',
        '９：００',
        '2025年6月1日',
        '服务站',
        '代办',
        '代办跑腿',
        communityName,
        '138 0000 0001',
        '演示甲',
      ],
    ])
    const { summary, verdicts } = await dryRun(world, text, { kind: 'records' })
    expect([verdicts, summary.counts.ready]).toEqual([[], 1])
    expect(summary.communities[0]?.minutes).toBe(90)
  })

  it('takes the day from the start where there is no column for it, also over midnight', async () => {
    const text = csvOf([
      ['服务卡号', '社区', '项目', '内容', '地点', '开始', '结束', '分钟', '负责人'],
      [
        firstCard,
        communityName,
        '代办跑腿',
        '守夜',
        '站',
        '2025-06-03 22:00',
        '01:00',
        '180',
        '甲',
      ],
      [firstCard, communityName, '代办跑腿', '守夜', '站', '22:00', '23:00', '', '甲'],
    ])
    const preview = await dryRun(world, text)
    expect(problemsOf(preview)).toEqual(['3 服务日期: 没有填服务日期'])
    expect(preview.summary.communities[0]).toMatchObject({ rows: 1, minutes: 180 })
  })

  it('names every bad row with its line, column and reason', async () => {
    const file = recordsOf([
      {},
      { 服务日期: '2025-02-30' },
      { 服务日期: '2027-01-01' },
      { 服务社区: '太阳社区' },
      { 服务项目: '造火箭' },
      { 服务项目: '政治学习' },
      { 结束时间: '', '服务时长（分钟）': '1.5小时' },
      { 结束时间: '11:00', '服务时长（分钟）': '2' },
      { 结束时间: '', '服务时长（分钟）': '2' },
      { 结束时间: '08:00' },
      { 服务卡号: 'K99999999' },
      { 服务卡号: firstCard, 姓名: '别人' },
      { 服务卡号: '', 姓名: '演示甲' },
      { 服务卡号: '', 姓名: '演示居民', 手机号: '13800000003' },
      { 服务日期: '2025-05-01', 开始时间: '10:00', 结束时间: '11:00' },
      { 服务日期: '2025-03-01', 开始时间: '09:30', 结束时间: '11:00' },
      { 服务日期: '2019-05-01' },
      { 负责人: '' },
      { 服务日期: '2025-05-01' },
      { 结束时间: '08:00', '服务时长（分钟）': '60' },
    ])
    const preview = await dryRun(world, file)
    expect(problemsOf(preview)).toEqual([
      '3 服务日期: 没有这一天：2025-02-30',
      '4 开始时间: 服务还没有结束；结束以后再登记',
      '5 服务社区: 没有社区“太阳社区”；请核对名称，或先增加社区',
      '6 服务项目: 没有服务项目“造火箭”；请照服务项目目录填写',
      '7 服务项目: 这个项目不计服务时长；排练、会议、培训和上班时间里的工作不计时长，不用登记',
      '8 服务时长（分钟）: 这是小时：1.5小时；请写分钟，例如 90',
      '9 服务时长（分钟）: 写了 2 分钟，起止时间却是 120 分钟；这是小时数，请写分钟',
      '10 服务时长（分钟）: 只有 2 分钟，像是小时数；请写分钟，例如 120，短时间的服务请写结束时间',
      '11 开始时间: 结束时间要晚于开始时间；请检查起止时间',
      '12 服务卡号: 没有这个服务卡号',
      '13 姓名: 姓名与服务卡号对不上',
      '14 手机号: 认不出是谁：请填服务卡号，或姓名和手机号',
      '15 姓名: 这个人还没有登记为志愿者',
      '16 开始时间: 与第 2 行的服务时间重叠',
      '17 开始时间: 与已审核的服务时间重叠；同一时间只能记一次；请核对起止时间',
      '18 姓名: 服务当天还没有注册登记证和服务卡；登记并领卡以后的服务才能记录；请到社区办理',
      '19 负责人: 没有填负责人',
      '20 开始时间: 与第 2 行重复：同一个人、同一时间',
      '21 开始时间: 结束时间要晚于开始时间；请检查起止时间',
    ])
    expect(preview.summary.counts).toEqual({
      ready: 1,
      known: 0,
      undecided: 0,
      skipped: 0,
      bad: 19,
    })
  })

  it('tells what is in the books already from what overlaps it', async () => {
    const known = { 服务日期: '2025-03-01', 开始时间: '09:00', 结束时间: '10:00' }
    const { verdicts } = await dryRun(world, recordsOf([known]))
    expect(verdicts.map(({ line, fate }) => [line, fate])).toEqual([[2, 'known']])
  })

  it('refuses a duration in hours row by row, by its heading', async () => {
    const file = recordsOf([{ 结束时间: '', '服务时长（分钟）': '90' }]).replace(
      '服务时长（分钟）',
      '服务时长（小时）',
    )
    expect(problemsOf(await dryRun(world, file))).toEqual([
      '2 服务时长（小时）: “服务时长（小时）”是小时：90；请写分钟，例如 5400，表头写“分钟”',
    ])
  })

  it('takes headings that were mapped by hand, and names the needed ones that are missing', async () => {
    const file = recordsOf([{}]).replace('服务卡号', '编号')
    const mapped = await dryRun(world, file, { kind: 'records', pairs: ['编号=服务卡号'] })
    expect(mapped.summary.counts.ready).toBe(1)
    const unmapped = recordsOf([{}]).replace('负责人', '谁管')
    await expect(dryRun(world, unmapped)).rejects.toMatchObject({
      refusal: {
        error: { code: 'import.columns-missing' },
        details: { missing: '负责人', found: expect.stringContaining('谁管') },
      },
    })
    await expect(dryRun(world, file, { pairs: ['编号=没有的栏'] })).rejects.toThrow(
      'import.column-unknown',
    )
  })

  it('refuses formulas and merged cells of a workbook by their cells', async () => {
    const rows = recordsOf([{}, {}])
      .split('\n')
      .map((line) => line.split(',').map((cell) => cell.slice(1, -1)))
    const bytes = await makeWorkbook(rows, (sheet) => {
      sheet.getCell('H2').value = { formula: 'TODAY()', result: 45_000 }
      sheet.mergeCells('L2:L3')
    })
    expect(problemsOf(await dryRun(world, bytes))).toEqual([
      '2 服务日期: 单元格里是公式：请复制后“选择性粘贴为数值”',
      '2 负责人: 合并单元格：请取消合并，每一格都填上',
      '3 负责人: 合并单元格：请取消合并，每一格都填上',
    ])
  })
})

describe('a dry run of people', () => {
  const HEAD = ['姓名', '手机号', '社区', '出生日期', '是否志愿者', '服务卡号', '政治面貌']
  const roster = (rows: readonly (readonly string[])[]) => csvOf([HEAD, ...rows])

  it('knows who is new, who is known by the card, and asks about who may be known', async () => {
    const file = roster([
      ['新人一', '13811111111', communityName, '1980-01-01', '是', 'P0001', '群众'],
      ['演示甲', '', communityName, '1970-01-01', '是', firstCard, ''],
      ['演示甲', '13800000001', communityName, '', '', '', ''],
      ['演示乙', '13822222222', communityName, '1970-01-01', '', '', ''],
      ['演示居民', '', communityName, '', '', '', ''],
    ])
    const { verdicts, summary } = await dryRun(world, file)
    expect(verdicts.map(({ line, fate, likely }) => [line, fate, likely.length])).toEqual([
      [3, 'known', 0],
      [4, 'undecided', 1],
      [5, 'undecided', 1],
      [6, 'undecided', 1],
    ])
    expect(summary.counts.ready).toBe(1)
    const decided = await dryRun(world, file, {
      options: { duplicates: 'skip', decisions: { 4: 'new', 5: 'same' } },
    })
    expect(decided.summary.counts).toEqual({ ready: 2, known: 2, undecided: 0, skipped: 1, bad: 0 })
  })

  it('names every bad row with its reason', async () => {
    const file = roster([
      ['新人一', '13811111111', communityName, '1980-01-01', '是', 'P0001', '群众'],
      ['新人二', '13811111112', communityName, '1980-01-01', '是', 'P0001', '群众'],
      ['新人三', '13811111113', communityName, '1980-01-01', '是', secondCard, '群众'],
      ['新人四', '12345', communityName, '1980-01-01', '是', '', '群众'],
      ['新人五', '13811111115', '', '1980-01-01', '是', '', '群众'],
      ['', '13811111116', communityName, '1980-01-01', '是', '', '群众'],
      ['新人七', '13811111117', communityName, '', '是', '', '群众'],
      ['新人八', '13811111118', communityName, '2015-01-01', '是', '', '群众'],
      ['新人九', '13811111119', communityName, '2010-01-01', '是', '', '团员'],
      ['新人十', '13811111120', communityName, '1980-01-01', '也许', '', '好人'],
      ['新人一', '13811111111', communityName, '1980-01-01', '', '', ''],
    ])
    expect(problemsOf(await dryRun(world, file))).toEqual([
      '3 服务卡号: 与第 2 行的服务卡号相同',
      '4 服务卡号: 服务卡号已是另一个人的；请核对',
      '5 手机号: 电话号码不对：12345',
      '6 社区: 没有填社区',
      '7 姓名: 没有填姓名',
      '8 出生日期: 志愿者要填写出生日期；用于确认年龄，请补填后再提交',
      '9 出生日期: 年龄不够，不能登记为志愿者；可以由家长带着参加活动，满龄后再登记',
      '10 监护人同意: 未成年人登记需要监护人同意；请由监护人签字后勾选',
      '11 政治面貌: 没有这一项：好人；可以写 党员、预备党员、团员、群众',
      '11 是否志愿者: 请写“是”或“否”：也许',
      '12 手机号: 与第 2 行的姓名和手机号相同',
    ])
  })
})

describe('a dry run of openings and memberships', () => {
  it('refuses an opening balance twice, in the file and in the books', async () => {
    const { proposalId } = await world.run(proposeEntry, here.first.actor, here.communityId, {
      payload: {
        kind: 'opening',
        personId: second.id,
        amountMinutes: minutes(60),
        effectiveAt: at('2025-01-01T00:00'),
      },
      reason: '纸质储蓄本',
    })
    await world.run(confirmProposal, here.second.actor, here.communityId, { proposalId })
    const file = csvOf([
      ['服务卡号', '期初余额（分钟）', '日期', '原因'],
      [firstCard, '600', '2025-12-31', '纸质储蓄本第 1 号'],
      [firstCard, '600', '2025-12-31', '纸质储蓄本第 1 号'],
      [secondCard, '60', '2025-12-31', '纸质储蓄本第 2 号'],
      ['P7777', '60', '2025-12-31', '纸质储蓄本第 3 号'],
    ])
    const preview = await dryRun(world, file)
    expect(preview.file.kind).toBe('openings')
    expect(problemsOf(preview)).toEqual([
      '3 姓名: 期初余额每人一次，与第 2 行重复',
      '4 姓名: 期初余额已经记过；有误请用调整',
      '5 服务卡号: 没有这个服务卡号',
    ])
    expect(preview.summary.communities[0]).toMatchObject({ rows: 1, minutes: 600 })
  })

  it('knows the ties that are there, and refuses serving without a certificate', async () => {
    const elsewhere = await world.makeCommunity('月湖社区')
    expect(elsewhere).toBeTruthy()
    const file = csvOf([
      ['姓名', '手机号', '服务卡号', '社区', '归属', '起始日期'],
      ['', '', firstCard, communityName, '居住', ''],
      ['', '', firstCard, '月湖', '报到', '2024-05-01'],
      ['演示居民', '13800000003', '', '月湖', '服务', ''],
      ['', '', firstCard, '月湖社区', '报到', ''],
    ])
    const preview = await dryRun(world, file)
    expect(preview.file.kind).toBe('memberships')
    expect(preview.verdicts.map(({ line, fate }) => [line, fate])).toEqual([
      [2, 'known'],
      [4, 'bad'],
      [5, 'bad'],
    ])
    expect(preview.summary.counts.ready).toBe(1)
  })
})
