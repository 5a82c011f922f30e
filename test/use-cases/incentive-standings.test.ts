import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { computeStanding } from '../../src/features/incentive/compute-standing.ts'
import { explainStanding } from '../../src/features/incentive/explain-standing.ts'
import { getStarLevel } from '../../src/features/incentive/get-star-level.ts'
import type { StandingBody } from '../../src/features/incentive/model.ts'
import { publishStanding } from '../../src/features/incentive/publish-standing.ts'
import { recomputeStanding } from '../../src/features/incentive/recompute-standing.ts'
import { households } from '../../src/features/person/tables.ts'
import { withdrawConsent } from '../../src/features/person/withdraw-consent.ts'
import { getBoard } from '../../src/features/report/get-board.ts'
import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import { reverseRecord } from '../../src/features/service/reverse-record.ts'
import { instantAt } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { agreeToBeNamed, day, insertRecord, type RecordWish } from '../support/incentive.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { keyOf, submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let offeringId: Id
let administrator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  offeringId = await world.makeOffering()
  const communityId = await world.makeCommunity()
  administrator = await world.makePerson({
    ...{ communityId, roles: ['districtAdministrator'], rolesAt: world.districtId },
  })
})
/** After the cut-off of November: the tenth working day is 14 December. */
beforeEach(() => world.setNow('2026-12-15T09:00:00+08:00'))
afterAll(() => world.close())

type Place = {
  readonly communityId: Id
  readonly coordinator: TestPerson
  readonly people: readonly TestPerson[]
  record(person: TestPerson, on: string, wish?: Partial<RecordWish>): Promise<Id>
}

async function openPlace(count = 3): Promise<Place> {
  const communityId = await world.makeCommunity()
  const coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  const people: TestPerson[] = []
  for (let index = 0; index < count; index += 1) {
    people.push(await world.makePerson({ communityId, volunteer: true }))
  }
  const approverId = coordinator.id
  return {
    ...{ communityId, coordinator, people },
    record: (person, on, wish = {}) =>
      insertRecord(world, { person, offeringId, approverId, on, ...wish }),
  }
}

function compute(place: Place, period = '2026-11', nodeId = place.communityId) {
  return world.run(computeStanding, place.coordinator.actor, nodeId, { nodeId, period })
}

function publish(standingId: Id, by: TestPerson) {
  return world.run(publishStanding, by.actor, by.communityId, { standingId })
}

const explain = (standingId: Id, onlyPersonId: Id | null = null) =>
  explainStanding(world.ctx, { standingId, onlyPersonId })

const recompute = (standingId: Id | null) => recomputeStanding(world.ctx, { standingId })

function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new Error(`nothing at ${index}`)
  return item
}

describe('computing a standing', () => {
  it('ranks approved facts and explains every row with its records and the next place', async () => {
    const place = await openPlace()
    const [a, b] = [at(place.people, 0), at(place.people, 1)]
    const ids = [
      await place.record(a, '2026-11-03', { length: 120 }),
      await place.record(a, '2026-11-04', { length: 60, recipient: { personId: b.id } }),
    ]
    await place.record(b, '2026-11-05', { length: 150 })
    await place.record(b, '2026-11-06', { length: 600, state: 'submitted' })
    await place.record(b, '2026-11-07', { length: 600, state: 'reversed' })
    await place.record(b, '2026-10-31', { length: 600 })
    const { standingId } = await compute(place)
    const { rows, lateRecordIds } = await explain(standingId)
    expect(lateRecordIds).toEqual([])
    expect(rows).toMatchObject([
      {
        rank: 1,
        personId: a.id,
        serviceMinutes: 180,
        recipientsServed: 1,
        recordIds: ids,
        gap: null,
      },
      { rank: 2, personId: b.id, serviceMinutes: 150, recipientsServed: 0 },
    ])
    expect(rows[1]?.gap).toEqual({
      ...{ decidedBy: 'serviceMinutes', serviceMinutes: 31, recipientsServed: null },
    })
    expect(rows[0]?.records.map((one) => one.servedOn)).toEqual(['2026-11-03', '2026-11-04'])
    expect((await explain(standingId, b.id)).rows).toMatchObject([{ rank: 2, personId: b.id }])
  })

  it('leaves out the own household, oneself, and services that count nothing', async () => {
    const place = await openPlace(1)
    const householdId = newId()
    const { communityId } = place
    await world.db.transaction((tx) =>
      tx.insert(households).values({
        ...{ id: householdId, communityId, addressSealed: 'sealed', createdAt: world.now() },
      }),
    )
    const person = await world.makePerson({ communityId, volunteer: true, householdId })
    const relative = await world.makePerson({ communityId, householdId })
    const neighbour = at(place.people, 0)
    await place.record(person, '2026-11-02', { recipient: { personId: relative.id } })
    await place.record(person, '2026-11-03', { recipient: { householdId } })
    await place.record(person, '2026-11-04', { recipient: { personId: person.id } })
    await place.record(person, '2026-11-05', { recipient: { personId: neighbour.id } })
    const meeting = await world.makeOffering({ counts: 'none' })
    await place.record(person, '2026-11-06', { offeringId: meeting })
    const { rows } = await explain((await compute(place)).standingId)
    expect(rows).toMatchObject([{ serviceMinutes: 240, recipientsServed: 1 }])
  })

  it('counts what was approved after the cut-off in the next month, and lists it', async () => {
    const place = await openPlace(1)
    const person = at(place.people, 0)
    const late = await place.record(person, '2026-11-10', {
      ...{ length: 45, decidedAt: instantAt(day('2026-12-15'), '08:00') },
    })
    await place.record(person, '2026-11-11', {
      ...{ length: 30, decidedAt: instantAt(day('2026-12-14'), '17:00') },
    })
    const november = await explain((await compute(place)).standingId)
    expect(november.rows).toMatchObject([{ serviceMinutes: 30 }])
    expect(november.lateRecordIds).toEqual([late])
    const december = await explain((await compute(place, '2026-12')).standingId)
    expect(december.rows).toMatchObject([{ serviceMinutes: 45, recordIds: [late] }])
    expect(december.preliminary).toBe(true)
  })

  it('works for a subdistrict and the district, each by whoever may', async () => {
    const place = await openPlace(1)
    await place.record(at(place.people, 0), '2026-11-10')
    const input = { nodeId: world.districtId, period: '2026-11' }
    await expect(
      world.run(computeStanding, place.coordinator.actor, place.communityId, input),
    ).rejects.toThrow('person.role-missing')
    const { standingId } = await world.run(
      ...([computeStanding, administrator.actor, world.districtId, input] as const),
    )
    const ids = (await explain(standingId)).rows.map(({ personId }) => personId)
    expect(ids).toContain(at(place.people, 0).id)
  })

  it.each([
    ['2026-Q4', 'incentive.period-not-month'],
    ['2026', 'incentive.period-not-month'],
    ['november', 'incentive.period-not-month'],
    ['2027-01', 'incentive.period-not-begun'],
  ])('refuses %s', async (period, code) => {
    await expect(compute(await openPlace(0), period)).rejects.toThrow(code)
  })
})

describe('publishing a standing', () => {
  it('takes another person, after the cut-off, once for a place and month', async () => {
    const place = await openPlace(1)
    await place.record(at(place.people, 0), '2026-11-10')
    const { standingId, preliminary } = await compute(place)
    expect(preliminary).toBe(false)
    await expect(publish(standingId, place.coordinator)).rejects.toThrow(
      'incentive.second-person-needed',
    )
    await publish(standingId, administrator)
    await expect(publish(standingId, administrator)).rejects.toThrow('incentive.standing-published')
    const again = await compute(place)
    await expect(publish(again.standingId, administrator)).rejects.toThrow(
      'incentive.standing-published',
    )
  })

  it('refuses what was computed before the cut-off', async () => {
    const place = await openPlace(1)
    world.setNow('2026-12-14T23:59:00+08:00')
    const { standingId, preliminary } = await compute(place)
    expect(preliminary).toBe(true)
    world.setNow('2026-12-15T09:00:00+08:00')
    await expect(publish(standingId, administrator)).rejects.toThrow(
      'incentive.standing-preliminary',
    )
  })

  it('refuses somebody of another community', async () => {
    const [place, other] = [await openPlace(0), await openPlace(0)]
    const { standingId } = await compute(place)
    await expect(publish(standingId, other.coordinator)).rejects.toThrow('person.role-missing')
  })
})

describe('recomputing a standing', () => {
  it('gives the same bytes whatever happened since: reversals, names, households, late approvals', async () => {
    const place = await openPlace(3)
    const [a, b, c] = [at(place.people, 0), at(place.people, 1), at(place.people, 2)]
    const first = await place.record(a, '2026-11-03', { recipient: { personId: b.id } })
    await place.record(b, '2026-11-03', { length: 90 })
    await place.record(c, '2026-11-04', { state: 'submitted' })
    const { standingId } = await compute(place)
    world.passMinutes(60)
    const { communityId } = place
    const householdId = newId()
    await world.db.transaction((tx) =>
      tx.insert(households).values({
        ...{ id: householdId, communityId, addressSealed: 'sealed', createdAt: world.now() },
      }),
    )
    await world.sql`update service_records
       set state = 'reversed', reversed_at = ${world.now()}, reversed_by_id = ${place.coordinator.id}
     where id = ${first}`
    await world.sql`update service_records
       set state = 'approved', decided_at = ${world.now()}, decided_by_id = ${place.coordinator.id}
     where person_id = ${c.id}`
    await world.sql`update persons set name = '改名了', household_id = ${householdId}
     where id in (${a.id}, ${b.id})`
    expect(await recompute(standingId)).toMatchObject({ same: true, hashHolds: true })
    const rerun = await compute(place)
    const { rows } = await explain(rerun.standingId)
    expect(rows.map(({ personId }) => personId)).toEqual([b.id])
  })

  it('sees a fact that was changed, and a standing that was changed', async () => {
    world.setNow('2026-12-31T09:00:00+08:00')
    const place = await openPlace(2)
    const changed = await place.record(at(place.people, 0), '2026-11-03')
    await place.record(at(place.people, 1), '2026-11-03', { length: 30 })
    const { standingId } = await compute(place)
    await world.sql`update service_records set service_minutes = 20 where id = ${changed}`
    expect(await recompute(standingId)).toMatchObject({ same: false, hashHolds: true })
    await world.sql`update service_records set service_minutes = 60 where id = ${changed}`
    expect(await recompute(null)).toMatchObject({ standing: { id: standingId }, same: true })
    await world.sql`update standings set body = replace(body, '"rank":1', '"rank":9')
     where id = ${standingId}`
    expect(await recompute(standingId)).toMatchObject({ same: false, hashHolds: false })
  })

  it('holds no name, and its hash stands in the audit', async () => {
    const place = await openPlace(1)
    const { communityId } = place
    const named = await world.makePerson({ communityId, volunteer: true, name: '独一无二' })
    await place.record(named, '2026-11-03')
    const { standingId, bodyHash } = await compute(place)
    const { standing } = await recompute(standingId)
    expect(standing.body).not.toContain('独一无二')
    const body = JSON.parse(standing.body) as StandingBody
    expect(body).toMatchObject({ formulaVersion: 1, period: { code: '2026-11' } })
    const rows = await world.sql<{ reason: string }[]>`
      select reason from audit_events join audit_reasons on event_id = id
       where act = 'incentive.compute-standing'
         and subjects::text like ${`%${standingId}%`}`
    expect(rows.map(({ reason }) => reason)).toEqual([bodyHash])
  })
})

describe('the board', () => {
  it('shows the published honours, by name only while that is agreed to', async () => {
    const place = await openPlace(2)
    const [a, b] = [at(place.people, 0), at(place.people, 1)]
    await agreeToBeNamed(world, a)
    await place.record(a, '2026-11-03', { length: 120 })
    await place.record(b, '2026-11-03')
    const board = () => getBoard(world.ctx, { nodeId: place.communityId, period: null })
    const { standingId } = await compute(place)
    expect((await board()).ranking).toBeNull()
    await publish(standingId, administrator)
    const shown = (await board()).ranking
    expect(shown?.rows).toMatchObject([
      { rank: 1, name: expect.any(String), serviceMinutes: null },
      { rank: 2, name: null, serviceMinutes: null },
    ])
    await world.run(withdrawConsent, a.actor, place.communityId, {
      ...{ personId: a.id, kind: 'naming' as const },
    })
    expect((await board()).ranking?.rows).toMatchObject([{ name: null }, { name: null }])
  })

  it('counts stars and carries the figures of the quarter', async () => {
    const place = await openPlace(2)
    for (let index = 10; index < 15; index += 1) {
      const wish = { time: '00:00', length: 1_200 }
      await place.record(at(place.people, 0), `2026-11-${index}`, wish)
      // A minute short of the first star.
      const length = index === 14 ? 1_199 : 1_200
      await place.record(at(place.people, 1), `2026-11-${index}`, { ...wish, length })
    }
    await refreshOverview(world.ctx)
    const { asOfAt, starCounts, mobilisation } = await getBoard(world.ctx, {
      ...{ nodeId: place.communityId, period: null },
    })
    expect(asOfAt).toBe(world.now())
    expect(starCounts).toEqual([1, 0, 0, 0, 0])
    expect(mobilisation).toMatchObject({
      period: { code: '2026-Q4' },
      figures: { activeMasses: 2 },
    })
  })
})

describe('from submitting to the ranking and the stars', () => {
  it('counts what a coordinator approved, and the books stay in order', async () => {
    const place = await openPlace(2)
    const { communityId, coordinator } = place
    world.setNow('2026-11-24T18:00:00+08:00')
    const [a, b] = [at(place.people, 0), at(place.people, 1)]
    const submitted = [
      await submitGreen(world, a, { communityId, offeringId, hoursAgo: 3 }, 60),
      await submitGreen(world, b, { communityId, offeringId, hoursAgo: 3 }, 90),
      await submitGreen(world, a, { communityId, offeringId, hoursAgo: 6 }, 45),
    ]
    await world.run(approveRecords, coordinator.actor, communityId, {
      ...{ records: submitted.map(keyOf), opened: [] },
    })
    world.setNow('2026-12-15T09:00:00+08:00')
    const { standingId } = await compute(place)
    expect((await explain(standingId)).rows).toMatchObject([
      { personId: a.id, serviceMinutes: 105 },
      { personId: b.id, serviceMinutes: 90 },
    ])
    expect(await recompute(standingId)).toMatchObject({ same: true })
    expect(await getStarLevel(world.ctx, { personId: a.id })).toEqual({
      ...{ level: 0, serviceMinutes: 105, nextLevel: 1, missingMinutes: 5_895 },
    })
    world.passMinutes(1)
    await world.run(reverseRecord, coordinator.actor, communityId, {
      ...{ ...keyOf(at(submitted, 0)), reason: '时间填错了', proposeWriteOff: false },
    })
    expect(await getStarLevel(world.ctx, { personId: a.id })).toMatchObject({ serviceMinutes: 45 })
    expect(await recompute(standingId)).toMatchObject({ same: true })
    const rerun = await compute(place)
    expect((await explain(rerun.standingId)).rows).toMatchObject([
      { personId: b.id, serviceMinutes: 90 },
      { personId: a.id, serviceMinutes: 45 },
    ])
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
