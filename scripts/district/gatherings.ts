import { instantAt, plusDays, type CivilDate } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { confirmAttendance } from '../../src/features/duty/confirm-attendance.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { stateIntroduction } from '../../src/features/incentive/state-introduction.ts'
import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
import { dice } from '../demo/chance.ts'
import { weekdayOf, type Days } from '../demo/days.ts'
import { perform } from '../demo/perform.ts'
import { must, type Moment, type Stage } from '../demo/stage.ts'
import {
  coordinatorOf,
  dayNumber,
  nodeOf,
  somebody,
  type Community,
  type District,
} from './district.ts'
import { residentsOn } from './people.ts'

const SUNDAY = 7
const ROUND = 3

const names = ['周日公益劳动', '周日环境整治', '周日邻里议事', '周日安全巡查'] as const

/** 月月有活动: every community calls everybody on every second Sunday; who came is confirmed. */
export function gatherings(district: District, days: Days): Moment[] {
  const sundays = days.served.filter((day) => weekdayOf(day) === SUNDAY)
  return sundays.flatMap((day): Moment[] => {
    const week = Math.floor(dayNumber(day) / 7)
    const those = district.communities.filter(({ index }) => (index + week) % 2 === 0)
    const activityIds = new Map<string, string>()
    return [
      {
        ...{ at: instantAt(plusDays(day, -4), '10:15'), recall: day },
        play: (stage, at) => announce(stage, at, { district, those, day, activityIds }),
      },
      {
        ...{ at: instantAt(days.workdayAfter(day), '11:15'), recall: 'never' },
        play: (stage, at) => confirm(stage, at, { district, those, day, activityIds }),
      },
    ]
  })
}

type Gathering = {
  readonly district: District
  readonly those: readonly Community[]
  readonly day: CivilDate
  readonly activityIds: Map<string, string>
}

async function announce(
  stage: Stage,
  at: Moment['at'],
  { district, those, day, activityIds }: Gathering,
): Promise<void> {
  const deeds = those.map((where) => ({
    key: `gathering-${where.key}-${day}`,
    actorId: coordinatorOf(stage, district, where, 0).id,
    scope: nodeOf(stage, district, where),
    input: {
      name: names[where.index % names.length] ?? names[0],
      place: `${where.name}门前`,
      ...{ startsAt: instantAt(day, '15:00'), endsAt: instantAt(day, '17:00') },
      communityBuilding: true,
    },
  }))
  const created = await perform(stage.ctx, at, createActivity, deeds)
  those.forEach(({ key }, index) => activityIds.set(key, must(created[index], key).activityId))
}

async function confirm(
  stage: Stage,
  at: Moment['at'],
  { district, those, day, activityIds }: Gathering,
): Promise<void> {
  const deeds = those.map((where) => ({
    key: `attendance-${where.key}-${day}`,
    actorId: coordinatorOf(stage, district, where, 1).id,
    scope: nodeOf(stage, district, where),
    input: {
      activityId: must(activityIds.get(where.key), `gathering of ${where.key}`),
      attendances: whoCame(where, stage.days, day).map((key) => ({
        who: somebody(district, key).id,
        attendedMinutes: minutes(120 - 15 * dice(`${key} ${day} minutes`, 3)),
      })),
    },
  }))
  for (const outcome of (await perform(stage.ctx, at, confirmAttendance, deeds)).flat()) {
    if (!outcome.confirmed) throw new Error(`not confirmed: ${outcome.refusal.code}`)
  }
}

/**
 * A third of those who ever come, in turn, so that nearly all of them are there twice a quarter. Some
 * communities bring many, some few.
 */
function whoCame(where: Community, days: Days, day: CivilDate): readonly string[] {
  const wish = ROUND * (14 + dice(`${where.key} lively`, 60))
  const circle = Math.min(wish, residentsOn(where, days, day))
  const turn = Math.floor(dayNumber(day) / 14) % ROUND
  return Array.from({ length: circle }, (_, n) => n)
    .filter((n) => n % ROUND === turn)
    .map((n) => `${where.key}-r${n}`)
}

/** Who says that who brought them (1+10), before they first come; one member in many brings ten. */
export function introductions(district: District, { foundedOn }: Days): Moment[] {
  return [9, 10, 11, 12, 13].map((after, part) => ({
    at: instantAt(plusDays(foundedOn, after), '20:00'),
    recall: 'never',
    play: async (stage, at) => {
      const those = district.communities.filter(({ index }) => index % 5 === part)
      const deeds = those.flatMap((where) =>
        pairsOf(where).map(([key, member]) => ({
          ...{ key: `introduction-${key}`, actorId: somebody(district, key).id },
          scope: DISTRICT_SCOPE,
          input: { named: must(somebody(district, member).cardNumber ?? undefined, member) },
        })),
      )
      await perform(stage.ctx, at, stateIntroduction, deeds)
    },
  }))
}

function pairsOf(where: Community): readonly (readonly [string, string])[] {
  const brought = [dice(`${where.key} star`, 4) === 0 ? 12 : 5, 4, 3, 2, 2]
  const members = brought.flatMap((count, n) => Array.from({ length: count }, () => n))
  return members.map((member, n) => [`${where.key}-r${n}`, `${where.key}-m${member}`])
}
