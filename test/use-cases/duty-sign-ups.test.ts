import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelShift } from '../../src/features/duty/cancel-shift.ts'
import { remindVolunteers } from '../../src/features/duty/jobs/remind-volunteers.ts'
import { listAttendance } from '../../src/features/duty/list-attendance.ts'
import { listOwnShifts } from '../../src/features/duty/list-own-shifts.ts'
import type { PlanTerms } from '../../src/features/duty/model/plans.ts'
import type { Shift } from '../../src/features/duty/model/shifts.ts'
import { moveShift } from '../../src/features/duty/move-shift.ts'
import { revisePlan } from '../../src/features/duty/revise-plan.ts'
import { signUp } from '../../src/features/duty/sign-up.ts'
import { withdrawSignUp } from '../../src/features/duty/withdraw-sign-up.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { plan, shiftsOf, termsOf } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let coordinator: TestPerson
let offeringId: Id

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  offeringId = await world.makeOffering()
})
afterAll(() => world.close())

const volunteer = () => world.makePerson({ communityId, volunteer: true })

/** The second shift of a plan: tomorrow's. */
async function tomorrow(wish: Partial<PlanTerms> = {}): Promise<Shift> {
  const planId = await plan(world, coordinator, { offeringId, ...wish })
  const [, shift] = await shiftsOf(world, communityId, planId)
  if (!shift) throw new Error('no shift')
  return shift
}

const join = (shift: Shift, person: TestPerson, by = person) =>
  world.run(signUp, by.actor, communityId, {
    ...{ shiftId: shift.id, personId: by === person ? null : person.id },
  })
const leave = (shift: Shift, person: TestPerson) =>
  world.run(withdrawSignUp, person.actor, communityId, { shiftId: shift.id, personId: null })

const statesOf = async (shift: Shift) =>
  (await listAttendance(world.ctx, shift)).signUps.map(({ personId, state }) => [personId, state])

async function noticesOf(person: TestPerson): Promise<readonly string[]> {
  const rows = await world.sql<{ kind: string }[]>`
    select kind from notices where recipient_id = ${person.id} order by kind`
  return rows.map(({ kind }) => kind)
}

describe('signing up', () => {
  it('takes a place, then a place in the line, and moves up whoever waits longest', async () => {
    const shift = await tomorrow({ capacity: 1 })
    const [first, second, third] = [await volunteer(), await volunteer(), await volunteer()]
    expect((await join(shift, first)).state).toBe('signedUp')
    expect((await join(shift, first)).state).toBe('signedUp')
    expect((await join(shift, second)).state).toBe('waiting')
    world.passMinutes(1)
    expect((await join(shift, third)).state).toBe('waiting')
    await leave(shift, first)
    expect(await statesOf(shift)).toEqual([
      [second.id, 'signedUp'],
      [third.id, 'waiting'],
    ])
    expect(await noticesOf(second)).toEqual(['duty.moved-up'])
    expect((await join(shift, first)).state).toBe('waiting')
    await leave(shift, third)
    await expect(leave(shift, third)).rejects.toThrow('duty.sign-up-not-found')
  })

  it('gives the last place to one of many who ask at once', async () => {
    const shift = await tomorrow({ capacity: 2 })
    const people = await Promise.all(Array.from({ length: 8 }, volunteer))
    const states = await Promise.all(people.map(async (one) => (await join(shift, one)).state))
    expect(states.toSorted()).toEqual([
      ...['signedUp', 'signedUp', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting'],
      'waiting',
    ])
  })

  it('leaves nobody in two shifts at a time, in whatever community, also at once', async () => {
    const person = await volunteer()
    const [one, other] = [await tomorrow(), await tomorrow({ rule: '0 17 * * *' })]
    const attempts = await Promise.all(
      [one, other].map((shift) =>
        world.attempt(signUp, person.actor, communityId, { shiftId: shift.id, personId: null }),
      ),
    )
    const refused = attempts.flatMap(({ result }) => (isRefusal(result) ? result.error.code : []))
    expect(refused).toEqual(['duty.shift-overlap'])
    const elsewhere = await world.makeCommunity()
    const theirs = await world.makePerson({ communityId: elsewhere, roles: ['coordinator'] })
    const planId = await plan(world, theirs, { offeringId, rule: '30 16 * * *' })
    const [, third] = await shiftsOf(world, elsewhere, planId)
    await expect(
      world.run(signUp, person.actor, elsewhere, { shiftId: third?.id ?? '', personId: null }),
    ).rejects.toThrow('duty.shift-overlap')
  })

  it('asks what the record will be asked: registered, a card, an age, a guardian', async () => {
    const shift = await tomorrow()
    const resident = await world.makePerson({ communityId })
    const child = await world.makePerson({ communityId, volunteer: true, bornOn: '2015-01-01' })
    const pupil = await world.makePerson({ communityId, volunteer: true, bornOn: '2011-01-01' })
    await expect(join(shift, resident)).rejects.toThrow('service.not-registered')
    await expect(join(shift, child)).rejects.toThrow('service.volunteer-too-young')
    await expect(join(shift, pupil)).rejects.toThrow('service.guardian-consent-needed')
    const risky = await world.makeOffering({ risky: true })
    const patrol = await tomorrow({ offeringId: risky, rule: '0 20 * * *' })
    await world.sql`update volunteers set guardian_consent_on = '2026-01-01'
                     where person_id = ${pupil.id}`
    expect((await join(shift, pupil)).state).toBe('signedUp')
    await expect(join(patrol, pupil)).rejects.toThrow('service.volunteer-too-young')
  })

  it('is done for others by a coordinator only, and not for a shift that is gone', async () => {
    const shift = await tomorrow()
    const [one, other] = [await volunteer(), await volunteer()]
    await expect(join(shift, one, other)).rejects.toThrow('person.role-missing')
    expect((await join(shift, one, coordinator)).state).toBe('signedUp')
    const cancelled = await tomorrow({ rule: '0 8 * * *' })
    const reason = { shiftId: cancelled.id, reason: '下雨' }
    await world.run(cancelShift, coordinator.actor, communityId, reason)
    await expect(join(cancelled, one)).rejects.toThrow('duty.shift-cancelled')
  })
})

describe('a shift that people signed up for', () => {
  it('stays as announced when its plan is revised', async () => {
    const shift = await tomorrow()
    await join(shift, await volunteer())
    const terms = termsOf(world, { offeringId, rule: '30 17 * * *' })
    const input = { planId: shift.planId, ...terms }
    const done = await world.run(revisePlan, coordinator.actor, communityId, input)
    expect(done.kept).toBe(1)
    const shifts = await shiftsOf(world, communityId, shift.planId)
    expect(shifts.find(({ id }) => id === shift.id)?.startsAt).toBe(shift.startsAt)
    const day = shift.startsAt.slice(0, 10)
    expect(shifts.filter(({ startsAt }) => startsAt.startsWith(day))).toHaveLength(1)
  })

  it('tells them when it is moved or cancelled, and frees who is busy then', async () => {
    const [shift, evening] = [await tomorrow(), await tomorrow({ rule: '0 20 * * *' })]
    const [free, busy] = [await volunteer(), await volunteer()]
    for (const one of [free, busy]) await join(shift, one)
    await join(evening, busy)
    await world.run(moveShift, coordinator.actor, communityId, {
      ...{ shiftId: shift.id, startsAt: evening.startsAt, endsAt: evening.endsAt },
      ...{ place: '图书室', reason: '活动室占用' },
    })
    expect(await statesOf(shift)).toEqual([[free.id, 'signedUp']])
    expect(await noticesOf(free)).toEqual(['duty.shift-moved'])
    expect(await noticesOf(busy)).toEqual(['duty.shift-dropped'])
    const cancel = { shiftId: shift.id, reason: '下大雨' }
    await world.run(cancelShift, coordinator.actor, communityId, cancel)
    expect(await noticesOf(free)).toEqual(['duty.shift-cancelled', 'duty.shift-moved'])
    const own = await listOwnShifts(world.ctx, { personId: free.id })
    expect(own.shifts).toEqual([])
  })

  it('is reminded of the day before and two hours before, each once', async () => {
    const shift = await tomorrow({ rule: '30 13 * * *' })
    const [coming, waiting] = [await volunteer(), await volunteer()]
    await join(shift, coming)
    await world.sql`update shifts set capacity = 1 where id = ${shift.id}`
    await join(shift, waiting)
    const now = world.now()
    const tell = () => Promise.all([remindVolunteers(world.ctx), remindVolunteers(world.ctx)])
    await tell()
    expect(await noticesOf(coming)).toEqual([])
    for (const [time, told] of [
      ['2026-11-24T13:31:00+08:00', 1],
      ['2026-11-25T11:29:00+08:00', 1],
      ['2026-11-25T11:31:00+08:00', 2],
      ['2026-11-25T13:00:00+08:00', 2],
    ] as const) {
      world.setNow(time)
      await tell()
      await tell()
      expect(await noticesOf(coming)).toHaveLength(told)
    }
    expect(await noticesOf(waiting)).toEqual([])
    world.setNow(now)
  })
})
