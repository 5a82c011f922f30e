import { instantAt, plusMinutes, type CivilDate, type Instant } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { handInGroupSheet } from '../../src/features/service/hand-in-group-sheet.ts'
import type { Recipient, RecordKey } from '../../src/features/service/model.ts'
import { submitRecords, type SubmitRecord } from '../../src/features/service/submit-records.ts'
import { submitCheckedIn } from '../demo/checked-in.ts'
import { weekdayOf, type Days } from '../demo/days.ts'
import { perform } from '../demo/perform.ts'
import { must, offeringOf, type Moment, type Stage } from '../demo/stage.ts'
import { festivalsOf } from './calendar.ts'
import { coordinatorOf, nodeOf, somebody, type Community, type District } from './district.ts'
import { patrolOn, tasksOn, type Task } from './rhythm.ts'

const FRIDAY = 5

/** Everything that is served, handed in as it comes: on the day, and paper on the next working day. */
export function service(district: District, days: Days): Moment[] {
  const festivalOn = festivalsOf(days)
  return days.served.flatMap((day) => {
    const tasks = district.communities.flatMap((where) => tasksOn(where, day, days, festivalOn))
    const of = (entered: Task['entered']) => tasks.filter((task) => task.entered === entered)
    const morning = days.workdayAfter(day)
    const moments: Moment[] = [
      { at: instantAt(day, '21:10'), play: checkIn(district, of('checkIn')), recall: day },
      { at: instantAt(day, '21:20'), play: enter(district, of('self'), ownHand), recall: day },
      {
        at: instantAt(morning, '08:45'),
        play: enter(district, of('paper'), deskHand),
        recall: day,
      },
    ]
    if (weekdayOf(day) !== FRIDAY) return moments
    return [
      ...moments,
      { at: instantAt(morning, '09:10'), play: patrols(district, day), recall: day },
    ]
  })
}

type Hand = (stage: Stage, district: District, task: Task) => Id

const ownHand: Hand = (_, district, { who }) => somebody(district, who).id
const deskHand: Hand = (stage, district, { where }) => coordinatorOf(stage, district, where, 1).id

function checkIn(district: District, tasks: readonly Task[]): Moment['play'] {
  return async (stage, at) => {
    const deeds = tasks.map((task) => {
      const { asDraft: _, ...entry } = recordOf(stage, district, task)
      const actorId = entry.personId
      const scope = nodeOf(stage, district, task.where)
      return { key: keyOf(task), actorId, scope, input: { ...entry, servedAtId: scope } }
    })
    const records = await perform(stage.ctx, at, submitCheckedIn, deeds)
    wait(district, at, tasks, records, ({ who }) => somebody(district, who).id)
  }
}

function enter(district: District, tasks: readonly Task[], hand: Hand): Moment['play'] {
  return async (stage, at) => {
    const deeds = tasks.map((task) => ({
      ...{ key: keyOf(task), actorId: hand(stage, district, task) },
      ...{ scope: nodeOf(stage, district, task.where), input: recordOf(stage, district, task) },
    }))
    const records = await perform(stage.ctx, at, submitRecords, deeds)
    wait(district, at, tasks, records, (task) => hand(stage, district, task))
  }
}

function keyOf({ who, on, from }: Task): string {
  return `record-${who}-${on}-${from}`
}

function wait(
  { waiting }: District,
  at: Instant,
  tasks: readonly Task[],
  records: readonly RecordKey[],
  by: (task: Task) => Id,
): void {
  tasks.forEach((task, index) => {
    const { communityId, id } = must(records[index], task.who)
    waiting.push({ communityId, id, at, servedAt: task.where, enteredById: by(task) })
  })
}

function recordOf(stage: Stage, district: District, task: Task): SubmitRecord {
  const { where, who, on, from, activity, content, outcome } = task
  const startsAt = instantAt(on, from)
  return {
    ...{ personId: somebody(district, who).id, offeringId: offeringOf(stage, task.offering) },
    ...{ activityName: activity, place: where.name, content, outcome },
    recipient: recipientOf(district, task.served),
    organiser: where.name,
    personInCharge: coordinatorOf(stage, district, where, 0).name,
    ...{ startsAt, endsAt: plusMinutes(startsAt, task.minutes) },
    ...{ lateReason: null, replacesId: null, asDraft: false },
  }
}

function recipientOf(district: District, served: Task['served']): Recipient {
  if ('place' in served) return { kind: 'place', description: served.place }
  if ('group' in served) {
    return { kind: 'group', headcount: served.headcount, description: served.group }
  }
  return { kind: 'person', personId: somebody(district, served.person).id }
}

/** Friday's patrols, one sheet of each community's leader. */
function patrols(district: District, day: CivilDate): Moment['play'] {
  return async (stage, at) => {
    const sheets = district.communities.map((where) => sheetOf(stage, district, where, day))
    const handedIn = await perform(stage.ctx, at, handInGroupSheet, sheets)
    handedIn.forEach(({ records }, index) => {
      const where = must(district.communities[index], 'community')
      if (records.length === 0) throw new Error(`the patrol of ${where.key} ${day} was not taken`)
      const enteredById = somebody(district, `${where.key}-m0`).id
      for (const { communityId, id } of records) {
        district.waiting.push({ communityId, id, at, servedAt: where, enteredById })
      }
    })
  }
}

function sheetOf(stage: Stage, district: District, where: Community, day: CivilDate) {
  const leader = somebody(district, `${where.key}-m0`)
  const recipient: Recipient = { kind: 'place', description: `${where.name}楼院` }
  return {
    ...{ key: `patrol-${where.key}-${day}`, actorId: leader.id },
    scope: nodeOf(stage, district, where),
    input: {
      ...{ title: `治安巡逻 ${day}`, servedOn: day, offeringId: offeringOf(stage, 'patrol') },
      ...{ activityName: '周五治安巡逻', place: where.name, content: '夜间巡逻、查看门禁' },
      ...{ outcome: '一切正常', recipient, lateReason: null },
      ...{ organiser: where.name, personInCharge: leader.name },
      rows: patrolOn(where, day).map((key, index) => ({
        ...{ line: index + 2, name: somebody(district, key).name, start: '19:30', end: '21:00' },
        cardNumber: somebody(district, key).cardNumber ?? '',
      })),
    },
  }
}
