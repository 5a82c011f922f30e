import { instantAt, plusDays } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { createPlan } from '../../src/features/duty/create-plan.ts'
import { listShifts } from '../../src/features/duty/list-shifts.ts'
import type { PlanTerms } from '../../src/features/duty/model/plans.ts'
import { signUp } from '../../src/features/duty/sign-up.ts'
import { coordinators, nameOf, type NeighbourKey } from './cast.ts'
import type { Days } from './days.ts'
import { communityName, type CommunityKey } from './tree.ts'
import { must, offeringOf, perform, placeOf, play, type Act, type Moment } from './stage.ts'

type Told = Pick<PlanTerms, 'name' | 'place' | 'content' | 'outcome' | 'recipient' | 'capacity'> &
  Partial<PlanTerms> & {
    readonly key: string
    readonly where: CommunityKey
    readonly offering: string
    readonly length: number
  }

const children = {
  ...{ name: '四点钟乐园', place: '社区四点钟乐园', content: '放学后作业辅导、课外阅读' },
  ...{ outcome: '孩子们完成当天作业，安全交给家长', offering: 'four-oclock', capacity: 2 },
  recipient: { kind: 'group', headcount: 12, description: '放学后的学生' },
} as const

/** 四点钟乐园 on school days and in holidays, a weekly patrol, a festival: from today on. */
function told({ today }: Days): readonly Told[] {
  return [
    {
      ...{ ...children, key: 'four-oclock', where: 'dianjian', length: 120 },
      ...{ rule: '0 16 * * *', days: 'schoolDays' },
    },
    {
      ...{ ...children, key: 'holidays', where: 'dianjian', length: 150, name: '假期四点钟乐园' },
      ...{ rule: '0 9 * * 1-5', days: 'schoolHolidays' },
    },
    {
      ...{ key: 'patrol', where: 'jinianta', offering: 'patrol', length: 90, capacity: 6 },
      ...{ name: '周五治安巡逻', place: '纪念塔社区院落', content: '夜间巡逻，查看门窗和消防通道' },
      ...{ outcome: '没有发现隐患', rule: '30 19 * * 5', communityBuilding: true },
      recipient: { kind: 'place', description: '社区院落' },
    },
    {
      ...{ key: 'festival', where: 'fengqi', offering: 'cleaning-up', length: 180, capacity: 20 },
      ...{ name: '邻里节布置和清扫', place: '凤栖社区河堤', content: '布置场地，会后清扫' },
      ...{ outcome: '场地布置好，会后干净', communityBuilding: true, rule: null },
      dates: [instantAt(plusDays(today, 12), '14:00')],
      recipient: { kind: 'place', description: '河堤广场' },
    },
  ]
}

/** Planned yesterday, and who has signed up for the first school days since. */
export function plans(days: Days): Moment[] {
  const day = days.workdayBefore(1)
  return [
    ...told(days).map((plan) => ({ at: instantAt(day, '15:10'), play: planOf(days, plan) })),
    { at: instantAt(day, '19:40'), play: signUps(days) },
  ]
}

function planOf({ today }: Days, plan: Told): Moment['play'] {
  return async (stage, at) => {
    const { key, where, offering, length, ...rest } = plan
    await play(stage, at, createPlan, {
      ...{ key: `plan-${key}`, by: coordinators[where][0], at: where },
      input: {
        ...{ rule: null, dates: [], days: 'every', startsOn: today, endsOn: null },
        ...{ communityBuilding: false, organiser: communityName(where) },
        ...{ personInCharge: nameOf(coordinators[where][0]), durationMinutes: minutes(length) },
        ...{ ...rest, offeringId: offeringOf(stage, offering) },
      },
    })
  }
}

/** The first is full, and one waits for a place. */
const comes: readonly (readonly [nth: number, who: NeighbourKey])[] = [
  ...([
    [0, 'he'],
    [0, 'li'],
    [0, 'huang'],
  ] as const),
  ...([
    [1, 'he'],
    [2, 'li'],
  ] as const),
]

function signUps({ today }: Days): Moment['play'] {
  return async (stage, at) => {
    const range = { fromOn: today, untilOn: plusDays(today, 14) }
    const communityIds = [placeOf(stage, 'dianjian')]
    const shifts = await listShifts(stage.ctx, { communityIds, ...range })
    for (const [nth, who] of comes) {
      const shift = must(shifts[nth], 'shift')
      const act: Act<{ shiftId: string; personId: null }> = {
        ...{ key: `sign-up-${who}-${nth}`, by: who, at: 'dianjian' },
        input: { shiftId: shift.id, personId: null },
      }
      await perform(stage, at, signUp, [act])
    }
  }
}
