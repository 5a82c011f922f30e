import { instantAt, type CivilDate } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { finishVisit } from '../../src/features/desk/finish-visit.ts'
import { rateRequest } from '../../src/features/desk/rate-request.ts'
import { takeVisit } from '../../src/features/desk/take-visit.ts'
import { askWithSavings } from '../../src/features/redemption/ask-with-savings.ts'
import { dice } from '../demo/chance.ts'
import type { Days } from '../demo/days.ts'
import { perform } from '../demo/perform.ts'
import { must, offeringOf, type Moment, type Stage } from '../demo/stage.ts'
import { coordinatorOf, nodeOf, somebody, type Community, type District } from './district.ts'
import { describePerson } from './describe-person.ts'
import { earlyResidents } from './people.ts'
import { shareOf } from './scale.ts'

/** Each community is asked for a visit every so many working days. */
const EVERY = 25
/** So long is waited for somebody who is served too late: longer than the general limit. */
const LATE = 8
/** Of the last days some are not sent out yet. */
const FRESH = 12

const wishes = [
  ['errand', '代买米和油', '米和油已送到'],
  ['housework', '擦窗户，自己够不着', '窗户擦好了'],
  ['paperwork', '代办居住证', '材料已交窗口'],
  ['hospital-company', '去医院复查，需要人陪同', '复查完成，药已取好'],
] as const

type Wish = {
  readonly key: string
  readonly where: Community
  readonly asker: string
  readonly helper: string
  readonly about: (typeof wishes)[number]
  readonly late: boolean
  /** Nobody was sent yet. */
  readonly open: boolean
}

/** What the wishes of one day have come to. */
type Thread = {
  readonly district: District
  readonly wishes: readonly Wish[]
  readonly requestIds: Map<string, Id>
  readonly visitIds: Map<string, Id>
}

/** Visits all year long: asked for, with savings where there are some, sent out, served and rated. */
export function visits(district: District, days: Days): Moment[] {
  const workdays = days.served.filter((day) => days.isWorkday(day))
  return workdays.flatMap((day, index) => {
    const isFresh = index >= workdays.length - FRESH
    const of = wishesOf(district, day, index, isFresh, days.foundedOn)
    const prompt = threadOf(
      district,
      of.filter(({ late }) => !late),
    )
    const tardy = threadOf(
      district,
      of.filter(({ late }) => late),
    )
    const after = (count: number) => workdays[index + count]
    return [
      ask(prompt, day, '09:40'),
      ask(tardy, day, '09:50'),
      ...serve(prompt, day, [day, after(1), after(6)], '14:00'),
      ...serve(tardy, day, [after(LATE), after(LATE + 1), after(LATE + 6)], '15:00'),
    ]
  })
}

function threadOf(district: District, those: readonly Wish[]): Thread {
  return { district, wishes: those, requestIds: new Map(), visitIds: new Map() }
}

function wishesOf(
  district: District,
  day: CivilDate,
  index: number,
  isFresh: boolean,
  foundedOn: CivilDate,
): readonly Wish[] {
  return district.communities.flatMap((where): Wish[] => {
    const turn = index + 7 * where.index
    if (turn % EVERY !== 0) return []
    const key = `${where.key}-${day}`
    const asker = askerOf(district, where, key, Math.floor(turn / EVERY), foundedOn)
    return [
      {
        ...{ key, where, asker, late: dice(`${key} late`, 12) === 0 },
        helper: `${where.key}-m${1 + dice(`${key} helper`, shareOf('members', where.index) - 1)}`,
        about: must(wishes[dice(`${key} wish`, wishes.length)], 'wish'),
        open: isFresh && dice(`${key} open`, 2) === 0,
      },
    ]
  })
}

/** By turns a volunteer, who has savings, and a resident who does not live alone. */
function askerOf(
  district: District,
  where: Community,
  key: string,
  turn: number,
  foundedOn: CivilDate,
): string {
  if (turn % 2 === 0) {
    return `${where.key}-s${dice(`${key} volunteer`, shareOf('social', where.index))}`
  }
  const count = earlyResidents(where)
  const first = dice(`${key} resident`, count)
  const inTurn = Array.from({ length: count }, (_, n) => `${where.key}-r${(first + n) % count}`)
  const asker = inTurn.find((each) => !describePerson(each, where, district, foundedOn).livesAlone)
  return must(asker, 'asker')
}

function ask(thread: Thread, day: CivilDate, time: string): Moment {
  const { district, requestIds } = thread
  return {
    ...{ at: instantAt(day, time), recall: day },
    play: async (stage, at) => {
      const deeds = thread.wishes.map(({ key, where, asker, about: [offering, content] }) => ({
        ...{ key: `ask-${key}`, actorId: somebody(district, asker).id },
        scope: nodeOf(stage, district, where),
        input: {
          ...{ kind: 'help' as const, requesterId: somebody(district, asker).id },
          ...{ recipientId: null, offeringId: offeringOf(stage, offering), content },
          ...{ place: where.name, safetyNow: false, need: null, wishedAt: null, payer: null },
          ...{ complainedOfId: null, intake: null },
          ...{ expectedMinutes: minutes(60), agreedMoreMinutes: minutes(0) },
        },
      }))
      const asked = await perform(stage.ctx, at, askWithSavings, deeds)
      thread.wishes.forEach(({ key }, index) => requestIds.set(key, must(asked[index], key).id))
    },
  }
}

type Step = CivilDate | undefined

/** Sent out, served and rated; what would be after yesterday is left to whoever looks today. */
function serve(
  thread: Thread,
  asked: CivilDate,
  [sentOn, servedOn, ratedOn]: readonly [Step, Step, Step],
  from: string,
): Moment[] {
  const moments: Moment[] = []
  if (sentOn === undefined || servedOn === undefined) return moments
  const startedAt = instantAt(servedOn, from)
  moments.push({
    ...{ at: instantAt(sentOn, '11:00'), recall: asked },
    play: (stage, at) => send(stage, at, thread, startedAt),
  })
  moments.push({
    ...{ at: instantAt(servedOn, from === '14:00' ? '15:05' : '16:05'), recall: asked },
    play: (stage, at) => finish(stage, at, thread, startedAt),
  })
  if (ratedOn !== undefined) {
    moments.push({
      ...{ at: instantAt(ratedOn, '18:00'), recall: 'never' },
      play: (stage, at) => rate(stage, at, thread),
    })
  }
  return moments
}

const sentOut = ({ wishes: all }: Thread) => all.filter(({ open }) => !open)

async function send(
  stage: Stage,
  at: Moment['at'],
  thread: Thread,
  scheduledAt: Moment['at'],
): Promise<void> {
  const { district, requestIds, visitIds } = thread
  const those = sentOut(thread)
  const deeds = those.map(({ key, where, helper }) => ({
    ...{ key: `visit-${key}`, actorId: coordinatorOf(stage, district, where, 0).id },
    scope: nodeOf(stage, district, where),
    input: {
      ...{ requestId: must(requestIds.get(key), key), scheduledAt },
      helperIds: [somebody(district, helper).id],
    },
  }))
  const taken = await perform(stage.ctx, at, takeVisit, deeds)
  those.forEach(({ key }, index) => visitIds.set(key, must(taken[index], key).id))
}

async function finish(
  stage: Stage,
  at: Moment['at'],
  thread: Thread,
  startedAt: Moment['at'],
): Promise<void> {
  const { district, visitIds, wishes: all } = thread
  const those = sentOut(thread)
  const deeds = those.map(({ key, where, helper, about: [, , outcome] }) => ({
    ...{ key: `served-${key}`, actorId: coordinatorOf(stage, district, where, 1).id },
    scope: nodeOf(stage, district, where),
    input: {
      ...{ visitId: must(visitIds.get(key), key), outcome, offeringId: null, lateReason: null },
      helpers: [{ personId: somebody(district, helper).id, startedAt, endedAt: endOf(key, at) }],
      confirmation: { how: 'signature' as const, code: null },
    },
  }))
  const finished = await perform(stage.ctx, at, finishVisit, deeds)
  finished.forEach(({ records }, index) => {
    const { where } = must(those[index], 'wish')
    const enteredById = coordinatorOf(stage, district, where, 1).id
    for (const { communityId, id } of records) {
      district.waiting.push({ communityId, id, at, servedAt: where, enteredById, visit: true })
    }
  })
  if (all.length > 0 && finished.length !== those.length) throw new Error('a visit is missing')
}

/** An hour, or a little less. */
function endOf(key: string, at: Moment['at']): Moment['at'] {
  return new Date(
    Date.parse(at) - 5 * 60_000 - 5 * 60_000 * dice(`${key} took`, 5),
  ).toISOString() as Moment['at']
}

/** Every second asker says how it was. */
async function rate(stage: Stage, at: Moment['at'], thread: Thread): Promise<void> {
  const { district, requestIds } = thread
  const those = sentOut(thread).filter(({ key }) => dice(`${key} rates`, 2) === 0)
  const deeds = those.map(({ key, where, asker }) => ({
    ...{ key: `rate-${key}`, actorId: somebody(district, asker).id },
    scope: nodeOf(stage, district, where),
    input: {
      requestId: must(requestIds.get(key), key),
      rating: dice(`${key} rating`, 6) === 0 ? (2 as const) : (3 as const),
    },
  }))
  await perform(stage.ctx, at, rateRequest, deeds)
}
