import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmAttendance } from '../../src/features/duty/confirm-attendance.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { getActivity } from '../../src/features/duty/get-activity.ts'
import { listActivities } from '../../src/features/duty/list-activities.ts'
import { withdrawAttendance } from '../../src/features/duty/withdraw-attendance.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let coordinator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, name: '周协调', roles: ['coordinator'] })
})
afterAll(() => world.close())

async function create(startsIn = -180, length = 120): Promise<Id> {
  const startsAt = plusMinutes(world.now(), startsIn)
  const { activityId } = await world.run(createActivity, coordinator.actor, communityId, {
    ...{ name: '清洁日', place: '小区', communityBuilding: true },
    ...{ startsAt, endsAt: plusMinutes(startsAt, length) },
  })
  return activityId
}

function confirm(activityId: Id, lines: readonly (readonly [string, number])[], by = coordinator) {
  return world.run(confirmAttendance, by.actor, communityId, {
    activityId,
    attendances: lines.map(([who, length]) => ({ who, attendedMinutes: minutes(length) })),
  })
}

describe('activities', () => {
  it('are created by a coordinator of the community and listed, the latest first', async () => {
    const earlier = await create(-600)
    const later = await create(600)
    const page = await listActivities(world.ctx, { communityId, cursor: null, limit: 1 })
    expect(page.items.map(({ id }) => id)).toEqual([later])
    const cursor = page.nextCursor
    const next = await listActivities(world.ctx, { communityId, cursor, limit: 50 })
    expect(next.items.map(({ id }) => id)).toContain(earlier)
  })

  it('are refused to everybody else, and with an end before the start', async () => {
    const resident = await world.makePerson({ communityId })
    const startsAt = world.now()
    const wish = { name: '议事', place: '站里', communityBuilding: true, startsAt }
    const endsAt = plusMinutes(startsAt, 60)
    await expect(
      world.run(createActivity, resident.actor, communityId, { ...wish, endsAt }),
    ).rejects.toThrow('person.role-missing')
    await expect(
      world.run(createActivity, coordinator.actor, communityId, { ...wish, endsAt: startsAt }),
    ).rejects.toThrow('duty.activity-time')
  })
})

describe('confirming attendance', () => {
  it('needs a known name only, a card number or an id, and answers each line', async () => {
    const activityId = await create()
    const named = await world.makePerson({ communityId, name: '赵一芳' })
    const carded = await world.makePerson({ communityId, volunteer: true })
    const known = await world.makePerson({ communityId })
    const [volunteer] = await world.sql<{ card: string }[]>`
      select card_number as card from volunteers where person_id = ${carded.id}`
    const outcomes = await confirm(activityId, [
      ['赵一芳', 60],
      [volunteer?.card ?? '', 90],
      [known.id, 30],
      ['没有这个人', 30],
      ['赵一芳', 60],
    ])
    expect(outcomes).toMatchObject([
      { confirmed: true, personId: named.id },
      { confirmed: true, personId: carded.id },
      { confirmed: true, personId: known.id },
      { confirmed: false, refusal: { code: 'duty.person-not-found' } },
      { confirmed: false, refusal: { code: 'duty.person-twice' } },
    ])
    const { attendances } = await getActivity(world.ctx, { communityId, activityId })
    expect(attendances).toHaveLength(3)
  })

  it('asks back where two have the name, and does not find people of other communities', async () => {
    const activityId = await create()
    const elsewhere = await world.makeCommunity()
    await world.makePerson({ communityId, name: '双名' })
    await world.makePerson({ communityId, name: '双名' })
    await world.makePerson({ communityId: elsewhere, name: '外地人' })
    const outcomes = await confirm(activityId, [
      ['双名', 60],
      ['外地人', 60],
    ])
    expect(outcomes).toMatchObject([
      { refusal: { code: 'duty.person-ambiguous' } },
      { refusal: { code: 'duty.person-not-found' } },
    ])
  })

  it('is never of oneself, nor longer than the activity', async () => {
    const activityId = await create(-180, 120)
    const person = await world.makePerson({ communityId })
    const outcomes = await confirm(activityId, [
      [coordinator.id, 60],
      [person.id, 121],
    ])
    expect(outcomes).toMatchObject([
      { refusal: { code: 'duty.own-attendance' } },
      { refusal: { code: 'duty.attendance-too-long' } },
    ])
  })

  it('waits until the activity has begun', async () => {
    const activityId = await create(10)
    await expect(confirm(activityId, [[coordinator.id, 60]])).rejects.toThrow(
      'duty.activity-not-begun',
    )
  })

  it('knows no activity of another community', async () => {
    const other = await world.makeCommunity()
    const theirs = await world.makePerson({ communityId: other, roles: ['coordinator'] })
    const activityId = await create()
    await expect(
      world.run(confirmAttendance, theirs.actor, other, { activityId, attendances: [] }),
    ).rejects.toThrow('duty.activity-not-found')
    await expect(confirm(activityId, [], theirs)).rejects.toThrow('person.role-missing')
  })
})

describe('withdrawing an attendance', () => {
  it('takes it back once, with a reason, and confirming again makes it stand', async () => {
    const activityId = await create()
    const person = await world.makePerson({ communityId })
    await confirm(activityId, [[person.id, 60]])
    const input = { activityId, personId: person.id, reason: '签错了' }
    await world.run(withdrawAttendance, coordinator.actor, communityId, input)
    await expect(
      world.run(withdrawAttendance, coordinator.actor, communityId, input),
    ).rejects.toThrow('duty.attendance-withdrawn')
    await confirm(activityId, [[person.id, 45]])
    const { attendances } = await getActivity(world.ctx, { communityId, activityId })
    expect(attendances).toMatchObject([{ attendedMinutes: 45, withdrawnAt: null }])
  })

  it('is refused where there is none', async () => {
    const activityId = await create()
    const input = { activityId, personId: coordinator.id, reason: '签错了' }
    await expect(
      world.run(withdrawAttendance, coordinator.actor, communityId, input),
    ).rejects.toThrow('duty.attendance-not-found')
  })
})
