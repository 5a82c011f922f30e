import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelShift } from '../../src/features/duty/cancel-shift.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { monthOf, weekOf } from '../../src/features/duty/rules/planner.ts'
import { instantAt, plusMinutes, type CivilDate } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { plan, shiftsOf } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const day = (text: string) => text as CivilDate

describe('weeks and months', () => {
  it.each([
    ['2026-11-23', '2026-11-23', '2026-11-29'],
    ['2026-11-29', '2026-11-23', '2026-11-29'],
    ['2027-01-01', '2026-12-28', '2027-01-03'],
  ])('%s is in the week from %s to %s', (on, fromOn, untilOn) => {
    expect(weekOf(day(on))).toEqual({ fromOn, untilOn })
  })

  it.each([
    ['2026-11-24', '2026-11-01', '2026-11-30'],
    ['2028-02-29', '2028-02-01', '2028-02-29'],
    ['2026-12-31', '2026-12-01', '2026-12-31'],
  ])('%s is in the month from %s to %s', (on, fromOn, untilOn) => {
    expect(monthOf(day(on))).toEqual({ fromOn, untilOn })
  })
})

describe('周周有安排', () => {
  let world: World
  let http: HttpWorld
  let ids: Record<'daily' | 'single' | 'cancelled' | 'nothing', Id>
  let administrator: TestPerson
  let coordinator: TestPerson

  beforeAll(async () => {
    world = await openWorld()
    http = openHttp(world)
    ids = {
      daily: await world.makeCommunity('天天有'),
      single: await world.makeCommunity('有一次'),
      cancelled: await world.makeCommunity('取消了'),
      nothing: await world.makeCommunity('没有的'),
    }
    const offeringId = await world.makeOffering()
    const at = (communityId: Id) => world.makePerson({ communityId, roles: ['coordinator'] })
    coordinator = await at(ids.daily)
    await plan(world, coordinator, { offeringId })
    const holder = await at(ids.single)
    const startsAt = instantAt(day('2026-11-28'), '09:00')
    await world.run(createActivity, holder.actor, ids.single, {
      ...{ name: '清洁日', place: '院落', communityBuilding: true },
      ...{ startsAt, endsAt: plusMinutes(startsAt, 60) },
    })
    const rainy = await at(ids.cancelled)
    const planId = await plan(world, rainy, {
      ...{ offeringId, rule: null, dates: [startsAt] },
    })
    const [shift] = await shiftsOf(world, ids.cancelled, planId)
    const cancel = { shiftId: shift?.id ?? '', reason: '下雨' }
    await world.run(cancelShift, rainy.actor, ids.cancelled, cancel)
    administrator = await world.makePerson({
      ...{ communityId: ids.daily, roles: ['districtAdministrator'] as const },
      rolesAt: world.districtId,
    })
  })
  afterAll(() => world.close())

  it('lists every community below a node, with what it has and has not', async () => {
    const token = await http.tokenOf(administrator)
    const path = `/api/v1/nodes/${world.districtId}/planner?on=2026-11-24`
    type Answer = { items: { communityId: Id; thisWeek: number; thisMonth: number }[] }
    const { body } = await http.call<Answer>(path, { token })
    const row = (id: Id) => body.items.find(({ communityId }) => communityId === id)
    expect(row(ids.daily)).toMatchObject({ thisWeek: 6, nextWeek: 7, thisMonth: 7 })
    expect(row(ids.single)).toMatchObject({ thisWeek: 1, nextWeek: 0, thisMonth: 1 })
    expect(row(ids.cancelled)).toMatchObject({ thisWeek: 0, thisMonth: 0 })
    expect(row(ids.nothing)).toMatchObject({ thisWeek: 0, thisMonth: 0 })
  })

  it('is not told to who has no role there', async () => {
    const token = await http.tokenOf(coordinator)
    const at = (id: Id) =>
      http.call(`/api/v1/nodes/${id}/planner?on=2026-11-24`, { token }).then((one) => one.status)
    expect([await at(ids.daily), await at(ids.nothing), await at(world.districtId)]).toEqual([
      200, 404, 404,
    ])
  })

  it('says on its page who has nothing, and goes to the weeks before and after', async () => {
    const cookie = await http.cookieOf(administrator)
    const page = await http.call<string>('/planner', { cookie })
    expect(page.body).toContain('2 个社区这一周没有安排')
    const next = await http.call<string>('/planner?on=2026-11-30', { cookie })
    expect(next.body).toContain('3 个社区这一周没有安排')
  })
})
