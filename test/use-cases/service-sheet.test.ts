import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveRecords, openedToken } from '../../src/features/service/approve-records.ts'
import { getGroupSheet } from '../../src/features/service/get-group-sheet.ts'
import { handInGroupSheet } from '../../src/features/service/hand-in-group-sheet.ts'
import type { GroupSheetEntry } from '../../src/features/service/judge-group-sheet.ts'
import type { SheetRow } from '../../src/features/service/model.ts'
import { parseGroupSheet } from '../../src/features/service/parse-group-sheet.ts'
import { previewGroupSheet } from '../../src/features/service/preview-group-sheet.ts'
import { civilDateOf, parseCivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let offeringId: Id
let leader: TestPerson
let coordinator: TestPerson
let first: TestPerson

beforeAll(async () => {
  world = await openWorld('2026-11-24T18:00:00+08:00')
  communityId = await world.makeCommunity()
  offeringId = await world.makeOffering({ name: '环境卫生' })
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  leader = await world.makePerson({
    communityId,
    name: '演示队长',
    volunteer: true,
    roles: ['teamLeader'],
  })
  first = await world.makePerson({ communityId, name: '演示一', volunteer: true })
  await world.makePerson({ communityId, name: '演示二', volunteer: true })
  await world.makePerson({ communityId, name: '演示同名', volunteer: true })
  await world.makePerson({ communityId, name: '演示同名', volunteer: true })
  await world.makePerson({ communityId, name: '演示居民' })
})
afterAll(() => world.close())

function sheetOf(rows: readonly Partial<SheetRow>[], wish: Partial<GroupSheetEntry> = {}) {
  return {
    title: '周末大扫除',
    offeringId,
    activityName: '院落清洁',
    place: '小区院落',
    content: '清扫楼道和院落',
    outcome: '清扫干净',
    recipient: { kind: 'place', description: '演示小区' },
    organiser: '社区居委会',
    personInCharge: '演示队长',
    lateReason: null,
    servedOn: civilDateOf(world.now()),
    rows: rows.map((row, index) => ({
      line: index + 2,
      name: '',
      cardNumber: '',
      start: '09:00',
      end: '11:00',
      ...row,
    })),
    ...wish,
  } satisfies GroupSheetEntry
}

async function cardOf(person: TestPerson): Promise<string> {
  const rows = await world.sql<{ card_number: string }[]>`
    select card_number from volunteers where person_id = ${person.id}`
  return rows[0]?.card_number ?? ''
}

async function countRecords(): Promise<number> {
  const rows = await world.sql<{ n: number }[]>`select count(*)::int as n from service_records`
  return rows[0]?.n ?? 0
}

describe('handing in a sheet', () => {
  it('makes one submitted record a row, by name or by card number', async () => {
    const sheet = sheetOf([
      { name: '演示一' },
      { name: '演示二' },
      { cardNumber: await cardOf(leader) },
    ])
    const handedIn = await world.run(handInGroupSheet, leader.actor, communityId, sheet)
    expect(handedIn.records).toHaveLength(3)
    const opened = await getGroupSheet(world.ctx, { communityId, id: handedIn.sheetId ?? '' })
    expect(opened.records.map(({ personName }) => personName).sort()).toEqual(
      ['演示一', '演示二', '演示队长'].sort(),
    )
    expect(opened.records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          measuredBy: 'groupSheet',
          colour: 'yellow',
          serviceMinutes: 120,
        }),
      ]),
    )
  })

  it('tells each bad row with its line, and writes nothing while one is bad', async () => {
    const before = await countRecords()
    const rows = [
      { name: '演示一', start: '13:00', end: '14:00' },
      { name: '没有这个人' },
      { name: '演示同名' },
      { name: '演示居民' },
      { name: '演示二', start: '11:00', end: '10:00' },
      { name: '演示二', start: '19:00', end: '20:00' },
      { name: '演示二', start: '十点', end: '11:00' },
      { name: '演示一', start: '13:30', end: '14:30' },
      { name: '演示二', cardNumber: await cardOf(first) },
      {},
    ]
    const handedIn = await world.run(handInGroupSheet, leader.actor, communityId, sheetOf(rows))
    expect(handedIn.sheetId).toBeNull()
    const problems = handedIn.rows.map(({ line, problem }) => [line, problem?.code ?? null])
    expect(problems).toEqual([
      [2, null],
      [3, 'service.row-person-unknown'],
      [4, 'service.row-name-ambiguous'],
      [5, 'service.row-person-unknown'],
      [6, 'service.time-reversed'],
      [7, 'service.time-in-future'],
      [8, 'service.row-time-malformed'],
      [9, 'service.row-twice'],
      [10, 'service.row-name-differs'],
      [11, 'service.row-person-missing'],
    ])
    expect(await countRecords()).toBe(before)
  })

  it('tells a row that overlaps approved time', async () => {
    const person = await world.makePerson({ communityId, name: '演示重叠', volunteer: true })
    const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 5 })
    await world.run(approveRecords, coordinator.actor, communityId, {
      records: [{ communityId, id: record.id }],
      opened: [],
    })
    const rows = await previewGroupSheet(world.ctx, {
      communityId,
      readerId: leader.id,
      entry: sheetOf([{ name: '演示重叠', start: '13:30', end: '15:00' }]),
    })
    expect(rows[0]?.problem?.code).toBe('service.overlap')
  })

  const whole: readonly [string, () => Partial<GroupSheetEntry>, string][] = [
    ['an unknown offering', () => ({ offeringId: newId() }), 'service.offering-not-found'],
    [
      'an unknown recipient',
      () => ({ recipient: { kind: 'person', personId: newId() } }),
      'service.recipient-not-found',
    ],
    ['no rows', () => ({ rows: [] }), 'service.sheet-empty'],
    [
      'more than 500 rows',
      () => ({ rows: sheetOf(Array.from({ length: 501 }, () => ({ name: '演示一' }))).rows }),
      'service.sheet-too-long',
    ],
  ]
  it.each(whole)('refuses the sheet as a whole for %s', async (_, wish, code) => {
    const sheet = sheetOf([{ name: '演示一', start: '15:00', end: '16:00' }], wish())
    const { result } = await world.attempt(handInGroupSheet, leader.actor, communityId, sheet)
    expect(isRefusal(result) && result.error.code).toBe(code)
  })

  it('is not for a volunteer, nor for a leader of another community', async () => {
    const otherId = await world.makeCommunity()
    const other = await world.makePerson({ communityId: otherId, roles: ['teamLeader'] })
    const sheet = sheetOf([{ name: '演示一', start: '15:00', end: '16:00' }])
    for (const actor of [first, other]) {
      const { result } = await world.attempt(handInGroupSheet, actor.actor, communityId, sheet)
      expect(isRefusal(result) && result.error.code).toBe('person.role-missing')
    }
  })

  it('is approved as one after it was opened as one', async () => {
    const sheet = sheetOf([
      { name: '演示一', start: '15:00', end: '16:00' },
      { name: '演示二', start: '15:00', end: '16:00' },
    ])
    const { sheetId, records } = await world.run(handInGroupSheet, leader.actor, communityId, sheet)
    const approve = (opened: readonly string[]) =>
      world.run(approveRecords, coordinator.actor, communityId, { records, opened })
    expect(await approve([])).toMatchObject([
      { approved: false, refusal: { code: 'service.open-first' } },
      { approved: false, refusal: { code: 'service.open-first' } },
    ])
    const token = openedToken(world.ctx.sealKeys, coordinator.id, sheetId ?? '')
    expect(await approve([token])).toMatchObject([{ approved: true }, { approved: true }])
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('is not approved by the coordinator who typed it from paper', async () => {
    const sheet = sheetOf([{ name: '演示一', start: '16:00', end: '17:00' }])
    const { sheetId, records } = await world.run(
      handInGroupSheet,
      coordinator.actor,
      communityId,
      sheet,
    )
    const opened = [openedToken(world.ctx.sealKeys, coordinator.id, sheetId ?? '')]
    const outcomes = await world.run(approveRecords, coordinator.actor, communityId, {
      records,
      opened,
    })
    expect(outcomes).toMatchObject([
      { approved: false, refusal: { code: 'service.entered-by-yourself' } },
    ])
  })
})

describe('the example sheet', () => {
  const bytes = readFileSync(new URL('../../examples/group-sheet.csv', import.meta.url))

  it('is read line by line, and has plainly marked demo people only', () => {
    const rows = parseGroupSheet(bytes)
    if (isRefusal(rows)) throw new Error(rows.error.code)
    expect(rows.length).toBeGreaterThan(3)
    expect(rows.every(({ name }) => name === '' || name.startsWith('演示'))).toBe(true)
  })

  it('is read from GBK too, as spreadsheets in China save it', () => {
    // 姓名,开始,结束 / 演示甲,9:00,10:00
    const hex = 'd0d5c3fb2cbfaacabc2cbde1caf80ad1ddcabebcd72c393a30302c31303a3030'
    const rows = parseGroupSheet(Buffer.from(hex, 'hex'))
    expect(rows).toMatchObject([{ name: '演示甲', start: '9:00', end: '10:00' }])
  })

  it('can be handed in where its people are', async () => {
    const rows = parseGroupSheet(bytes)
    if (isRefusal(rows)) throw new Error(rows.error.code)
    const names = rows.flatMap(({ name }) => (name === '' ? [] : [name]))
    for (const name of names) await world.makePerson({ communityId, name, volunteer: true })
    const servedOn = parseCivilDate('2026-11-23')
    if (!servedOn) throw new Error('no date')
    const sheet = sheetOf([], { rows, servedOn })
    const handedIn = await world.run(handInGroupSheet, leader.actor, communityId, sheet)
    expect(handedIn.rows.flatMap(({ problem }) => problem ?? [])).toEqual([])
  })
})
