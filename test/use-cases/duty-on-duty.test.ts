import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRead } from '../../src/db/transaction.ts'
import { createDuty } from '../../src/features/duty/create-duty.ts'
import { findOnDuty } from '../../src/features/duty/find-on-duty.ts'
import { setRosterDays } from '../../src/features/duty/set-roster-days.ts'
import { takeLeave } from '../../src/features/duty/take-leave.ts'
import { withdrawLeave } from '../../src/features/duty/withdraw-leave.ts'
import { civilDateOf, instantAt, plusDays, type CivilDate } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let first: TestPerson
let second: TestPerson
let volunteer: TestPerson
let dutyId: Id

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  first = await world.makePerson({ communityId, roles: ['coordinator'] })
  second = await world.makePerson({ communityId, roles: ['coordinator'] })
  volunteer = await world.makePerson({ communityId, volunteer: true })
  dutyId = (await create('desk')).dutyId
})
afterAll(() => world.close())

const wish = { name: '民情受理', opens: '08:00', closes: '18:00', workdaysOnly: true }
const create = (code: string, by = first, at = communityId) =>
  world.run(createDuty, by.actor, at, { ...wish, code })

const on = (days: number) => plusDays(civilDateOf(world.now()), days)
const put = (dutyOn: CivilDate, a: TestPerson | null, b: TestPerson | null, by = first) =>
  world.run(setRosterDays, by.actor, communityId, {
    dutyId,
    days: [{ dutyOn, aId: a?.id ?? null, bId: b?.id ?? null }],
  })
const find = (dutyOn: CivilDate, code = 'desk', at = communityId) =>
  inRead(world.ctx, (tx) => findOnDuty(tx, at, code, instantAt(dutyOn, '09:30')))
const away = (person: TestPerson, fromOn: CivilDate, untilOn = fromOn, by = person) =>
  world.run(takeLeave, by.actor, communityId, {
    ...{ personId: person.id, fromOn, untilOn },
    reason: '家里有事',
  })

describe('who is on duty', () => {
  it('is A, and B while A is on leave, and nobody while both are', async () => {
    await put(on(1), first, second)
    expect(await find(on(1))).toEqual({ a: first.id, b: second.id, acting: first.id })
    await away(first, on(1))
    expect((await find(on(1))).acting).toBe(second.id)
    await away(second, on(1), on(1), first)
    expect((await find(on(1))).acting).toBeNull()
  })

  it('is A again where the leave is withdrawn', async () => {
    await put(on(5), first, second)
    const { leaveId } = await away(first, on(5), on(6))
    await world.run(withdrawLeave, second.actor, communityId, { leaveId })
    expect((await find(on(5))).acting).toBe(first.id)
    await expect(world.run(withdrawLeave, first.actor, communityId, { leaveId })).rejects.toThrow(
      'duty.leave-withdrawn',
    )
  })

  it('falls to B where A has left or lost what tied them to the place', async () => {
    const gone = await world.makePerson({ communityId, volunteer: true })
    const demoted = await world.makePerson({ communityId, roles: ['coordinator'] })
    await put(on(2), gone, second)
    await put(on(3), demoted, volunteer)
    await world.sql`update persons set left_at = now() where id = ${gone.id}`
    await world.sql`update role_grants set revoked_at = now() where person_id = ${demoted.id}`
    expect((await find(on(2))).acting).toBe(second.id)
    expect((await find(on(3))).acting).toBe(volunteer.id)
  })

  it('is nobody where no roster says so: another day, code or community', async () => {
    const nobody = { a: null, b: null, acting: null }
    const elsewhere = await world.makeCommunity()
    expect(await find(on(40))).toEqual(nobody)
    expect(await find(on(1), 'patrol')).toEqual(nobody)
    expect(await find(on(1), 'desk', elsewhere)).toEqual(nobody)
  })

  it('is asked for the day in Shanghai', async () => {
    await put(on(10), first, second)
    const midnight = (time: string) =>
      inRead(world.ctx, (tx) => findOnDuty(tx, communityId, 'desk', instantAt(on(10), time)))
    expect((await midnight('00:01')).a).toBe(first.id)
    expect((await midnight('23:59')).a).toBe(first.id)
  })
})

describe('an early return', () => {
  it('ends the leave yesterday and leaves the days before as they were', async () => {
    const here = await world.makePerson({ communityId, roles: ['coordinator'] })
    const from = on(0)
    await put(from, here, second)
    await put(on(1), here, second)
    const { leaveId } = await away(here, from, on(8))
    world.passMinutes(24 * 60)
    await world.run(withdrawLeave, here.actor, communityId, { leaveId })
    expect((await find(from)).acting).toBe(second.id)
    expect((await find(on(0))).acting).toBe(here.id)
    await expect(world.run(withdrawLeave, here.actor, communityId, { leaveId })).rejects.toThrow(
      'duty.leave-past',
    )
  })
})

describe('a duty and its days', () => {
  it('has one of a code in a community, made by a coordinator there', async () => {
    await expect(create('desk')).rejects.toThrow('duty.duty-exists')
    await expect(create('夜班')).rejects.toThrow('duty.duty-code')
    await expect(create('night', volunteer)).rejects.toThrow('person.role-missing')
    const closed = { ...wish, code: 'night', opens: '18:00', closes: '08:00' }
    await expect(world.run(createDuty, first.actor, communityId, closed)).rejects.toThrow(
      'duty.duty-time',
    )
    const elsewhere = await world.makeCommunity()
    await expect(create('night', first, elsewhere)).rejects.toThrow('person.role-missing')
  })

  it.each([
    ['a day that is over', () => put(on(-1), first, second), 'duty.roster-past'],
    ['more than a year ahead', () => put(on(400), first, second), 'duty.roster-far'],
    ['A and B in one person', () => put(on(2), first, first), 'duty.roster-same-person'],
    ['B alone', () => put(on(2), null, second), 'duty.roster-only-b'],
    ['a volunteer as the one who decides', () => put(on(2), first, null, volunteer), 'person.role'],
  ])('refuses %s', async (_, act, code) => {
    await expect(act()).rejects.toThrow(code)
  })

  it('refuses whoever has nothing to do there, or carries no card, and then writes nothing', async () => {
    const resident = await world.makePerson({ communityId })
    const elsewhere = await world.makeCommunity()
    const foreign = await world.makePerson({ communityId: elsewhere, roles: ['coordinator'] })
    for (const who of [resident, foreign]) {
      const days = [
        { dutyOn: on(20), aId: first.id, bId: second.id },
        { dutyOn: on(21), aId: first.id, bId: who.id },
      ]
      await expect(
        world.run(setRosterDays, first.actor, communityId, { dutyId, days }),
      ).rejects.toThrow('duty.roster-not-serving')
    }
    expect((await find(on(20))).a).toBeNull()
  })

  it('knows no duty of another community', async () => {
    const elsewhere = await world.makeCommunity()
    const theirs = await world.makePerson({ communityId: elsewhere, roles: ['coordinator'] })
    const input = { dutyId, days: [] }
    await expect(world.run(setRosterDays, theirs.actor, elsewhere, input)).rejects.toThrow(
      'duty.duty-not-found',
    )
  })

  it('can be emptied, and every change stays on record for every role', async () => {
    await put(on(30), first, second)
    await put(on(30), null, null)
    expect((await find(on(30))).acting).toBeNull()
    const changes = await world.sql<{ a: Id | null; kind: string; by: Id }[]>`
      select a_id as a, kind, changed_by_id as by from roster_changes
       where community_id = ${communityId} and duty_on = ${on(30)} order by id`
    expect(changes).toEqual([
      { a: first.id, kind: 'set', by: first.id },
      { a: null, kind: 'set', by: first.id },
    ])
    await expect(world.sql`delete from roster_changes`).rejects.toThrow('refused')
    await expect(world.sql`update roster_changes set a_id = null`).rejects.toThrow('refused')
  })

  it('keeps to its promises in the database too', async () => {
    const row = (a: Id | null, b: Id | null) => world.sql`
      insert into roster_days values (${communityId}, ${dutyId}, '2027-01-04', ${a}, ${b})`
    await expect(row(first.id, first.id)).rejects.toThrow('roster_days_two_people')
    await expect(row(null, first.id)).rejects.toThrow('roster_days_b_after_a')
  })
})

describe('a leave', () => {
  it.each([
    ['that ends before it begins', 3, 2, 'duty.leave-time'],
    ['of more than a year', 1, 400, 'duty.leave-time'],
    ['that is over', -3, -1, 'duty.leave-past'],
  ])('is refused %s', async (_, from, until, code) => {
    await expect(away(first, on(from), on(until))).rejects.toThrow(code)
  })

  it('is of oneself, or written down by a coordinator there', async () => {
    await expect(away(first, on(1), on(1), volunteer)).rejects.toThrow('person.role-missing')
    const elsewhere = await world.makeCommunity()
    const theirs = await world.makePerson({ communityId: elsewhere, roles: ['coordinator'] })
    await expect(away(theirs, on(1), on(1), first)).rejects.toThrow('duty.roster-not-serving')
    const { leaveId } = await away(first, on(1))
    const others = [volunteer, theirs]
    for (const who of others) {
      await expect(world.run(withdrawLeave, who.actor, communityId, { leaveId })).rejects.toThrow(
        'person.role-missing',
      )
    }
    await expect(
      world.run(withdrawLeave, first.actor, communityId, { leaveId: newId() }),
    ).rejects.toThrow('duty.leave-not-found')
  })
})
