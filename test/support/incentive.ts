import { activities, attendances } from '../../src/features/duty/tables/activities.ts'
import { introductions } from '../../src/features/incentive/tables.ts'
import { consents } from '../../src/features/person/tables.ts'
import type { RecordState } from '../../src/features/service/model.ts'
import { serviceRecords } from '../../src/features/service/tables.ts'
import {
  instantAt,
  parseCivilDate,
  plusMinutes,
  type CivilDate,
  type Instant,
} from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import type { TestPerson, World } from './world.ts'

export function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  if (!date) throw new Error(`not a day: ${text}`)
  return date
}

export type RecordWish = {
  readonly person: TestPerson
  readonly offeringId: Id
  readonly approverId: Id
  /** A day of Shanghai; it begins at `time`, 09:00 unless said otherwise. */
  readonly on: string
  readonly time?: string
  readonly length?: number
  readonly state?: RecordState
  readonly decidedAt?: Instant
  readonly reversedAt?: Instant
  readonly recipient?: { readonly personId: Id } | { readonly householdId: Id }
}

/** A record as it stands after its decision, without the books: for figures only. */
export async function insertRecord(world: World, wish: RecordWish): Promise<Id> {
  const id = newId()
  const { person, state = 'approved', length = 60 } = wish
  const startsAt = instantAt(day(wish.on), wish.time ?? '09:00')
  const endsAt = plusMinutes(startsAt, length)
  const isDecided = state === 'approved' || state === 'rejected' || state === 'reversed'
  const { recipient } = wish
  await world.db.transaction((tx) =>
    tx.insert(serviceRecords).values({
      ...{ communityId: person.communityId, id, personId: person.id, state, startsAt, endsAt },
      ...{ offeringId: wish.offeringId, servedAtId: person.communityId },
      ...{ activityName: '公益劳动', place: '站里', content: '打扫', outcome: '干净' },
      ...recipientOf(recipient),
      ...{ organiser: '社区', personInCharge: '演示', serviceMinutes: minutes(length) },
      ...{ measuredBy: 'manual' as const, enteredById: person.id, submittedAt: endsAt },
      decidedById: isDecided ? wish.approverId : null,
      decidedAt: isDecided ? (wish.decidedAt ?? plusMinutes(endsAt, 1)) : null,
      reversedById: state === 'reversed' ? wish.approverId : null,
      reversedAt: state === 'reversed' ? (wish.reversedAt ?? plusMinutes(endsAt, 2)) : null,
    }),
  )
  return id
}

function recipientOf(recipient: RecordWish['recipient']) {
  if (!recipient) return { recipientKind: 'place' as const, recipientDescription: '服务站' }
  return 'personId' in recipient
    ? { recipientKind: 'person' as const, recipientPersonId: recipient.personId }
    : { recipientKind: 'household' as const, recipientHouseholdId: recipient.householdId }
}

export type ActivityWish = {
  readonly communityId: Id
  readonly createdById: Id
  readonly on: string
  readonly communityBuilding?: boolean
}

/** Three hours from 09:00 that build the community, unless said otherwise. */
export async function insertActivity(world: World, wish: ActivityWish): Promise<Id> {
  const id = newId()
  const startsAt = instantAt(day(wish.on), '09:00')
  await world.db.transaction((tx) =>
    tx.insert(activities).values({
      ...{ communityId: wish.communityId, id, name: '清洁日', place: '小区' },
      ...{ startsAt, endsAt: plusMinutes(startsAt, 180) },
      communityBuilding: wish.communityBuilding ?? true,
      ...{ createdById: wish.createdById, createdAt: startsAt },
    }),
  )
  return id
}

export async function insertAttendances(
  world: World,
  activity: { readonly communityId: Id; readonly id: Id },
  people: readonly TestPerson[],
  confirmedById: Id,
  length = 90,
): Promise<void> {
  if (people.length === 0) return
  await world.db.transaction((tx) =>
    tx.insert(attendances).values(
      people.map(({ id }) => ({
        ...{ communityId: activity.communityId, activityId: activity.id, personId: id },
        ...{ attendedMinutes: minutes(length), confirmedById, confirmedAt: world.now() },
      })),
    ),
  )
}

export async function insertIntroductions(
  world: World,
  pairs: readonly (readonly [TestPerson, TestPerson])[],
  on: string,
): Promise<void> {
  await world.db.transaction((tx) =>
    tx.insert(introductions).values(
      pairs.map(([person, introducer]) => ({
        ...{ personId: person.id, introducerId: introducer.id },
        ...{ statedOn: day(on), statedAt: instantAt(day(on), '10:00') },
      })),
    ),
  )
}

export async function agreeToBeNamed(world: World, person: TestPerson): Promise<void> {
  await world.db.transaction((tx) =>
    tx.insert(consents).values({
      ...{ id: newId(), personId: person.id, kind: 'naming', wording: '同意' },
      givenAt: world.now(),
    }),
  )
}
