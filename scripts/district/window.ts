import { instantAt, type CivilDate } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { dice } from '../demo/chance.ts'
import type { Days } from '../demo/days.ts'
import { perform } from '../demo/perform.ts'
import { must, type Moment, type Stage } from '../demo/stage.ts'
import { coordinatorOf, nodeOf, somebody, type Community, type District } from './district.ts'
import { earlyResidents } from './people.ts'

/** Somebody comes to each window with a question every so many working days. */
const EVERY = 30

const questions = [
  [
    'consultation',
    '换了单位，医保关系怎样转',
    '带身份证和新单位证明，到区政务大厅办理，当天办好。',
  ],
  ['consultation', '高龄津贴怎样申请', '满八十岁带身份证和户口本，在本站填表，次月发放。'],
  ['report', '楼道灯坏了，晚上看不见', '已报物业，当天换好，请再看看。'],
  ['report', '楼下垃圾没有及时清', '已和环卫所联系，每天早晚各清一次。'],
] as const

type Caller = {
  readonly key: string
  readonly where: Community
  readonly who: string
  readonly question: (typeof questions)[number]
}

type Step = {
  readonly district: District
  readonly callers: readonly Caller[]
  readonly requestIds: Map<string, Id>
}

/** 五分钟限时答复: questions at the window, answered at once; those of yesterday wait. */
export function windows(district: District, days: Days): Moment[] {
  const workdays = days.served.filter((day) => days.isWorkday(day))
  const last = workdays.at(-1)
  return workdays.flatMap((day, index): Moment[] => {
    const callers = callersOf(district, day, index)
    const step = { district, callers, requestIds: new Map<string, Id>() }
    const asked: Moment = {
      ...{ at: instantAt(day, '10:05'), recall: 'never' },
      play: (stage, at) => ask(stage, at, step),
    }
    const answered: Moment = {
      ...{ at: instantAt(day, '10:09'), recall: 'never' },
      play: (stage, at) => answer(stage, at, step),
    }
    return day === last ? [asked] : [asked, answered]
  })
}

function callersOf(district: District, day: CivilDate, index: number): readonly Caller[] {
  return district.communities.flatMap((where): Caller[] => {
    if ((index + 11 * where.index) % EVERY !== 0) return []
    const key = `window-${where.key}-${day}`
    const who = `${where.key}-r${dice(`${key} who`, earlyResidents(where))}`
    return [{ key, where, who, question: must(questions[dice(key, questions.length)], 'question') }]
  })
}

const atTheWindow = {
  channel: 'walkIn',
  channelLabel: null,
  receivedAt: null,
  toldAt: null,
} as const

async function ask(stage: Stage, at: Moment['at'], step: Step): Promise<void> {
  const { district, callers, requestIds } = step
  const deeds = callers.map(({ key, where, who, question: [kind, content] }) => ({
    ...{ key, actorId: coordinatorOf(stage, district, where, 0).id },
    scope: nodeOf(stage, district, where),
    input: {
      ...{ kind, content, place: '服务站窗口', requesterId: somebody(district, who).id },
      ...{ recipientId: null, offeringId: null, safetyNow: false, need: null, wishedAt: null },
      ...{ complainedOfId: null, intake: atTheWindow },
    },
  }))
  const asked = await perform(stage.ctx, at, registerRequest, deeds)
  callers.forEach(({ key }, index) => requestIds.set(key, must(asked[index], key).id))
}

async function answer(stage: Stage, at: Moment['at'], step: Step): Promise<void> {
  const { district, callers, requestIds } = step
  const of = <I>(part: string, inputOf: (requestId: Id, caller: Caller) => I) =>
    callers.map((caller) => ({
      key: `${caller.key}-${part}`,
      actorId: coordinatorOf(stage, district, caller.where, 0).id,
      scope: nodeOf(stage, district, caller.where),
      input: inputOf(must(requestIds.get(caller.key), caller.key), caller),
    }))
  const taken = of('taken', (requestId) => ({ requestId, reason: null }))
  await perform(stage.ctx, at, takeRequest, taken)
  const answered = of('answered', (requestId, { question: [, , reply] }) => ({
    ...{ requestId, reply, replyKind: 'direct' as const },
    ...{ outcome: 'explained' as const, outcomeLevel: 'community' as const, answeredAt: null },
  }))
  await perform(stage.ctx, at, answerRequest, answered)
}
