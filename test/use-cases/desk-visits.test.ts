import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/db/command.ts'
import { confirmVisit } from '../../src/features/desk/confirm-visit.ts'
import { finishVisit } from '../../src/features/desk/finish-visit.ts'
import { confirmSilentVisits } from '../../src/features/desk/jobs.ts'
import { getRequest } from '../../src/features/desk/get-request.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { startVisit } from '../../src/features/desk/start-visit.ts'
import { takeVisit } from '../../src/features/desk/take-visit.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { finishOf, requestOf, serve, take, timesFrom } from '../support/desk.ts'
import { makeStation, relate, type Station } from '../support/savings.ts'
import { openWorld, type PersonWish, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let offeringId: Id
let resident: TestPerson
let helper: TestPerson

beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  station = await makeStation(world)
  offeringId = await world.makeOffering()
  resident = await person()
  helper = await person({ volunteer: true })
})
afterAll(() => world.close())

function person(wish: Partial<PersonWish> = {}): Promise<TestPerson> {
  return world.makePerson({ communityId: station.communityId, ...wish })
}

async function register(asker = resident, wish: Parameters<typeof requestOf>[0] = {}): Promise<Id> {
  const input = requestOf({ offeringId, ...wish })
  return (await world.run(registerRequest, asker.actor, station.communityId, input)).id
}

async function codeOf(attempt: Promise<Outcome<unknown>>): Promise<string> {
  const { result } = await attempt
  return isRefusal(result) ? result.error.code : 'accepted'
}

function tryTake(requestId: Id, helpers: readonly TestPerson[], by = helpers[0]): Promise<string> {
  return codeOf(
    world.attempt(takeVisit, (by ?? helper).actor, station.communityId, {
      requestId,
      scheduledAt: plusMinutes(world.now(), 60),
      helperIds: helpers.map(({ id }) => id),
    }),
  )
}

describe('taking a visit', () => {
  it('gives the one served a passphrase of two words, and a code of four digits', async () => {
    const { communityId } = station
    const id = await register()
    await take(world, [helper], communityId, id)
    const [visit] = (await getRequest(world.ctx, communityId, id)).visits
    expect(visit?.passphrase).toMatch(/^\S+ \S+$/)
    expect(visit?.confirmCode).toMatch(/^\d{4}$/)
    expect((await getRequest(world.ctx, communityId, id)).request.state).toBe('assigned')
  })

  it('goes to one of many who take it at once', async () => {
    const id = await register()
    const helpers = await Promise.all(Array.from({ length: 8 }, () => person({ volunteer: true })))
    const codes = await Promise.all(helpers.map((one) => tryTake(id, [one])))
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(1)
    expect(new Set(codes)).toEqual(new Set(['accepted', 'desk.visit-taken']))
  })

  it('needs a registered volunteer with a card, of the community, for themselves', async () => {
    const id = await register()
    const elsewhere = await makeStation(world)
    const far = await world.makePerson({ communityId: elsewhere.communityId, volunteer: true })
    const partner = await person({ volunteer: true })
    expect(await tryTake(id, [await person()])).toBe('desk.helper-unfit')
    expect(await tryTake(id, [far])).toBe('desk.helper-not-here')
    expect(await tryTake(id, [partner], helper)).toBe('desk.helper-yourself')
    expect(await tryTake(id, [helper, partner], helper)).toBe('desk.helper-yourself')
    expect(await tryTake(id, [helper, partner], station.first)).toBe('accepted')
  })

  it('is not for the household or the relatives of the one served', async () => {
    const householdId = newId()
    await world.sql`
      insert into households (id, community_id, address_sealed, created_at)
      values (${householdId}, ${station.communityId}, 'x', now())`
    const asker = await person({ householdId })
    const lodger = await person({ householdId, volunteer: true })
    const child = await person({ volunteer: true })
    await relate(world, child, asker, 'parent')
    const id = await register(asker)
    expect(await tryTake(id, [lodger])).toBe('desk.helper-unfit')
    expect(await tryTake(id, [child])).toBe('desk.helper-unfit')
    expect(await tryTake(id, [helper])).toBe('accepted')
  })

  it('asks for the age and the skills of the offering', async () => {
    const nursing = await world.makeOffering({ minimumAge: 18, skills: ['护理'] })
    const id = await register(resident, { offeringId: nursing })
    expect(await tryTake(id, [helper])).toBe('desk.helper-unfit')
    await world.sql`update volunteers set skills = '{护理}' where person_id = ${helper.id}`
    expect(await tryTake(id, [helper])).toBe('accepted')
  })

  it('sends two to somebody who lives alone, the first time', async () => {
    const { communityId, first } = station
    const alone = await person({ livesAlone: true })
    const partner = await person({ volunteer: true })
    const id = await register(alone)
    expect(await tryTake(id, [helper])).toBe('desk.two-helpers-needed')
    const visitId = await take(world, [helper, partner], communityId, id, first)
    await serve(world, communityId, visitId, [
      { helper, minutes: 30 },
      { helper: partner, minutes: 30 },
    ])
    expect(await tryTake(await register(alone), [helper])).toBe('accepted')
  })

  it('is not needed where nobody has to come', async () => {
    const id = await register(resident, { kind: 'consultation' })
    expect(await tryTake(id, [helper])).toBe('desk.no-visit-kind')
  })
})

describe('confirming the minutes', () => {
  async function unconfirmed(length = 60) {
    const { communityId } = station
    const id = await register()
    const visitId = await take(world, [helper], communityId, id)
    const { startedAt } = await world.run(startVisit, helper.actor, communityId, { visitId })
    world.passMinutes(length)
    const times = [timesFrom(startedAt)({ helper, minutes: length })]
    const input = finishOf(visitId, times, { confirmation: { how: null, code: null } })
    return { id, visitId, finished: world.attempt(finishVisit, helper.actor, communityId, input) }
  }

  it('may wait for the one served, and then makes the records', async () => {
    const { communityId } = station
    const { id, visitId, finished } = await unconfirmed()
    expect((await finished).result).toMatchObject({ confirmed: false, records: [] })
    expect((await getRequest(world.ctx, communityId, id)).aheadCount).toBeNull()
    const confirmed = await world.run(confirmVisit, resident.actor, communityId, { visitId })
    expect(confirmed.records).toHaveLength(1)
    expect(
      await codeOf(world.attempt(confirmVisit, resident.actor, communityId, { visitId })),
    ).toBe('desk.already-confirmed')
  })

  it('is not for the helper, nor for strangers', async () => {
    const { communityId } = station
    const { visitId, finished } = await unconfirmed()
    await finished
    const stranger = await person()
    for (const { actor } of [helper, stranger]) {
      expect(await codeOf(world.attempt(confirmVisit, actor, communityId, { visitId }))).toBe(
        'desk.visit-not-found',
      )
    }
  })

  it('happens by three working days of silence, once, whoever looks for it', async () => {
    const { communityId } = station
    const { id, finished } = await unconfirmed()
    await finished
    const how = async () =>
      (await getRequest(world.ctx, communityId, id)).visits[0]?.confirmedHow ?? 'nobody yet'
    world.setNow('2026-11-27T23:59:00+08:00')
    await confirmSilentVisits(world.ctx)
    expect(await how()).toBe('nobody yet')
    world.setNow('2026-11-28T00:00:00+08:00')
    await Promise.all([1, 2].map(() => confirmSilentVisits(world.ctx)))
    expect(await how()).toBe('silence')
    expect(await confirmSilentVisits(world.ctx)).toBe(0)
    const [visit] = (await getRequest(world.ctx, communityId, id)).visits
    expect(visit?.helpers[0]?.recordId).not.toBeNull()
    const records = await world.sql`select from service_records where visit_id = ${visit?.id ?? ''}`
    expect(records).toHaveLength(1)
  })

  it('is needed at once where nobody checked in', async () => {
    const { communityId } = station
    const visitId = await take(world, [helper], communityId, await register())
    const startedAt = world.now()
    world.passMinutes(60)
    const times = [timesFrom(startedAt)({ helper, minutes: 60 })]
    const silent = finishOf(visitId, times, { confirmation: { how: null, code: null } })
    expect(await codeOf(world.attempt(finishVisit, helper.actor, communityId, silent))).toBe(
      'desk.confirmation-needed',
    )
    const call = finishOf(visitId, times, { confirmation: { how: 'call', code: null } })
    expect(await codeOf(world.attempt(finishVisit, helper.actor, communityId, call))).toBe(
      'desk.confirm-call',
    )
    expect(await codeOf(world.attempt(finishVisit, station.first.actor, communityId, call))).toBe(
      'accepted',
    )
  })

  it('asks what was done where the request named no offering', async () => {
    const { communityId } = station
    const id = await register(resident, { offeringId: null })
    const visitId = await take(world, [helper], communityId, id)
    const startedAt = world.now()
    world.passMinutes(60)
    const times = [timesFrom(startedAt)({ helper, minutes: 60 })]
    const without = finishOf(visitId, times)
    expect(await codeOf(world.attempt(finishVisit, helper.actor, communityId, without))).toBe(
      'desk.offering-needed',
    )
    const named = finishOf(visitId, times, { offeringId })
    expect(await codeOf(world.attempt(finishVisit, helper.actor, communityId, named))).toBe(
      'accepted',
    )
  })

  it.each([
    ['an end before the start', -5],
    ['an end in the future', 120],
    ['more than a day', 1_500],
  ])('refuses %s', async (_, length) => {
    const { communityId } = station
    const visitId = await take(world, [helper], communityId, await register())
    const startedAt = world.now()
    world.passMinutes(60)
    const input = finishOf(visitId, [timesFrom(startedAt)({ helper, minutes: length })])
    expect(await codeOf(world.attempt(finishVisit, helper.actor, communityId, input))).toBe(
      'desk.times-wrong',
    )
  })
})
