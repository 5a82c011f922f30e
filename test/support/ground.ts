import type { Id } from '../../src/kernel/ids.ts'
import { newId } from '../../src/kernel/ids.ts'
import { civilDateOf, instantAt, plusDays, plusMinutes } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { serviceRecords } from '../../src/features/service/tables.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { makeSaver, makeStation, relate, type Station } from './savings.ts'
import type { TestPerson, World } from './world.ts'

/** Stations whose savers are all related across them, so that no limit of gifts stands in the way. */
export type Ground = {
  readonly stations: readonly Station[]
  readonly savers: readonly TestPerson[]
  readonly offeringId: Id
  readonly records: readonly RecordKey[]
  readonly startMinutes: number
}

export type GroundWish = {
  readonly stations: number
  readonly saversEach: number
  readonly recordsEach: number
}

const START_MINUTES = 5_000

export async function makeGround(world: World, wish: GroundWish): Promise<Ground> {
  const offeringId = await world.makeOffering()
  const stations: Station[] = []
  const savers: TestPerson[] = []
  for (let n = 0; n < wish.stations; n += 1) {
    const station = await makeStation(world)
    stations.push(station)
    for (let m = 0; m < wish.saversEach; m += 1) {
      savers.push(await makeSaver(world, station, START_MINUTES))
    }
  }
  for (const [index, person] of savers.entries()) {
    for (const relative of savers.slice(index + 1)) await relate(world, person, relative)
  }
  const records = await submitMany(world, savers, { offeringId, each: wish.recordsEach, length: 1 })
  return { stations, savers, offeringId, records, startMinutes: START_MINUTES }
}

export type ManyRecords = {
  readonly offeringId: Id
  readonly each: number
  readonly length: number
}

const ROWS_AT_ONCE = 500
const RECORDS_A_DAY = 150
const MINUTES_BETWEEN = 3

/** Green records of `length` minutes that do not overlap, in the days before today. */
export async function submitMany(
  world: World,
  people: readonly TestPerson[],
  wish: ManyRecords,
): Promise<readonly RecordKey[]> {
  const step = wish.length + MINUTES_BETWEEN
  const perDay = Math.min(RECORDS_A_DAY, Math.floor(480 / step))
  const today = civilDateOf(world.now())
  const rows = people.flatMap((person) =>
    Array.from({ length: wish.each }, (_, n) => {
      const day = plusDays(today, -1 - Math.floor(n / perDay))
      const startsAt = plusMinutes(instantAt(day, '09:00'), (n % perDay) * step)
      return recordOf(person, wish, startsAt)
    }),
  )
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE)
    await world.db.transaction((tx) => tx.insert(serviceRecords).values(some))
  }
  return rows.map(({ communityId, id }) => ({ communityId, id }))
}

function recordOf(
  person: TestPerson,
  wish: ManyRecords,
  startsAt: ReturnType<typeof instantAt>,
): typeof serviceRecords.$inferInsert & RecordKey {
  const endsAt = plusMinutes(startsAt, wish.length)
  return {
    communityId: person.communityId,
    id: newId(),
    personId: person.id,
    offeringId: wish.offeringId,
    servedAtId: person.communityId,
    activityName: '代办服务',
    place: '便民利民综合服务站',
    content: '代办证件',
    outcome: '已办好',
    recipientKind: 'place',
    recipientDescription: '服务站',
    organiser: '社区居委会',
    personInCharge: '演示负责人',
    startsAt,
    endsAt,
    serviceMinutes: minutes(wish.length),
    measuredBy: 'checkIn',
    plannedStartsAt: startsAt,
    plannedEndsAt: endsAt,
    checkedInAt: startsAt,
    checkedOutAt: endsAt,
    enteredById: person.id,
    state: 'submitted',
    submittedAt: plusMinutes(endsAt, 30),
  }
}
