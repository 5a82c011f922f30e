import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmAttendance } from '../../src/features/duty/confirm-attendance.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { withdrawAttendance } from '../../src/features/duty/withdraw-attendance.ts'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { cancelRequest } from '../../src/features/desk/cancel-request.ts'
import { noteContact } from '../../src/features/desk/note-contact.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { startRequest } from '../../src/features/desk/start-request.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { getMobilisation } from '../../src/features/incentive/get-mobilisation.ts'
import { stateIntroduction } from '../../src/features/incentive/state-introduction.ts'
import { moveBooks } from '../../src/features/ledger/move-books.ts'
import { memberships } from '../../src/features/person/tables.ts'
import { setPoliticalStatus } from '../../src/features/person/set-political-status.ts'
import { getOverview, type Overview } from '../../src/features/report/get-overview.ts'
import { keepOverview } from '../../src/features/report/jobs.ts'
import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import { hasPendingRecords } from '../../src/features/service/has-pending-records.ts'
import { reverseRecord } from '../../src/features/service/reverse-record.ts'
import { instantAt, plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { answerOf, approveAll, askOwn, requestOf, serve, take } from '../support/desk.ts'
import { day, insertIntroductions, insertRecord } from '../support/incentive.ts'
import { readDerived, rebuild } from '../support/overview.ts'
import { fund, makeStation, type Station } from '../support/savings.ts'
import { keyOf, submitWith } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let offeringId: Id
let east: Station
let west: Station

beforeAll(async () => {
  world = await openWorld('2026-09-07T09:00:00+08:00')
  offeringId = await world.makeOffering()
  east = await makeStation(world)
  west = await makeStation(world)
})
afterAll(() => world.close())

const person = (station: Station, politicalStatus: 'partyMember' | 'masses') =>
  world.makePerson({ communityId: station.communityId, volunteer: true, politicalStatus })

/** A record of `length` minutes from a moment on, approved now. */
async function served(station: Station, who: TestPerson, at: string, length: number) {
  const startsAt = instantAt(day(at.slice(0, 10)), at.slice(11))
  const record = await submitWith(world, who.id, station.communityId, {
    personId: who.id,
    offeringId,
    startsAt,
    endsAt: plusMinutes(startsAt, length),
    lateReason: '补录',
  })
  await approveAll(world, station.first, station.communityId, [record])
  return keyOf(record)
}

const overviewOf = (nodeId: Id | null, period: string) => getOverview(world.ctx, { nodeId, period })

const partOf = ({ parts }: Overview, { communityId }: Station) =>
  parts.find(({ nodeId }) => nodeId === communityId)

describe('a district where nothing has happened', () => {
  it('has not been reckoned, then has nought everywhere and no share', async () => {
    expect((await overviewOf(null, '2026-09')).asOfAt).toBeNull()
    expect(await refreshOverview(world.ctx)).toBe(true)
    const { asOfAt, figures, parts, months } = await overviewOf(null, '2026-09')
    expect(asOfAt).toBe(world.now())
    expect([parts.length, months.length]).toEqual([2, 12])
    expect(figures).toMatchObject({
      ...{ records: 0, serviceMinutes: 0, peopleServing: 0, outstandingMinutes: 0 },
      ...{ registered: 0, quickShare: null, promiseShare: null },
      mobilisation: { activeParty: 0, participationRatio: null, attainment: null },
    })
  })
})

describe('a quarter that was reckoned with a pencil', () => {
  let member: TestPerson
  let neighbour: TestPerson
  let other: TestPerson
  let reversed: { readonly communityId: Id; readonly id: Id }

  beforeAll(async () => {
    member = await person(east, 'partyMember')
    neighbour = await person(east, 'masses')
    other = await person(west, 'masses')
    await insertIntroductions(world, [[neighbour, member]], '2026-09-01')
    world.setNow('2026-09-30T20:00:00+08:00')
    // The last minute of August and the first of September in Beijing are an hour of one UTC day.
    await served(east, member, '2026-08-31T23:30', 30)
    await served(east, member, '2026-09-01T00:00', 45)
    reversed = await served(east, neighbour, '2026-09-05T09:00', 120)
    await served(east, neighbour, '2026-09-06T09:00', 60)
    world.setNow('2026-11-24T09:00:00+08:00')
    await served(east, member, '2026-11-02T09:00', 60)
    await served(west, other, '2026-11-03T09:00', 90)
    await served(west, other, '2026-11-04T09:00', 90)
    await served(west, neighbour, '2026-11-05T09:00', 15)
    // Approved in November, served in September.
    await served(west, other, '2026-09-10T09:00', 30)
  })

  it('gives hours by month of service and credits by month of entry', async () => {
    await refreshOverview(world.ctx)
    const september = await overviewOf(null, '2026-09')
    // 45 + 120 + 60 + 30 were served in September; 30 + 45 + 120 + 60 were entered in it.
    expect(september.figures).toMatchObject({
      ...{ serviceMinutes: 255, records: 4, peopleServing: 3 },
      ...{ earnedMinutes: 255, usedMinutes: 0, outstandingMinutes: 255 },
    })
    expect(september.figuresBefore).toMatchObject({
      ...{ serviceMinutes: 30, records: 1, peopleServing: 1, outstandingMinutes: 0 },
    })
    const november = await overviewOf(null, '2026-11')
    expect(november.figures).toMatchObject({
      ...{ serviceMinutes: 255, records: 4, peopleServing: 3 },
      ...{ earnedMinutes: 285, outstandingMinutes: 540 },
    })
    // Who served elsewhere counts where the books are: 60 + 15 in the east, 180 in the west.
    expect(partOf(november, east)).toMatchObject({ serviceMinutes: 75, peopleServing: 2 })
    expect(partOf(november, west)).toMatchObject({ serviceMinutes: 180, peopleServing: 1 })
    expect(november.months.map(({ serviceMinutes }) => serviceMinutes)).toEqual([
      ...[0, 0, 0, 0, 0, 0, 0, 0, 30, 255, 0, 255],
    ])
  })

  it('gives sums of quarter, year and twelve months, and people once in each', async () => {
    const year = { serviceMinutes: 540, records: 9, peopleServing: 3 }
    expect((await overviewOf(null, '2026-Q3')).figures).toMatchObject({
      ...{ serviceMinutes: 285, records: 5, peopleServing: 3 },
    })
    expect((await overviewOf(null, '2026')).figures).toMatchObject(year)
    const twelve = await overviewOf(null, 'last12')
    expect(twelve.period).toMatchObject({ firstOn: '2025-12-01', lastOn: '2026-11-30' })
    expect(twelve.figures).toMatchObject(year)
    expect(twelve.figuresBefore.records).toBe(0)
  })

  it('gives 1+10 by hand: one member, three neighbours brought none but one', async () => {
    // November, a day is enough for who has two in all: member, neighbour, other; 1+2.
    const { figures } = await overviewOf(null, '2026-11')
    expect(figures.mobilisation).toEqual({
      ...{ activeParty: 1, activeMasses: 2, participationRatio: '2.0' },
      ...{ attainment: '10.0', goalRate: '0.0', traceableRate: '50.0' },
    })
    // The fourth quarter asks for two days in it: the member and the neighbour were there once.
    const quarter = await overviewOf(null, '2026-Q4')
    expect(quarter.figures.mobilisation).toMatchObject({ activeParty: 0, activeMasses: 1 })
  })

  it.each(['2026-08', '2026-09', '2026-11', '2026-Q3', '2026-Q4', '2026'])(
    'gives for %s what 1+10 itself says, for every place',
    async (period) => {
      for (const nodeId of [world.districtId, east.communityId, west.communityId]) {
        const { figures } = await getMobilisation(world.ctx, { nodeId, period })
        expect((await overviewOf(nodeId, period)).figures.mobilisation).toEqual(figures)
      }
    },
  )

  it('takes a reversal out of the month that was long over, but not out of its books', async () => {
    await world.run(reverseRecord, east.first.actor, east.communityId, {
      ...{ ...reversed, reason: '记错了', proposeWriteOff: false },
    })
    await refreshOverview(world.ctx)
    const september = await overviewOf(east.communityId, '2026-09')
    expect(september.figures).toMatchObject({
      ...{ serviceMinutes: 105, records: 2, peopleServing: 2 },
      ...{ earnedMinutes: 255, outstandingMinutes: 255 },
    })
    const { figures } = await overviewOf(east.communityId, '2026-11')
    expect(figures).toMatchObject({ earnedMinutes: 75 - 120, outstandingMinutes: 210 })
  })

  it('is the same when it is built from nothing', async () => {
    const grown = await readDerived(world)
    expect(grown.rollup?.length).toBeGreaterThan(5)
    await rebuild(world)
    expect(await readDerived(world)).toEqual(grown)
  })
})

describe('the desk', () => {
  it('counts answers within five minutes and promises kept in the month of registration', async () => {
    const { communityId, first } = east
    const asker = await person(east, 'masses')
    const helper = await person(east, 'masses')
    await fund(world, east, asker.id, 600)
    const ask = (kind: 'consultation' | 'help' | 'appointment') =>
      world.run(registerRequest, asker.actor, communityId, requestOf({ kind }))
    const answer = async (requestId: Id) => {
      await world.run(takeRequest, first.actor, communityId, { requestId, reason: null })
      await world.run(startRequest, first.actor, communityId, { requestId, note: null })
      await world.run(answerRequest, first.actor, communityId, answerOf(requestId))
    }
    const quick = await ask('consultation')
    const slow = await ask('consultation')
    const told = await ask('appointment')
    const dropped = await ask('appointment')
    world.passMinutes(5)
    await answer(quick.id)
    await world.run(noteContact, first.actor, communityId, {
      ...{ requestId: told.id, reached: true, note: '已约好时间', contactedAt: null },
    })
    world.passMinutes(1)
    await answer(slow.id)
    await world.run(cancelRequest, asker.actor, communityId, {
      ...{ requestId: dropped.id, reason: '不用了' },
    })
    const kept = await askOwn(world, asker, communityId, { offeringId })
    await serve(world, communityId, await take(world, [helper], communityId, kept.id), [
      { helper, minutes: 60 },
    ])
    await ask('help')
    await refreshOverview(world.ctx)
    const before = await overviewOf(communityId, '2026-11')
    // 2 + 2 + 1 + 1 registered; of 3 to be answered at once 2 were; 1 of 3 promises kept, 2 open.
    expect(before.figures).toMatchObject({
      ...{ registered: 6, quick: 3, quickAnswered: 2, quickShare: '66.7' },
      ...{ promised: 3, promiseKept: 1, promiseWaiting: 2, promiseShare: '100.0' },
    })
    expect(before.open).toMatchObject({ openRequests: 2, lateRequests: 0 })
    // Nobody does anything, and the dates pass.
    world.setNow('2026-12-20T09:00:00+08:00')
    await refreshOverview(world.ctx)
    const after = await overviewOf(communityId, '2026-11')
    expect(after.figures).toMatchObject({ promiseWaiting: 0, promiseShare: '33.3' })
    expect(after.open).toMatchObject({ lateRequests: 2 })
    expect((await overviewOf(communityId, '2026-12')).figures.registered).toBe(0)
  })

  it('uses savings only when the visit’s record is approved', async () => {
    const [record] = await world.sql<{ community_id: Id; id: Id }[]>`
      select community_id, id from service_records where state = 'submitted'`
    const used = async () => (await overviewOf(east.communityId, '2026-12')).figures.usedMinutes
    expect([record === undefined, await used()]).toEqual([false, 0])
    await approveAll(world, east.first, east.communityId, [
      { communityId: record?.community_id ?? '', id: record?.id ?? '' },
    ])
    await refreshOverview(world.ctx)
    expect(await used()).toBe(60)
  })
})

describe('what else changes months that are over', () => {
  it('is taken up: attendances, statuses, introductions, moves; and is as if built anew', async () => {
    const late = await person(west, 'masses')
    const brings = await person(west, 'partyMember')
    const startsAt = instantAt(day('2026-12-18'), '09:00')
    const { communityId } = west
    const { activityId } = await world.run(createActivity, west.first.actor, communityId, {
      ...{ name: '议事会', place: '站里', communityBuilding: true },
      ...{ startsAt, endsAt: plusMinutes(startsAt, 120) },
    })
    const [name, other] = await Promise.all(
      [late, brings].map(async ({ id }) => {
        const [row] = await world.sql<{ name: string }[]>`select name from persons where id = ${id}`
        return row?.name ?? ''
      }),
    )
    const attendances = [name, other].map((who) => ({
      who: who ?? '',
      attendedMinutes: minutes(60),
    }))
    await world.run(confirmAttendance, west.first.actor, communityId, { activityId, attendances })
    await served(west, late, '2026-12-17T09:00', 60)
    await served(west, brings, '2026-12-17T09:00', 60)
    await refreshOverview(world.ctx)
    const active = async () => (await overviewOf(communityId, '2026-12')).figures.mobilisation
    expect(await active()).toMatchObject({ activeParty: 1, activeMasses: 1, traceableRate: '0.0' })
    await world.run(stateIntroduction, late.actor, communityId, { named: other ?? '' })
    await refreshOverview(world.ctx)
    expect(await active()).toMatchObject({ attainment: '10.0', traceableRate: '100.0' })
    await world.run(setPoliticalStatus, west.first.actor, communityId, {
      ...{ personId: late.id, politicalStatus: 'probationaryMember', partyTie: 'residence' },
      sinceOn: day('2026-12-19'),
    })
    await refreshOverview(world.ctx)
    // A member on the day of the statement is nobody brought: neither of the two has brought one.
    expect(await active()).toMatchObject({ activeParty: 2, activeMasses: 0, attainment: '0.0' })
    await world.run(withdrawAttendance, west.first.actor, communityId, {
      ...{ activityId, personId: brings.id, reason: '没有到场' },
    })
    await refreshOverview(world.ctx)
    expect(await active()).toMatchObject({ activeParty: 1 })
    await moveTo(late)
    await refreshOverview(world.ctx)
    expect(await active()).toMatchObject({ activeParty: 0 })
    const { figures } = await overviewOf(east.communityId, '2026-12')
    expect(figures.mobilisation).toMatchObject({ activeParty: 1 })
    const grown = await readDerived(world)
    await rebuild(world)
    expect(await readDerived(world)).toEqual(grown)
  })

  async function moveTo({ id: personId }: TestPerson): Promise<void> {
    const toCommunityId = east.communityId
    const sinceOn = day('2026-12-20')
    await world.db.transaction((tx) =>
      tx.insert(memberships).values({
        ...{ id: newId(), personId, communityId: toCommunityId, kind: 'assigned', sinceOn },
      }),
    )
    await world.run(moveBooks(hasPendingRecords), west.first.actor, west.communityId, {
      ...{ personId, toCommunityId, reason: '搬家' },
    })
  }
})

describe('a refresh', () => {
  it('is done by one of many at once, and not again within a minute', async () => {
    const done = await Promise.all([1, 2, 3, 4].map(() => refreshOverview(world.ctx)))
    expect(done.filter(Boolean)).toHaveLength(1)
    expect(await keepOverview(world.ctx)).toBe(false)
  })

  it('that died half-way is finished by the next', async () => {
    const who = await person(east, 'masses')
    await served(east, who, '2026-12-16T09:00', 60)
    await served(east, who, '2026-12-15T09:00', 60)
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`create function refuse() returns trigger language plpgsql as
                $$ begin raise 'killed'; end $$`
      await sql`create trigger dies before insert on overview_figures execute function refuse()`
    })
    await expect(refreshOverview(world.ctx)).rejects.toThrow()
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`drop trigger dies on overview_figures`
    })
    await refreshOverview(world.ctx)
    const grown = await readDerived(world)
    await rebuild(world)
    expect(await readDerived(world)).toEqual(grown)
  })

  it('reads records that were there before it, and does not see what is not approved', async () => {
    const who = await person(east, 'masses')
    const wish = { person: who, offeringId, approverId: east.first.id }
    await insertRecord(world, { ...wish, on: '2026-10-01' })
    await insertRecord(world, { ...wish, on: '2026-10-02', state: 'rejected' })
    await insertRecord(world, { ...wish, on: '2026-10-03', state: 'reversed' })
    await rebuild(world)
    expect((await overviewOf(null, '2026-10')).figures).toMatchObject({ records: 1 })
  })
})

it.each(['2026-13', '2026-Q5', '26', '2025-12_2026-11', 'x'])(
  'a period %s is refused',
  async (period) => {
    await expect(overviewOf(null, period)).rejects.toThrow('report.overview-period')
  },
)
