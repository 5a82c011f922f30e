import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { endNote } from '../../src/features/care/end-note.ts'
import { findNeed } from '../../src/features/care/find-need.ts'
import { wipeExpiredNotes } from '../../src/features/care/jobs.ts'
import { listFile } from '../../src/features/care/list-file.ts'
import { listOpenings } from '../../src/features/care/list-openings.ts'
import { listRegister } from '../../src/features/care/list-register.ts'
import { loadOpening } from '../../src/features/care/load-opening.ts'
import { openFile } from '../../src/features/care/open-file.ts'
import { openOwnFile } from '../../src/features/care/open-own-file.ts'
import { recordConsent } from '../../src/features/care/record-consent.ts'
import { withdrawConsent } from '../../src/features/care/withdraw-consent.ts'
import { writeNote } from '../../src/features/care/write-note.ts'
import { plusDays } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { consent, enter, makeHousehold, needOf, note, open, today } from '../support/care.ts'
import { dumpTables } from '../support/dump.ts'
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

async function makeResident(wish: object = {}): Promise<TestPerson> {
  const { communityId } = here
  const householdId = await makeHousehold(world, communityId)
  return world.makePerson({ communityId, householdId, name: '秦桂花', ...wish })
}

const needOn = async (person: TestPerson, on = today(world)) =>
  inTransaction(world.ctx, async (tx) => {
    const found = await findNeed({ ...world.ctx, tx }, person.communityId, [person.id], on)
    return found.get(person.id)
  })

const read = (openingId: Id, reader: TestPerson) =>
  loadOpening(world.ctx, { communityId: here.communityId, openingId, readerId: reader.id })

const family = (person: TestPerson) =>
  listOpenings(world.ctx, { personId: person.id, cursor: null, limit: 10 })

const wait = (days: number) => world.passMinutes(days * 1_440)

describe('a consent', () => {
  const wish = (person: TestPerson) => ({
    ...{ personId: person.id, items: ['need'] as const, givenBy: 'self' as const },
    ...{ form: 'signedPaper' as const, giver: '演示', evidence: '柜 1' },
    ...{ givenOn: today(world), expiresOn: plusDays(today(world), 10) },
  })
  const giving = (input: ReturnType<typeof wish> | object) =>
    world.run(recordConsent, here.first.actor, here.communityId, input as never)

  it('is not given in the future, is not over, and holds no longer than the rules allow', async () => {
    const person = await makeResident()
    const on = today(world)
    for (const days of [
      { givenOn: plusDays(on, 1), expiresOn: plusDays(on, 9) },
      { givenOn: plusDays(on, -9), expiresOn: plusDays(on, -1) },
      { givenOn: on, expiresOn: plusDays(on, 366) },
    ]) {
      await expect(giving({ ...wish(person), ...days })).rejects.toThrow('care.consent-dates')
    }
  })

  it('of a child is the guardian’s (R-41)', async () => {
    const child = await makeResident({ bornOn: '2016-05-05' })
    await expect(giving(wish(child))).rejects.toThrow('care.guardian-needed')
    const guardian = { ...wish(child), givenBy: 'guardian' }
    expect((await giving(guardian)).consentIds).toHaveLength(1)
  })

  it('is filed by coordinators of where the person lives', async () => {
    const person = await makeResident()
    const foreign = world.run(recordConsent, there.first.actor, there.communityId, wish(person))
    await expect(foreign).rejects.toThrow('care.person-not-found')
    const above = await world.makePerson({
      ...{ communityId: there.communityId, roles: ['supervisor'], rolesAt: world.districtId },
    })
    const input = wish(person)
    const looking = world.run(recordConsent, above.actor, here.communityId, input)
    await expect(looking).rejects.toThrow('person.role-missing')
  })
})

describe('the register of need', () => {
  it('takes nobody without a consent to be on it', async () => {
    const person = await makeResident()
    await expect(enter(world, here.first, person)).rejects.toThrow('care.consent-missing')
    await consent(world, here.first, person, ['health'])
    await expect(enter(world, here.first, person)).rejects.toThrow('care.consent-missing')
    expect(await needOn(person)).toBe(false)
  })

  it('tells the desk yes or no: on it, in temporary hardship, over, ended', async () => {
    const [standing, temporary, none] = await Promise.all([
      makeResident(),
      makeResident(),
      makeResident(),
    ])
    for (const person of [standing, temporary]) await consent(world, here.first, person, ['need'])
    const { noteId } = await enter(world, here.first, standing)
    const untilOn = plusDays(today(world), 30)
    await enter(world, here.first, temporary, needOf(world, { kind: 'temporary', untilOn }))
    expect([await needOn(standing), await needOn(temporary), await needOn(none)]).toEqual([
      ...[true, true, false],
    ])
    expect(await needOn(temporary, untilOn)).toBe(true)
    expect(await needOn(temporary, plusDays(untilOn, 1))).toBe(false)
    expect(await needOn(standing, plusDays(today(world), -1))).toBe(false)
    await world.run(endNote, here.first.actor, here.communityId, { noteId })
    expect(await needOn(standing)).toBe(false)
  })

  it('ends temporary hardship within the rules, and knows the groups of the rules only', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['need'])
    const on = today(world)
    for (const wrong of [
      { kind: 'temporary', untilOn: null },
      { kind: 'temporary', untilOn: plusDays(on, 181) },
      { untilOn: plusDays(on, -1) },
      { reviewOn: plusDays(on, -1) },
    ] as const) {
      const entering = enter(world, here.first, person, needOf(world, wrong))
      await expect(entering).rejects.toThrow('care.need-dates')
    }
    const unknown = enter(world, here.first, person, needOf(world, { groups: ['懒惰'] }))
    await expect(unknown).rejects.toThrow('care.group-unknown')
  })

  it('is a list of masked names and counts', async () => {
    const { communityId, first } = await makeStation(world)
    const people = []
    for (const name of ['秦桂花', '欧阳明月']) {
      people.push(await world.makePerson({ communityId, name }))
    }
    for (const person of people) {
      await consent(world, first, person, ['need'])
      await enter(world, first, person, needOf(world, { reviewOn: today(world) }))
    }
    const list = await listRegister(world.ctx, { communityId, cursor: null, limit: 1 })
    expect(list.items).toMatchObject([{ maskedName: '欧***', state: 'current', reviewDue: true }])
    expect(list.counts).toEqual({
      ...{ people: 2, reviewsDue: 2, byKind: { standing: 2, temporary: 0 } },
      byGroup: [
        { group: '残疾', people: 2 },
        { group: '低收入', people: 2 },
      ],
    })
    const rest = await listRegister(world.ctx, { communityId, cursor: list.nextCursor, limit: 1 })
    expect(rest.items.map(({ maskedName }) => maskedName)).toEqual(['秦**'])
    expect(JSON.stringify([list.items, rest.items])).not.toMatch(/残疾|桂花|买菜/)
  })
})

describe('a household’s file', () => {
  it('is sealed at rest: no word of it stands in any table', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['need', 'health'])
    await enter(world, here.first, person, needOf(world, { needs: '需要轮椅坡道' }))
    await note(world, here.first, person, '腿脚不便要人搀扶')
    await open(world, here.first, person, '周三上门装扶手')
    const dump = (await dumpTables(world)).join('\n')
    expect(dump).not.toMatch(/轮椅坡道|腿脚不便|周三上门|同意书 2026|演示签字人/)
    const rows = await world.sql<{ body: string }[]>`
      select body_sealed as body from care_notes where person_id = ${person.id}`
    expect(rows.map(({ body }) => body.slice(0, 3))).toEqual(['v1.', 'v1.'])
  })

  it('is opened with a reason, shown to the opener for some minutes, and told to the family', async () => {
    const householdId = await makeHousehold(world, here.communityId)
    const person = await makeResident({ householdId })
    const spouse = await makeResident({ householdId, name: '秦大山' })
    const neighbour = await makeResident()
    await consent(world, here.first, person, ['health'])
    await note(world, here.first, person, '要人搀扶')
    const { openingId } = await open(world, here.first, spouse)
    const file = await read(openingId, here.first)
    expect(file.items).toMatchObject([
      { name: '秦桂花', item: 'health', current: { body: { text: '要人搀扶' } }, former: [] },
    ])
    await expect(read(openingId, here.second)).rejects.toThrow('care.opening-not-found')
    await expect(read(openingId, person)).rejects.toThrow('care.opening-not-found')
    const told = await family(spouse)
    expect(told.items).toMatchObject([
      { reasonKind: 'help', reason: '上门前了解情况', items: [{ name: '秦桂花', item: 'health' }] },
    ])
    expect((await family(person)).items).toEqual(told.items)
    expect((await family(neighbour)).items).toEqual([])
    world.passMinutes(30)
    await expect(read(openingId, here.first)).rejects.toThrow('care.opening-not-found')
  })

  it('stores no content as the answer of an opening', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['health'])
    await note(world, here.first, person, '要人搀扶')
    const { openingId } = await open(world, here.first, person)
    const [row] = await world.sql<{ outcome: unknown }[]>`
      select outcome from commands where use_case = 'care.open-file' order by recorded_at desc,
             id desc limit 1`
    expect(JSON.stringify(row?.outcome)).toBe(JSON.stringify({ value: { openingId } }))
  })

  it('two openings at once are two lines for the family', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['health'])
    await note(world, here.first, person, '要人搀扶')
    await Promise.all([open(world, here.first, person), open(world, here.second, person)])
    expect((await family(person)).items).toHaveLength(2)
  })

  it('is not opened by those who live there, by others, or where nothing is written', async () => {
    const householdId = await makeHousehold(world, here.communityId)
    const clerk = await makeResident({ householdId, roles: ['coordinator'] })
    const person = await makeResident({ householdId })
    await expect(open(world, here.first, person)).rejects.toThrow('care.nothing-to-open')
    await consent(world, here.first, person, ['health'])
    await note(world, here.first, person, '要人搀扶')
    await expect(open(world, clerk, person)).rejects.toThrow('care.not-about-oneself')
    await expect(open(world, there.first, person)).rejects.toThrow('person.role-missing')
    const input = { personId: person.id, reasonKind: 'help', reason: '看看' } as const
    const elsewhere = world.run(openFile, there.first.actor, there.communityId, input)
    await expect(elsewhere).rejects.toThrow('care.person-not-found')
  })

  it('is closed by itself when the consent is over, also while it is open', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['health', 'need'], 2)
    await note(world, here.first, person, '要人搀扶')
    await enter(world, here.first, person)
    wait(2)
    world.setNow(`${today(world)}T23:50:00+08:00`)
    const { openingId } = await open(world, here.first, person)
    expect((await read(openingId, here.first)).items).toHaveLength(2)
    world.passMinutes(15)
    expect((await read(openingId, here.first)).items).toEqual([])
    await expect(open(world, here.first, person)).rejects.toThrow('care.nothing-to-open')
    expect(await needOn(person)).toBe(false)
    const { items } = (
      await listFile(world.ctx, { communityId: here.communityId, personId: person.id })
    ).people[0] ?? { items: [] }
    expect(items.filter(({ consent: held }) => held !== null)).toEqual([])
  })

  it('loses what an expired consent covered after the time for renewal, and not before', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['health'], 1)
    await note(world, here.first, person, '要人搀扶')
    const kept = () => world.sql`
      select 1 from care_notes where person_id = ${person.id} and body_sealed is not null`
    wait(31)
    await wipeExpiredNotes(world.ctx)
    expect(await kept()).toHaveLength(1)
    wait(1)
    await wipeExpiredNotes(world.ctx)
    expect(await kept()).toHaveLength(0)
    await consent(world, here.first, person, ['health'])
    await expect(open(world, here.first, person)).rejects.toThrow('care.nothing-to-open')
  })

  it('loses an item at once, its history too, when the consent is withdrawn', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['health', 'income'])
    const { noteId } = await note(world, here.first, person, '要人搀扶')
    await note(world, here.first, person, '能自己走了', { replacesId: noteId })
    await note(world, here.first, person, '低保', { item: 'income' })
    const { openingId } = await open(world, here.first, person)
    const input = { personId: person.id, item: 'health' } as const
    await world.run(withdrawConsent, here.first.actor, here.communityId, input)
    expect((await read(openingId, here.first)).items.map(({ item }) => item)).toEqual(['income'])
    const rows = await world.sql`
      select 1 from care_notes
       where person_id = ${person.id} and item = 'health' and body_sealed is not null`
    expect(rows).toHaveLength(0)
    const again = world.run(withdrawConsent, here.first.actor, here.communityId, input)
    await expect(again).rejects.toThrow('care.consent-not-given')
  })

  it('is corrected with its history, by whoever has read the newest', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['health'])
    const { noteId } = await note(world, here.first, person, '要人搀扶')
    await expect(note(world, here.first, person, '又一条')).rejects.toThrow('care.note-changed')
    const correcting = (by: TestPerson, text: string) =>
      world.attempt(writeNote, by.actor, here.communityId, {
        ...{ personId: person.id, replacesId: noteId, item: 'health' as const, text },
      })
    const outcomes = await Promise.all([
      correcting(here.first, '能自己走了'),
      correcting(here.second, '用拐杖'),
    ])
    const codes = outcomes.map(({ result }) => (isRefusal(result) ? result.error.code : 'done'))
    expect(codes.toSorted()).toEqual(['care.note-changed', 'done'])
    const { openingId } = await open(world, here.first, person)
    const [item] = (await read(openingId, here.first)).items
    expect(item?.former.map(({ body }) => body)).toEqual([{ text: '要人搀扶' }])
  })

  it('shows the person what is written about them, and nobody else’s', async () => {
    const householdId = await makeHousehold(world, here.communityId)
    const person = await makeResident({ householdId })
    const spouse = await makeResident({ householdId })
    for (const one of [person, spouse]) {
      await consent(world, here.first, one, ['health'])
      await note(world, here.first, one, one === person ? '自己的' : '爱人的')
    }
    const { openingId } = await world.run(openOwnFile, person.actor, here.communityId, {})
    const { items } = await read(openingId, person)
    expect(items.map(({ current }) => current.body)).toEqual([{ text: '自己的' }])
    expect((await family(person)).items[0]).toMatchObject({ reasonKind: 'ownRequest' })
  })
})
