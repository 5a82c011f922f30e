import {
  instantAt,
  plusDays,
  plusMinutes,
  type CivilDate,
  type Instant,
} from '../../src/kernel/clock.ts'
import type { SubmitRecord } from '../../src/features/service/submit-records.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import type { SubmittedRecord } from '../../src/features/service/submit-in-tx.ts'
import { handInGroupSheet } from '../../src/features/service/hand-in-group-sheet.ts'
import type { Recipient, RecordKey } from '../../src/features/service/model.ts'
import { coordinators, nameOf, type NeighbourKey, type PersonKey } from './cast.ts'
import { dice } from './chance.ts'
import { submitCheckedIn } from './checked-in.ts'
import { weekdayOf, type Days } from './days.ts'
import { communityName } from './tree.ts'
import { patrol, routines, type Routine, type Served } from './routines.ts'
import {
  must,
  offeringOf,
  perform,
  placeOf,
  play,
  playerOf,
  type Act,
  type Moment,
  type Stage,
} from './stage.ts'

/** One time that somebody served. */
export type Service = Omit<Routine, 'weekdays' | 'everyWeeks' | 'workdaysOnly'> & {
  readonly on: CivilDate
}

/**
 * Fifteen weeks of routines. Who checks out has handed in; the others type theirs in on Wednesdays
 * and Sundays, and what came on paper a coordinator enters on the next working day.
 */
export function service(days: Days): Moment[] {
  const services = days.served.flatMap((day, index) => heldOn(days, day, Math.floor(index / 7)))
  const of = (entered: Routine['entered']) => services.filter((one) => one.entered === entered)
  const patrols = days.served.filter((day) => weekdayOf(day) === patrol.weekday)
  return [
    ...together(of('checkIn'), (on) => instantAt(on, '21:15'), checkIn),
    ...together(
      of('self'),
      (on) => instantAt(typingDay(days, on), '21:20'),
      (stage, at, those) => enter(stage, at, those, ({ who }) => who),
    ),
    ...together(
      of('paper'),
      (on) => instantAt(days.workdayAfter(on), '08:40'),
      (stage, at, those) => enter(stage, at, those, ({ where }) => coordinators[where][0]),
    ),
    ...patrols.map((day) => patrolOf(days, day)),
  ]
}

function heldOn(days: Days, day: CivilDate, week: number): readonly Service[] {
  return routines
    .filter((routine) => isHeld(days, routine, day, week))
    .map((routine) => serviceOn(routine, day))
}

function isHeld(days: Days, routine: Routine, day: CivilDate, week: number): boolean {
  const { who, weekdays, everyWeeks = 1, workdaysOnly = false } = routine
  if (!weekdays.includes(weekdayOf(day)) || week % everyWeeks !== 0) return false
  if (workdaysOnly && !days.isWorkday(day)) return false
  // somebody is ill or away now and then
  return dice(`${who} ${day} comes`, 100) < 90
}

function serviceOn(routine: Routine, on: CivilDate): Service {
  const { weekdays: _, everyWeeks: __, workdaysOnly: ___, ...service } = routine
  const spread =
    routine.entered === 'checkIn' ? 0 : 15 * (dice(`${routine.who} ${on} stays`, 3) - 1)
  return { ...service, on, minutes: routine.minutes + spread }
}

/** The last working day counts too, so that the inbox is fresh. */
function typingDay(days: Days, on: CivilDate): CivilDate {
  if (weekdayOf(on) % 7 === 0 || weekdayOf(on) === 3 || on === days.workdayBefore(1)) return on
  return typingDay(days, plusDays(on, 1))
}

/** One moment for all services that are entered at the same time. */
function together(
  services: readonly Service[],
  timeOf: (on: CivilDate) => Instant,
  enterAll: (stage: Stage, at: Instant, services: readonly Service[]) => Promise<void>,
): Moment[] {
  const byTime = new Map<Instant, Service[]>()
  for (const one of services) {
    const at = timeOf(one.on)
    byTime.set(at, [...(byTime.get(at) ?? []), one])
  }
  return [...byTime].map(([at, those]) => ({ at, play: (stage) => enterAll(stage, at, those) }))
}

/** The leader types the sheet in on the next working day. */
function patrolOf(days: Days, day: CivilDate): Moment {
  const { leader, members, where, from, to } = patrol
  const rest = { personInCharge: nameOf(leader), organiser: communityName(where), lateReason: null }
  return {
    at: instantAt(days.workdayAfter(day), '09:05'),
    play: async (stage, at) => {
      const { records } = await play(stage, at, handInGroupSheet, {
        ...{ key: `patrol-${day}`, by: leader, at: where },
        input: {
          ...{ title: `治安巡逻 ${day}`, servedOn: day, offeringId: offeringOf(stage, 'patrol') },
          ...{ activityName: '周五治安巡逻', place: '纪念塔社区', content: '夜间巡逻、查看门禁' },
          ...{ outcome: '一切正常', recipient: recipientOf(stage, { place: '社区楼院' }, day) },
          ...rest,
          rows: members.map((key, index) => ({
            ...{ line: index + 2, name: nameOf(key), start: from, end: to },
            cardNumber: playerOf(stage, key).cardNumber ?? '',
          })),
        },
      })
      if (records.length === 0) throw new Error(`the sheet of ${day} was not taken`)
      for (const key of records) stage.waiting.push({ ...key, servedAt: where, enteredBy: leader })
    },
  }
}

export async function checkIn(
  stage: Stage,
  at: Instant,
  services: readonly Service[],
): Promise<void> {
  const acts = services.map((one) => {
    const { asDraft: _, ...entry } = recordOf(stage, one)
    return actOf(one, one.who, { ...entry, servedAtId: placeOf(stage, one.where) })
  })
  wait(stage, services, await perform(stage, at, submitCheckedIn, acts), ({ who }) => who)
}

export async function enter(
  stage: Stage,
  at: Instant,
  services: readonly Service[],
  by: (service: Service) => PersonKey,
): Promise<void> {
  const acts = services.map((one) => actOf(one, by(one), recordOf(stage, one)))
  wait(stage, services, await perform(stage, at, submitRecords, acts), by)
}

function actOf<I>(service: Service, by: PersonKey, input: I): Act<I> {
  const { who, on, from, where } = service
  return { key: `record-${who}-${on}-${from}`, by, at: where, input }
}

/** One record on its own, told by `key`; whether it waits for a round is the caller's. */
export function enterOne(
  stage: Stage,
  at: Instant,
  service: Service,
  { key, ...more }: Partial<SubmitRecord> & { readonly key: string },
): Promise<SubmittedRecord> {
  const input = { ...recordOf(stage, service), ...more }
  return play(stage, at, submitRecords, { key, by: service.who, at: service.where, input })
}

/** The next round decides it. */
export function waitFor(stage: Stage, service: Service, { communityId, id }: RecordKey): void {
  stage.waiting.push({ communityId, id, servedAt: service.where, enteredBy: service.who })
}

function wait(
  stage: Stage,
  services: readonly Service[],
  records: readonly SubmittedRecord[],
  by: (service: Service) => PersonKey,
): void {
  services.forEach((one, index) => {
    const { communityId, id } = must(records[index], `record of ${one.who}`)
    stage.waiting.push({ communityId, id, servedAt: one.where, enteredBy: by(one) })
  })
}

/** The statutory fields of one service. */
export function recordOf(stage: Stage, one: Service): SubmitRecord {
  const startsAt = instantAt(one.on, one.from)
  return {
    personId: playerOf(stage, one.who).id,
    offeringId: offeringOf(stage, one.offering),
    ...{ activityName: one.activity, place: one.place, content: one.content, outcome: one.outcome },
    recipient: recipientOf(stage, one.served, one.on),
    organiser: communityName(one.where),
    personInCharge: nameOf(coordinators[one.where][0]),
    ...{ startsAt, endsAt: plusMinutes(startsAt, one.minutes) },
    ...{ lateReason: null, replacesId: null, asDraft: false },
  }
}

function recipientOf(stage: Stage, served: Served, on: CivilDate): Recipient {
  if ('place' in served) return { kind: 'place', description: served.place }
  if ('group' in served) {
    return { kind: 'group', headcount: served.headcount, description: served.group }
  }
  const turn = dice(`${on} turn`, served.people.length)
  const key = must<NeighbourKey>(served.people[turn], 'recipient')
  return { kind: 'person', personId: playerOf(stage, key).id }
}
