import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addFixEntry } from '../../src/features/care/add-fix-entry.ts'
import { advanceFix } from '../../src/features/care/advance-fix.ts'
import { assessMonth } from '../../src/features/care/assess-month.ts'
import { endPairing } from '../../src/features/care/end-pairing.ts'
import { finishAssistance } from '../../src/features/care/finish-assistance.ts'
import { listOwnPairings } from '../../src/features/care/list-own-pairings.ts'
import { listPairings } from '../../src/features/care/list-pairings.ts'
import { loadOpening } from '../../src/features/care/load-opening.ts'
import { pairHousehold } from '../../src/features/care/pair-household.ts'
import {
  recordPairingAct,
  type RecordPairingAct,
} from '../../src/features/care/record-pairing-act.ts'
import { registerFix } from '../../src/features/care/register-fix.ts'
import { writeRemark } from '../../src/features/care/write-remark.ts'
import { plusDays } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { consent, makeHousehold, open, today } from '../support/care.ts'
import { dumpTables } from '../support/dump.ts'
import { erase, makeLeaver } from '../support/erasure.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let there: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
})
afterAll(() => world.close())

async function makeHome(wish: object = {}): Promise<TestPerson> {
  const { communityId } = here
  const householdId = await makeHousehold(world, communityId)
  const person = await world.makePerson({ communityId, householdId, name: '秦桂花', ...wish })
  await consent(world, here.first, person, ['pairing'])
  return person
}

const makeHelper = () =>
  world.makePerson({
    ...{ communityId: here.communityId, name: '彭国强', politicalStatus: 'partyMember' },
  })

const wishOf = (helper: TestPerson, person: TestPerson) => ({
  ...{ helperId: helper.id, personId: person.id, sinceOn: today(world) },
})
const pair = (helper: TestPerson, person: TestPerson) =>
  world.run(pairHousehold, here.first.actor, here.communityId, wishOf(helper, person))

const act = (by: TestPerson, pairingId: Id, one: RecordPairingAct['act'], on = today(world)) =>
  world.run(recordPairingAct, by.actor, here.communityId, {
    ...{ at: { pairingId }, actedOn: on, act: one },
  })

const visit = (findings: string) =>
  ({ kind: 'homeVisit', findings, next: '带药', nextOn: plusDays(today(world), 7) }) as const
const deed = (note: string) => ({ kind: 'deed', deed: 'goodDeed', note }) as const
const rice = { kind: 'inKind', thing: '大米', quantity: 10, unit: '袋', note: null } as const

describe('a pairing', () => {
  it('is of a Party member and somebody else’s household that agrees, once', async () => {
    const [person, helper] = [await makeHome(), await makeHelper()]
    const masses = await world.makePerson({ communityId: here.communityId })
    await expect(pair(masses, person)).rejects.toThrow('care.helper-not-member')
    const silent = await world.makePerson({
      ...{
        communityId: here.communityId,
        householdId: await makeHousehold(world, here.communityId),
      },
    })
    await expect(pair(helper, silent)).rejects.toThrow('care.consent-missing')
    await pair(helper, person)
    await expect(pair(helper, person)).rejects.toThrow('care.pairing-exists')
    const foreign = world.run(
      pairHousehold,
      there.first.actor,
      there.communityId,
      wishOf(helper, person),
    )
    await expect(foreign).rejects.toThrow('care.person-not-found')
  })

  it('is one-to-many up to the capacity, whoever comes at once, and free again when it ends', async () => {
    const helper = await makeHelper()
    const homes = await Promise.all(Array.from({ length: 7 }, () => makeHome()))
    const outcomes = await Promise.all(
      homes.map((home, index) =>
        world.attempt(
          pairHousehold,
          (index % 2 ? here.first : here.second).actor,
          here.communityId,
          wishOf(helper, home),
        ),
      ),
    )
    const codes = outcomes.map(({ result }) => (isRefusal(result) ? result.error.code : 'paired'))
    expect(codes.filter((code) => code === 'paired')).toHaveLength(5)
    expect(codes.filter((code) => code === 'care.pairing-full')).toHaveLength(2)
    const [line] = await listOwnPairings(world.ctx, helper.id)
    const input = { pairingId: line?.id ?? '', untilOn: today(world) }
    await world.run(endPairing, here.first.actor, here.communityId, input)
    const left = homes[codes.indexOf('care.pairing-full')]
    if (!left) throw new Error('nobody was refused')
    await pair(helper, left)
    const lines = await listPairings(world.ctx, { communityId: here.communityId })
    const own = lines.filter(({ helperId }) => helperId === helper.id)
    expect(own.filter(({ untilOn }) => untilOn === null)).toHaveLength(5)
    expect(own.filter(({ untilOn }) => untilOn !== null)).toHaveLength(1)
  })
})

describe('what is done for a household', () => {
  it('is recorded by the helper, sealed, read by them and in the opened file', async () => {
    const [person, helper] = [await makeHome(), await makeHelper()]
    const { pairingId } = await pair(helper, person)
    await act(helper, pairingId, visit('腿肿得厉害'))
    await act(here.first, pairingId, rice)
    expect((await dumpTables(world)).join('\n')).not.toMatch(/腿肿得厉害|带药|大米/)
    const [own] = await listOwnPairings(world.ctx, helper.id)
    expect(own).toMatchObject({
      ...{ people: ['秦桂花'], address: '演示路 3 号', nextOn: plusDays(today(world), 7) },
      acts: [
        { kind: 'inKind', quantity: 10, body: { thing: '大米', unit: '袋' } },
        { kind: 'homeVisit', body: { text: '腿肿得厉害', next: '带药' } },
      ],
    })
    const { openingId } = await open(world, here.first, person)
    const { communityId } = here
    const reading = { communityId, openingId, readerId: here.first.id }
    const file = await loadOpening(world.ctx, reading)
    expect(file.acts.map(({ body }) => body?.text)).toEqual(['', '腿肿得厉害'])
    expect(JSON.stringify(await listPairings(world.ctx, { communityId }))).not.toMatch(/腿肿|桂花/)
  })

  it('names no sum of money', async () => {
    const { pairingId } = await pair(await makeHelper(), await makeHome())
    for (const words of ['给了 200元', '送去五百元', '￥300', '2万元慰问金']) {
      const doing = act(here.first, pairingId, deed(words))
      await expect(doing).rejects.toThrow('care.no-amounts')
    }
    await act(here.first, pairingId, deed('元旦前陪她理发'))
  })

  it('is not of tomorrow, of before the pairing, of another helper, or without consent', async () => {
    const [person, helper] = [await makeHome(), await makeHelper()]
    const { pairingId } = await pair(helper, person)
    const tomorrow = act(helper, pairingId, deed('理发'), plusDays(today(world), 1))
    await expect(tomorrow).rejects.toThrow('care.date-future')
    const before = act(helper, pairingId, deed('理发'), plusDays(today(world), -1))
    await expect(before).rejects.toThrow('care.outside-pairing')
    const another = act(await makeHelper(), pairingId, deed('理发'))
    await expect(another).rejects.toThrow('care.pairing-not-found')
    world.passMinutes(366 * 1_440)
    const late = act(helper, pairingId, deed('理发'))
    await expect(late).rejects.toThrow('care.consent-missing')
    const [own] = await listOwnPairings(world.ctx, helper.id)
    expect(own).toMatchObject({ people: [], address: null, acts: [] })
    world.passMinutes(-366 * 1_440)
  })

  it('makes the month of a helper, which nobody fills in', async () => {
    const [person, helper] = [await makeHome(), await makeHelper()]
    const { pairingId } = await pair(helper, person)
    await pair(helper, await makeHome())
    await act(helper, pairingId, visit('好'))
    await act(helper, pairingId, deed('理发'))
    await act(helper, pairingId, rice)
    const papers = { kind: 'assistance', assistance: 'papers', note: '办残疾证' } as const
    const { actId } = await act(helper, pairingId, papers)
    const finish = { actId, finishedOn: today(world), outcome: '已领证' }
    await world.run(finishAssistance, helper.actor, here.communityId, finish)
    const again = world.run(finishAssistance, helper.actor, here.communityId, finish)
    await expect(again).rejects.toThrow('care.act-finished')
    const { communityId } = here
    const month = today(world).slice(0, 7)
    const remark = { helperId: helper.id, month, remark: '上门勤' }
    await world.run(writeRemark, here.first.actor, communityId, remark)
    const own = world.run(writeRemark, here.first.actor, communityId, {
      ...{ ...remark, helperId: here.first.id },
    })
    await expect(own).rejects.toThrow('care.own-remark')
    const lines = await assessMonth(world.ctx, { communityId, month })
    expect(lines.find(({ helperId }) => helperId === helper.id)).toEqual({
      ...{ helperId: helper.id, helperName: '彭国强', households: 2, visitedHouseholds: 1 },
      counts: { homeVisit: 1, deed: 1, assistance: 1, inKind: 1 },
      ...{ finished: 1, remark: '上门勤' },
    })
  })

  it('loses its words with whoever is erased', async () => {
    const [person, helper] = [await makeHome(), await makeHelper()]
    const { pairingId } = await pair(helper, person)
    await act(helper, pairingId, visit('秦桂花腿肿'))
    const { erasureId } = await makeLeaver(world, here, person)
    await erase(world, here.second, erasureId)
    const rows = await world.sql<{ kind: string }[]>`
      select kind from pairing_acts where pairing_id = ${pairingId}`
    expect(rows).toHaveLength(1)
    await makeLeaver(world, here, helper).catch((error: unknown) =>
      expect(error).toMatchObject({ message: 'care.pairing-open' }),
    )
  })
})

describe('a fix', () => {
  const register = () =>
    world.run(registerFix, here.first.actor, here.communityId, {
      ...{ homeVisitId: null, title: '路灯', place: '巷口', beforeText: '灯不亮' },
      foundOn: today(world),
    })
  const advance = (fixId: Id, state: 'raising' | 'fixing' | 'fixed', afterText: string | null) =>
    world.run(advanceFix, here.first.actor, here.communityId, { fixId, state, afterText })
  const sum = (fixId: Id, kind: 'given' | 'spent', amountYuan: number) => ({
    ...{ fixId, amountYuan, enteredOn: today(world) },
    ...(kind === 'given'
      ? { kind, giverName: '演示捐助人', namingAgreed: false }
      : { kind, purpose: '灯杆' }),
  })
  const enter = (by: TestPerson, fixId: Id, kind: 'given' | 'spent', amountYuan: number) =>
    world.attempt(addFixEntry, by.actor, here.communityId, sum(fixId, kind, amountYuan))

  it('goes its way step by step, and spends no more than was given, whoever comes at once', async () => {
    const { fixId } = await register()
    await expect(advance(fixId, 'fixed', '亮了')).rejects.toThrow('care.fix-state')
    const early = await enter(here.first, fixId, 'given', 5)
    expect(isRefusal(early.result) && early.result.error.code).toBe('care.fix-state')
    await advance(fixId, 'raising', null)
    await enter(here.first, fixId, 'given', 1_000)
    await advance(fixId, 'fixing', null)
    const spent = await Promise.all(
      [here.first, here.second].map((by) => enter(by, fixId, 'spent', 600)),
    )
    const codes = spent.map(({ result }) => (isRefusal(result) ? result.error.code : 'spent'))
    expect(codes.toSorted()).toEqual(['care.fix-overspent', 'spent'])
    await expect(advance(fixId, 'fixed', null)).rejects.toThrow('care.fix-after-text')
    await advance(fixId, 'fixed', '亮了')
    expect((await dumpTables(world)).join('\n')).not.toContain('演示捐助人')
  })

  it('is kept to its sums by the database too', async () => {
    const { fixId } = await register()
    const over = world.sql`update fixes set spent_yuan = 1 where id = ${fixId}`
    await expect(over).rejects.toThrow('fixes_spent')
  })
})
