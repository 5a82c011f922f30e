import { instantAt, plusDays, plusMinutes, type CivilDate } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { confirmAttendance } from '../../src/features/duty/confirm-attendance.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { declineIntroduction } from '../../src/features/incentive/decline-introduction.ts'
import { stateIntroduction } from '../../src/features/incentive/state-introduction.ts'
import { booksOf, cast, coordinators, neighbourKeys, type NeighbourKey } from './cast.ts'
import { dice } from './chance.ts'
import { weekdayOf, type Days } from './days.ts'
import { communities, otherCommunities, type CommunityKey } from './tree.ts'
import { must, perform, play, playerOf, type Act, type Moment, type Stage } from './stage.ts'

const SATURDAY = 6

const gatherings: Readonly<
  Record<CommunityKey, { readonly name: string; readonly place: string }>
> = {
  dianjian: { name: '周六公益劳动', place: '电建一社区楼院' },
  fengqi: { name: '周六环境整治', place: '凤栖社区河堤' },
  jinianta: { name: '周六邻里议事', place: '纪念塔社区议事厅' },
  xinhua: { name: '周六安全巡查', place: '新华路社区门前' },
  songbiandian: { name: '周六公益劳动', place: '送变电社区楼院' },
  sixixiang: { name: '周六邻里议事', place: '四喜巷社区议事厅' },
  nanmingtang: { name: '周六环境整治', place: '南明堂社区沿河步道' },
  houba: { name: '周六公益劳动', place: '后坝社区坝上' },
  jindi: { name: '周六楼栋清扫', place: '金地社区楼院' },
  dongshengxiang: { name: '周六邻里议事', place: '东笙巷社区活动室' },
  cinanmen: { name: '周六安全巡查', place: '次南门社区街口' },
  shapo: { name: '周六环境整治', place: '沙坡社区坡道' },
}

/** 周周有安排: a Saturday morning for everybody, and who came is confirmed on the working day after. */
export function activities(days: Days): Moment[] {
  const saturdays = days.served.filter((day) => weekdayOf(day) === SATURDAY)
  const next = must(saturdays.at(-1), 'Saturday')
  return [
    ...saturdays.flatMap((day) => gather(days, day)),
    { at: instantAt(days.workdayBefore(1), '16:30'), play: announce(plusDays(next, 7)) },
  ]
}

function gather(days: Days, day: CivilDate): Moment[] {
  const activityIds: string[] = []
  return [
    {
      at: instantAt(plusDays(day, -4), '10:00'),
      play: async (stage, at) => void activityIds.push(...(await create(stage, at, day))),
    },
    {
      at: instantAt(days.workdayAfter(day), '11:00'),
      play: (stage, at) => confirm(stage, at, day, activityIds),
    },
  ]
}

type At = Parameters<Moment['play']>[1]

function announce(day: CivilDate): Moment['play'] {
  return async (stage, at) => void (await create(stage, at, day))
}

async function create(stage: Stage, at: At, day: CivilDate): Promise<readonly string[]> {
  const acts = communities.map(([where]) => ({
    ...{ key: `gathering-${where}-${day}`, by: coordinators[where][0], at: where },
    input: {
      ...gatherings[where],
      ...{ startsAt: instantAt(day, '09:00'), endsAt: instantAt(day, '11:00') },
      communityBuilding: true,
    },
  }))
  return (await perform(stage, at, createActivity, acts)).map(({ activityId }) => activityId)
}

async function confirm(
  stage: Stage,
  at: At,
  day: CivilDate,
  activityIds: readonly string[],
): Promise<void> {
  const acts = communities.map(([where], index) => ({
    ...{ key: `attendance-${where}-${day}`, by: coordinators[where][1], at: where },
    input: {
      activityId: must(activityIds[index], `gathering of ${where}`),
      attendances: whoCame(where, day).map((key) => ({
        who: playerOf(stage, key).id,
        attendedMinutes: minutes(120 - 15 * dice(`${key} ${day} minutes`, 3)),
      })),
    },
  }))
  for (const outcome of (await perform(stage, at, confirmAttendance, acts)).flat()) {
    if (!outcome.confirmed) throw new Error(`not confirmed: ${outcome.refusal.code}`)
  }
}

/** Two Saturdays of three, each on their own. */
function whoCame(where: CommunityKey, day: CivilDate): readonly NeighbourKey[] {
  return neighbourKeys.filter(
    (key) => booksOf(cast[key]) === where && dice(`${key} ${day} gathers`, 3) > 0,
  )
}

/** Who says that who brought them (1+10): 刘玉梅 ten, the other members one to five. */
const brought: readonly (readonly [NeighbourKey, readonly NeighbourKey[]])[] = [
  ...otherCommunities.map((where): readonly [NeighbourKey, readonly NeighbourKey[]] => [
    `${where}-leader`,
    [`${where}-volunteer`, `${where}-attends-1`, `${where}-attends-2`],
  ]),
  ['liu', ['li', 'huang', 'he', 'tang', 'zhao', 'sun', 'tian', 'jiang', 'deng', 'zeng']],
  ['zhang', ['yang']],
  ['peng', ['pan', 'fengqi-attends-1', 'fengqi-attends-2', 'fengqi-attends-3']],
  ['xu', ['ma', 'jiangShu']],
  ['shen', ['ren']],
  ['cai', ['yuan', 'shi', 'xia']],
]

/** Stated in the second and third week by those who came; one is declined by the member named. */
export function introductions({ foundedOn }: Days): Moment[] {
  const pairs = brought.flatMap(([member, people]) => people.map((key) => [key, member] as const))
  return [0, 1, 2].map((part) => ({
    at: instantAt(plusDays(foundedOn, 12 + 3 * part), '19:30'),
    play: async (stage: Stage, at: At) => {
      const acts = pairs
        .filter((_, index) => index % 3 === part)
        .map(([key, member]) => statementAct(stage, key, member))
      await perform(stage, at, stateIntroduction, acts)
      if (acts.some(({ by }) => by === 'xia')) await decline(stage, at)
    },
  }))
}

function statementAct(
  stage: Stage,
  key: NeighbourKey,
  member: NeighbourKey,
): Act<{ readonly named: string }> {
  const named = must(playerOf(stage, member).cardNumber ?? undefined, `card of ${member}`)
  return { key: `introduction-${key}`, by: key, at: null, input: { named } }
}

async function decline(stage: Stage, at: At): Promise<void> {
  await play(stage, plusMinutes(at, 60), declineIntroduction, {
    ...{ key: 'introduction-declined', by: 'cai', at: null },
    input: { personId: playerOf(stage, 'xia').id },
  })
}
