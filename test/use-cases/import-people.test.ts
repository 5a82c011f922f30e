import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rejectImport } from '../../src/features/import/reject-import.ts'
import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
import { cardOf, countBooks, csvOf, handIn, importFile, upload } from '../support/import.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeStation, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let there: Station
let two: { uploader: TestPerson; approver: TestPerson }
let volunteer: TestPerson
let card: string

const hereName = '月湖社区'
const thereName = '新华社区'

beforeAll(async () => {
  world = await openWorld('2026-11-24T18:00:00+08:00')
  here = await makeStation(world, hereName)
  there = await makeStation(world, thereName)
  two = { uploader: here.first, approver: here.second }
  await world.makeOffering({ name: '代办跑腿' })
  volunteer = await world.makePerson({ communityId: here.communityId, volunteer: true })
  card = await cardOf(world, volunteer)
})
afterAll(() => world.close())

const RECORDS = [
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

/** Two records of a card. */
function recordsFile(card: string): string {
  const rows = ['2022-01-01', '2022-01-02'].map((on) => {
    return [card, hereName, '代办跑腿', '代办', '服务站', on, '09:00', '10:30', '负责人']
  })
  return csvOf([RECORDS, ...rows])
}

describe('an import of people', () => {
  it('may be approved by an administrator; hours are not', async () => {
    const roles = ['districtAdministrator' as const]
    const approver = await world.makePerson({
      ...{ communityId: here.communityId, roles, rolesAt: world.districtId },
    })
    const others = { uploader: here.first, approver }
    const roster = csvOf([
      ['姓名', '手机号', '社区', '出生日期', '是否志愿者'],
      ['纸上丁', '13711111114', hereName, '1980-01-05', '否'],
    ])
    const done = await importFile(world, others, roster)
    expect(done).toMatchObject({ state: 'done', progress: { written: 1, left: 0 } })
    await expect(importFile(world, others, recordsFile(card))).rejects.toThrow(
      'import.communities-not-yours',
    )
  })

  it('registers them with what the papers say, so that their old service can follow', async () => {
    const head = [
      ...['姓名', '性别', '手机号', '社区', '报到社区', '出生日期', '政治面貌', '党组织关系'],
      ...['工作单位', '住址', '技能', '注册日期', '登记证号', '服务卡号'],
    ]
    const roster = csvOf([
      head,
      [
        ...['纸上甲', '女', '13711111111', hereName, '', '1980-01-05', '党员', '退休'],
        ...['演示单位', '演示路 1 号', '理发、电工', '2021-03-01', 'ZS0001', 'ZK0001'],
      ],
      ['纸上乙', '男', '', hereName, '', '1990-01-05', '', '', '', '', '', '2023-01-01', '', ''],
    ])
    const done = await importFile(world, two, roster)
    expect(done).toMatchObject({ state: 'done', progress: { written: 2, left: 0 } })
    const [person] = await world.sql`
      select p.id, p.gender, p.registered_on::text, v.certificate_number, v.certificate_on::text,
             v.card_number, v.card_on::text, to_json(v.skills) as skills, s.political_status, s.since_on::text as since,
             m.since_on::text as member_since
        from persons p join volunteers v on v.person_id = p.id
        join person_statuses s on s.person_id = p.id join memberships m on m.person_id = p.id
       where p.name = '纸上甲'`
    expect(person).toMatchObject({
      gender: 'female',
      registered_on: '2021-03-01',
      certificate_number: 'ZS0001',
      certificate_on: '2021-03-01',
      card_number: 'ZK0001',
      card_on: '2021-03-01',
      political_status: 'partyMember',
      since: '2021-03-01',
      member_since: '2021-03-01',
    })
    expect(person?.skills).toEqual(['理发', '电工'])
    const records = await importFile(world, two, recordsFile('ZK0001'))
    expect(records.progress).toMatchObject({ written: 2, left: 0 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('adds to somebody known what the books lack, and nothing else', async () => {
    const resident = await world.makePerson({
      communityId: here.communityId,
      name: '老住户',
      phone: '13712345678',
    })
    const both = { uploader: here.first, approver: here.second }
    const roster = csvOf([
      ['姓名', '手机号', '社区', '出生日期', '是否志愿者', '服务卡号', '注册日期'],
      ['老住户', '13712345678', hereName, '1970-01-01', '是', 'ZK0002', '2024-01-01'],
    ])
    await expect(handIn(world, here.first, roster)).rejects.toThrow('import.rows-undecided')
    const importId = await upload(world, here.first, roster)
    await world.run(rejectImport, here.first.actor, DISTRICT_SCOPE, { importId, reason: '重来' })
    const persons = (await countBooks(world)).persons
    const done = await importFile(world, both, roster, { options: { duplicates: 'same' } })
    expect(done.progress).toMatchObject({ written: 1, left: 0 })
    expect((await countBooks(world)).persons).toBe(persons)
    expect(await cardOf(world, resident)).toBe('ZK0002')
  })

  it('draws numbers past those that came from paper', async () => {
    const roster = (name: string, number: string) =>
      csvOf([
        ['姓名', '社区', '出生日期', '是否志愿者', '服务卡号'],
        [name, hereName, '1980-01-01', '是', number],
      ])
    await importFile(world, two, roster('有号', 'AXK2026000777'))
    await importFile(world, two, roster('没号', ''))
    const [drawn] = await world.sql`
      select card_number from volunteers v join persons p on p.id = v.person_id where name = '没号'`
    expect(drawn).toEqual({ card_number: 'AXK2026000778' })
  })
})

describe('an import of memberships and openings', () => {
  it('ties people to a community from the day of the file', async () => {
    const file = csvOf([
      ['服务卡号', '社区', '归属', '起始日期'],
      [card, thereName, '服务', '2024-05-01'],
    ])
    const done = await importFile(world, { uploader: there.first, approver: there.second }, file)
    expect(done.progress).toMatchObject({ written: 1, left: 0 })
    const [tie] = await world.sql`
      select kind, since_on::text from memberships
       where person_id = ${volunteer.id} and community_id = ${there.communityId}`
    expect(tie).toEqual({ kind: 'serving', since_on: '2024-05-01' })
  })

  it('posts opening balances by the two people, once a person', async () => {
    const before = await savingsNow(world, volunteer)
    const head = ['服务卡号', '期初余额（分钟）', '日期', '原因']
    const row = [card, '1,200', '2021-12-31', '纸质储蓄本第 1 号']
    const done = await importFile(world, two, csvOf([head, row]))
    expect(done.progress).toMatchObject({ written: 1, left: 0 })
    expect((await savingsNow(world, volunteer)).balance - before.balance).toBe(1_200)
    const [proposal] = await world.sql`
      select state, proposed_by_id, decided_by_id from ledger_proposals where kind = 'opening'`
    expect(proposal).toEqual({
      state: 'confirmed',
      proposed_by_id: here.first.id,
      decided_by_id: here.second.id,
    })
    await expect(handIn(world, here.first, `${csvOf([head, row])}\n`)).rejects.toThrow(
      'import.rows-bad',
    )
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
