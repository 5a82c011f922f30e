import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmAttendance } from '../../src/features/duty/confirm-attendance.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { withdrawAttendance } from '../../src/features/duty/withdraw-attendance.ts'
import { getMobilisation } from '../../src/features/incentive/get-mobilisation.ts'
import { getIntroductions } from '../../src/features/incentive/get-introductions.ts'
import type { Contribution, Period } from '../../src/features/incentive/model.ts'
import { contributionDaysOf, countDays } from '../../src/features/incentive/rules/contributions.ts'
import { parsePeriod } from '../../src/features/incentive/rules/period.ts'
import { stateIntroduction } from '../../src/features/incentive/state-introduction.ts'
import { selectPersonDays } from '../../src/features/incentive/store/mobilisation.ts'
import { setPoliticalStatus } from '../../src/features/person/set-political-status.ts'
import type { PoliticalStatus } from '../../src/features/person/model.ts'
import { policyAt } from '../../src/features/policy/rules.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import { recordStates } from '../../src/features/service/model.ts'
import { instantAt, plusDays, plusMinutes } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import {
  day,
  insertActivity,
  insertAttendances,
  insertIntroductions,
  insertRecord,
} from '../support/incentive.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { keyOf, submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let offeringId: Id

beforeAll(async () => {
  world = await openWorld()
  offeringId = await world.makeOffering()
})
afterAll(() => world.close())

const figuresOf = async (nodeId: Id, period: string) =>
  (await getMobilisation(world.ctx, { nodeId, period })).figures

type Place = { readonly communityId: Id; readonly coordinator: TestPerson }

async function openPlace(): Promise<Place> {
  const communityId = await world.makeCommunity()
  const coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  return { communityId, coordinator }
}

function makeMany({ communityId }: Place, count: number, politicalStatus: PoliticalStatus) {
  return Promise.all(
    Array.from({ length: count }, () => world.makePerson({ communityId, politicalStatus })),
  )
}

async function attendOn(place: Place, on: string, people: readonly TestPerson[]): Promise<void> {
  const { communityId, coordinator } = place
  const id = await insertActivity(world, { communityId, createdById: coordinator.id, on })
  await insertAttendances(world, { communityId, id }, people, coordinator.id)
}

/** 党员 甲 乙 丙 丁 of E1 with whom they brought, and five without an introduction; Q3 2026. */
async function playHandExample(place: Place) {
  const [a, b, c, d] = await makeMany(place, 4, 'partyMember')
  if (!a || !b || !c || !d) throw new Error('four are needed')
  const ofA = await makeMany(place, 12, 'masses')
  const ofB = await makeMany(place, 11, 'leagueMember')
  const ofD = await makeMany(place, 2, 'masses')
  const free = await makeMany(place, 5, 'masses')
  await insertIntroductions(
    world,
    ofA.map((one) => [one, a] as const),
    '2026-03-01',
  )
  await insertIntroductions(
    world,
    ofB.map((one) => [one, b] as const),
    '2026-03-01',
  )
  await insertIntroductions(
    world,
    ofD.map((one) => [one, d] as const),
    '2026-03-01',
  )
  const active = [a, b, c, ...ofA.slice(0, 9), ...ofB, ...ofD, ...free]
  await attendOn(place, '2026-08-01', active)
  await attendOn(place, '2026-09-30', active)
  // Effective long ago; and 甲's twelfth came once only.
  await attendOn(place, '2026-03-05', [d, ...ofA.slice(9)])
  await attendOn(place, '2026-04-05', [d, ...ofA.slice(9, 11)])
  return { a, b, c, d }
}

const handFigures = {
  ...{ activeParty: 3, activeMasses: 27, participationRatio: '9.0' },
  ...{ attainment: '63.3', goalRate: '33.3', traceableRate: '81.5' },
}

describe('the hand example of 1+10 in the database', () => {
  it('gives the five figures to the last digit, for the community and all above it', async () => {
    const place = await openPlace()
    const { a, b, c, d } = await playHandExample(place)
    expect(await figuresOf(place.communityId, '2026-Q3')).toEqual(handFigures)
    const [node] = await world.sql<{ parent_id: Id }[]>`
      select parent_id from nodes where id = ${place.communityId}`
    const view = await getMobilisation(world.ctx, {
      ...{ nodeId: node?.parent_id ?? '', period: '2026-Q3' },
    })
    expect(view).toMatchObject({
      ...{ kind: 'subdistrict', figures: handFigures },
      parts: [{ nodeId: place.communityId, figures: handFigures }],
    })
    expect(await figuresOf(world.districtId, '2026-Q3')).toEqual(handFigures)
    world.setNow('2026-09-30T20:00:00+08:00')
    const own = await Promise.all(
      [a, b, c, d].map(({ id }) => getIntroductions(world.ctx, { personId: id })),
    )
    expect(own.map((one) => [one.own.active, one.own.effective])).toEqual([
      [9, 11],
      [11, 11],
      [0, 0],
      [0, 2],
    ])
    world.setNow('2026-11-24T09:00:00+08:00')
  })
})

describe('1+10 from the acts of people', () => {
  it('comes from a statement, an attendance and an approved record, and goes with a withdrawal', async () => {
    const { communityId, coordinator } = await openPlace()
    const member = await world.makePerson({
      ...{ communityId, name: '李党员', politicalStatus: 'partyMember', volunteer: true },
    })
    const resident = await world.makePerson({
      ...{ communityId, name: '王居民', politicalStatus: 'masses', volunteer: true },
    })
    await world.run(stateIntroduction, resident.actor, communityId, { named: '李党员' })
    const startsAt = instantAt(day('2026-11-23'), '09:00')
    const { activityId } = await world.run(createActivity, coordinator.actor, communityId, {
      ...{ name: '议事会', place: '站里', communityBuilding: true },
      ...{ startsAt, endsAt: plusMinutes(startsAt, 120) },
    })
    await world.run(confirmAttendance, coordinator.actor, communityId, {
      activityId,
      attendances: [
        { who: '李党员', attendedMinutes: minutes(120) },
        { who: '王居民', attendedMinutes: minutes(30) },
      ],
    })
    const submitted = await Promise.all(
      [member, resident].map((person) =>
        submitGreen(world, person, { communityId, offeringId, hoursAgo: 8 }),
      ),
    )
    expect(await figuresOf(communityId, '2026-Q4')).toMatchObject({ activeMasses: 0 })
    await world.run(approveRecords, coordinator.actor, communityId, {
      ...{ records: submitted.map(keyOf), opened: [] },
    })
    expect(await figuresOf(communityId, '2026-Q4')).toEqual({
      ...{ activeParty: 1, activeMasses: 1, participationRatio: '1.0' },
      ...{ attainment: '10.0', goalRate: '0.0', traceableRate: '100.0' },
    })
    await world.run(withdrawAttendance, coordinator.actor, communityId, {
      ...{ activityId, personId: resident.id, reason: '签错了' },
    })
    expect(await figuresOf(communityId, '2026-Q4')).toMatchObject({
      ...{ activeParty: 1, activeMasses: 0, participationRatio: '0.0', attainment: '0.0' },
      ...{ traceableRate: null },
    })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('goes by what both were on the day of the statement, whatever they became', async () => {
    const place = await openPlace()
    const { communityId, coordinator } = place
    const [introducer] = await makeMany(place, 1, 'masses')
    const [resident] = await makeMany(place, 1, 'masses')
    if (!introducer || !resident) throw new Error('two are needed')
    await insertIntroductions(world, [[resident, introducer]], '2026-07-01')
    await attendOn(place, '2026-10-10', [introducer, resident])
    await attendOn(place, '2026-10-11', [introducer, resident])
    await world.run(setPoliticalStatus, coordinator.actor, communityId, {
      ...{ personId: introducer.id, sinceOn: day('2026-10-01') },
      ...{ politicalStatus: 'probationaryMember' as const, partyTie: 'residence' as const },
    })
    expect(await figuresOf(communityId, '2026-Q4')).toEqual({
      ...{ activeParty: 1, activeMasses: 1, participationRatio: '1.0' },
      ...{ attainment: '0.0', goalRate: '0.0', traceableRate: '0.0' },
    })
    expect(await figuresOf(communityId, '2026')).toMatchObject({ activeParty: 0 })
  })

  it('refuses what is no period and what is no place', async () => {
    const { communityId } = await openPlace()
    await expect(figuresOf(communityId, '2026-13')).rejects.toThrow('incentive.period-malformed')
    await expect(figuresOf(offeringId, '2026')).rejects.toThrow('incentive.node-not-found')
  })
})

function periodOf(code: string): Period {
  const period = parsePeriod(code)
  if (!period) throw new Error(`not a period: ${code}`)
  return period
}

describe('the days that the database counts', () => {
  it('are those of the pure rule, whatever the facts', async () => {
    const place = await openPlace()
    const { communityId, coordinator } = place
    const people = await Promise.all(
      Array.from({ length: 5 }, () => world.makePerson({ communityId, volunteer: true })),
    )
    const facts: Contribution[] = []
    // A spread of states, lengths and days, the midnight of Shanghai among them.
    for (let index = 0; index < 60; index += 1) {
      const person = people[(index * 7) % 5] ?? coordinator
      const on = plusDays(day('2026-06-01'), (index * 37) % 160)
      const state = recordStates[index % recordStates.length] ?? 'approved'
      const time = index % 3 === 0 ? '23:30' : '00:10'
      await insertRecord(world, {
        ...{ person, offeringId, approverId: coordinator.id, on, state },
        // Approved time of one person does not overlap.
        ...{ time: state === 'approved' ? time : '12:00', length: 1 + (index % 10) },
      })
      facts.push({ kind: 'record', personId: person.id, contributedOn: on, state })
    }
    for (let index = 0; index < 20; index += 1) {
      const on = plusDays(day('2026-06-01'), (index * 23) % 160)
      const communityBuilding = index % 4 !== 0
      const attendedMinutes = 25 + (index % 11)
      const id = await insertActivity(world, {
        ...{ communityId, createdById: coordinator.id, on, communityBuilding },
      })
      const attending = people.filter((_, at) => (at + index) % 2 === 0)
      await insertAttendances(
        world,
        { communityId, id },
        attending,
        coordinator.id,
        attendedMinutes,
      )
      const withdrawn = index % 5 === 1
      if (withdrawn) {
        await world.sql`update activities set cancelled_at = now() where id = ${id}`
      }
      for (const { id: personId } of attending) {
        const common = { personId, contributedOn: on, attendedMinutes }
        facts.push({ kind: 'attendance', ...common, communityBuilding, withdrawn })
      }
    }
    const policy = policyAt([], 'mobilisation', day('2026-11-24'))
    const expected = contributionDaysOf(facts, policy)
    for (const code of ['2026-06', '2026-07', '2026-Q3', '2026-Q4', '2026']) {
      const period = periodOf(code)
      const counted = await world.db.read((tx) =>
        selectPersonDays(tx, { nodeId: communityId }, [], period, policy.attendanceMinMinutes),
      )
      const rows = [...expected]
        .map(([personId, days]) => ({ personId, ...countDays(days, period) }))
        .filter(({ days }) => days > 0)
      const byId = (a: { personId: Id }, b: { personId: Id }) => (a.personId < b.personId ? -1 : 1)
      expect(
        counted
          .map(({ personId, days, periodDays }) => ({ personId, days, periodDays }))
          .sort(byId),
      ).toEqual(rows.sort(byId))
    }
  })
})
