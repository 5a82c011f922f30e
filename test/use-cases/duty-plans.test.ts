import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addSchoolHoliday } from '../../src/features/duty/add-school-holiday.ts'
import { cancelShift } from '../../src/features/duty/cancel-shift.ts'
import { createPlan } from '../../src/features/duty/create-plan.ts'
import { layOutPlans } from '../../src/features/duty/jobs/lay-out-plans.ts'
import { moveShift } from '../../src/features/duty/move-shift.ts'
import { removeSchoolHoliday } from '../../src/features/duty/remove-school-holiday.ts'
import { revisePlan } from '../../src/features/duty/revise-plan.ts'
import { stopPlan } from '../../src/features/duty/stop-plan.ts'
import { openDatabase } from '../../src/db/client.ts'
import { civilDateOf, civilTimeOf, instantAt, plusDays } from '../../src/kernel/clock.ts'
import type { CivilDate } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { plan, shiftsOf, termsOf } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let coordinator: TestPerson
let administrator: TestPerson
let offeringId: Id

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  administrator = await world.makePerson({
    ...{ communityId, roles: ['districtAdministrator'] as const, rolesAt: world.districtId },
  })
  offeringId = await world.makeOffering()
})
afterAll(() => world.close())

const day = (text: string) => text as CivilDate

describe('a plan', () => {
  it('has the shifts of the coming five weeks at once, and none of the past', async () => {
    const planId = await plan(world, coordinator, { offeringId })
    const shifts = await shiftsOf(world, communityId, planId)
    expect(shifts).toHaveLength(36)
    expect(shifts[0]).toMatchObject({
      ...{ startsAt: instantAt(day('2026-11-24'), '16:00'), name: '四点钟乐园', capacity: 3 },
      endsAt: instantAt(day('2026-11-24'), '18:00'),
    })
  })

  it('grows by a day each day, once though two processes do it', async () => {
    const planId = await plan(world, coordinator, { offeringId })
    const other = openDatabase({ target: world.test.target, connections: 2 })
    const before = (await shiftsOf(world, communityId, planId)).length
    world.passMinutes(3 * 1_440)
    try {
      await Promise.all([layOutPlans(world.ctx), layOutPlans({ ...world.ctx, db: other })])
      expect(await layOutPlans(world.ctx)).toBe(0)
    } finally {
      await other.close()
      world.passMinutes(-3 * 1_440)
    }
    expect((await shiftsOf(world, communityId, planId)).length).toBe(before + 3)
  })

  it('is refused to others, for an offering whose time does not count, and by its rule', async () => {
    const resident = await world.makePerson({ communityId })
    const none = await world.makeOffering({ counts: 'none' })
    const attempt = (by: TestPerson, wish: Parameters<typeof termsOf>[1]) =>
      world.run(createPlan, by.actor, communityId, termsOf(world, wish))
    await expect(attempt(resident, { offeringId })).rejects.toThrow('person.role-missing')
    await expect(attempt(coordinator, { offeringId: none })).rejects.toThrow('duty.plan-offering')
    await expect(attempt(coordinator, { offeringId, rule: 'x' })).rejects.toThrow('duty.plan-rule')
  })
})

describe('revising a plan', () => {
  it('replaces the coming shifts and keeps those that were moved or cancelled', async () => {
    const planId = await plan(world, coordinator, { offeringId })
    const [first, second, third] = await shiftsOf(world, communityId, planId)
    if (!first || !second || !third) throw new Error('no shifts')
    await world.run(cancelShift, coordinator.actor, communityId, {
      ...{ shiftId: second.id, reason: '下大雨' },
    })
    await world.run(moveShift, coordinator.actor, communityId, {
      ...{ shiftId: third.id, place: '图书室', reason: '活动室占用' },
      ...{ startsAt: third.startsAt, endsAt: third.endsAt },
    })
    const terms = termsOf(world, { offeringId, rule: '30 16 * * *', name: '放学乐园' })
    const done = await world.run(revisePlan, coordinator.actor, communityId, { planId, ...terms })
    expect(done).toMatchObject({ added: 34, removed: 34, kept: 2 })
    const [one, two, three, four] = await shiftsOf(world, communityId, planId)
    expect([one, two, three, four].map((shift) => shift && civilTimeOf(shift.startsAt))).toEqual([
      '16:30',
      '16:00',
      '16:00',
      '16:30',
    ])
    expect(one?.name).toBe('放学乐园')
    expect(two).toMatchObject({ id: second.id, name: '四点钟乐园', cancelledReason: '下大雨' })
    expect(three).toMatchObject({ id: third.id, place: '图书室' })
  })

  it('and stopping it are refused where there is none, and once it is stopped', async () => {
    const planId = await plan(world, coordinator, { offeringId })
    const stop = (id: Id) =>
      world.run(stopPlan, coordinator.actor, communityId, { planId: id, reason: '暂停' })
    expect(await stop(planId)).toMatchObject({ added: 0, removed: 36, kept: 0 })
    expect(await shiftsOf(world, communityId, planId)).toEqual([])
    await expect(stop(planId)).rejects.toThrow('duty.plan-stopped')
    await expect(stop(communityId)).rejects.toThrow('duty.plan-not-found')
    const revision = { planId, ...termsOf(world, { offeringId }) }
    await expect(world.run(revisePlan, coordinator.actor, communityId, revision)).rejects.toThrow(
      'duty.plan-stopped',
    )
  })
})

describe('one shift', () => {
  const first = async () => {
    const planId = await plan(world, coordinator, { offeringId })
    const [shift] = await shiftsOf(world, communityId, planId)
    if (!shift) throw new Error('no shift')
    return shift
  }

  it('cannot be moved into the past, backwards, or once it has begun or is cancelled', async () => {
    const shift = await first()
    const move = (startsAt: typeof shift.startsAt, endsAt: typeof shift.startsAt) =>
      world.run(moveShift, coordinator.actor, communityId, {
        ...{ shiftId: shift.id, startsAt, endsAt, place: '站里', reason: '改' },
      })
    const past = instantAt(day('2026-11-23'), '16:00')
    await expect(move(past, instantAt(day('2026-11-23'), '18:00'))).rejects.toThrow('shift-past')
    await expect(move(shift.endsAt, shift.startsAt)).rejects.toThrow('duty.activity-time')
    const cancel = { shiftId: shift.id, reason: '取消' }
    world.passMinutes(8 * 60)
    await expect(world.run(cancelShift, coordinator.actor, communityId, cancel)).rejects.toThrow(
      'duty.shift-begun',
    )
    world.passMinutes(-8 * 60)
    await world.run(cancelShift, coordinator.actor, communityId, cancel)
    await expect(world.run(cancelShift, coordinator.actor, communityId, cancel)).rejects.toThrow(
      'duty.shift-cancelled',
    )
    await expect(move(shift.startsAt, shift.endsAt)).rejects.toThrow('duty.shift-cancelled')
  })

  it('is not known to another community', async () => {
    const shift = await first()
    const other = await world.makeCommunity()
    const theirs = await world.makePerson({ communityId: other, roles: ['coordinator'] })
    const input = { shiftId: shift.id, reason: '取消' }
    await expect(world.run(cancelShift, theirs.actor, other, input)).rejects.toThrow(
      'duty.shift-not-found',
    )
    await expect(world.run(cancelShift, theirs.actor, communityId, input)).rejects.toThrow(
      'person.role-missing',
    )
  })

  it('keeps what was announced, whoever tries to change it', async () => {
    const shift = await first()
    await expect(
      world.sql`update shifts set content = '别的' where id = ${shift.id}`,
    ).rejects.toThrow('only when a person is erased')
  })
})

describe('school holidays', () => {
  it('entered later take the shifts of school days away, and removed give them back', async () => {
    const planId = await plan(world, coordinator, { offeringId, days: 'schoolDays' })
    const days = async () =>
      (await shiftsOf(world, communityId, planId)).map(({ startsAt }) => civilDateOf(startsAt))
    const whole = await days()
    const startsOn = plusDays(civilDateOf(world.now()), 7)
    const input = { name: '停课', startsOn, endsOn: plusDays(startsOn, 60) }
    const { schoolHolidayId } = await world.run(
      ...([addSchoolHoliday, administrator.actor, world.districtId, input] as const),
    )
    await layOutPlans(world.ctx)
    expect(await days()).toEqual(whole.filter((on) => on < startsOn))
    const removal = { schoolHolidayId }
    await world.run(removeSchoolHoliday, administrator.actor, world.districtId, removal)
    await layOutPlans(world.ctx)
    expect(await days()).toEqual(whole)
    await expect(
      world.run(removeSchoolHoliday, administrator.actor, world.districtId, removal),
    ).rejects.toThrow('duty.school-holiday-not-found')
  })

  it('are the district’s to keep', async () => {
    const input = { name: '寒假', startsOn: day('2027-01-23'), endsOn: day('2027-02-21') }
    await expect(
      world.run(addSchoolHoliday, coordinator.actor, world.districtId, input),
    ).rejects.toThrow('person.role-missing')
    await expect(
      world.run(addSchoolHoliday, administrator.actor, world.districtId, {
        ...{ ...input, endsOn: day('2027-01-01') },
      }),
    ).rejects.toThrow('duty.school-holiday-days')
  })
})
