import type { CivilDate } from '../../src/kernel/clock.ts'
import { dice } from '../demo/chance.ts'
import { weekdayOf, type Days } from '../demo/days.ts'
import { isSchoolHoliday, isSummer, type Festival, type FestivalOn } from './calendar.ts'
import { dayNumber, type Community } from './district.ts'
import { earlyResidents } from './people.ts'
import { shareOf } from './scale.ts'

/** One service of one volunteer of the district. */
export type Task = {
  readonly where: Community
  readonly who: string
  readonly on: CivilDate
  readonly from: string
  readonly minutes: number
  readonly offering: string
  readonly activity: string
  readonly content: string
  readonly outcome: string
  readonly served:
    | { readonly person: string }
    | { readonly group: string; readonly headcount: number }
    | { readonly place: string }
  readonly entered: 'checkIn' | 'self' | 'paper'
}

type Kind = Omit<Task, 'where' | 'who' | 'on' | 'served'> & {
  readonly served: Task['served'] | 'resident'
}

const club: Kind = {
  ...{ offering: 'four-oclock', activity: '四点钟乐园', from: '16:00', minutes: 120 },
  ...{ content: '放学后作业辅导、课外阅读', outcome: '孩子们完成当天作业，安全交给家长' },
  ...{ served: { group: '放学后的学生', headcount: 12 }, entered: 'checkIn' },
}

const desk: Kind = {
  ...{ offering: 'visitor-desk', activity: '“面对面”群众工作室', from: '09:00', minutes: 120 },
  ...{ content: '接待来访，登记民情日记', outcome: '来访事项都已登记' },
  ...{ served: { place: '群众工作室' }, entered: 'self' },
}

const watch: Kind = {
  ...{ offering: 'sanitation-watch', activity: '环卫监督', from: '18:30', minutes: 60 },
  ...{ content: '劝导占道经营，检查垃圾分类', outcome: '问题当场改正' },
  ...{ served: { place: '社区路段' }, entered: 'self' },
}

const weekend: readonly Kind[] = [
  {
    ...{ offering: 'comfort-visit', activity: '走访慰问', from: '09:30', minutes: 60 },
    ...{ content: '看望老人，查看水电', outcome: '老人身体平稳，水电正常' },
    ...{ served: 'resident', entered: 'paper' },
  },
  {
    ...{ offering: 'tutoring', activity: '周末作业辅导', from: '14:00', minutes: 90 },
    ...{ content: '小学数学辅导', outcome: '错题讲清楚了' },
    ...{ served: { group: '小学生', headcount: 6 }, entered: 'checkIn' },
  },
  {
    ...{ offering: 'errand', activity: '代办跑腿', from: '16:00', minutes: 45 },
    ...{ content: '代买米面、代取药', outcome: '已送到家' },
    ...{ served: 'resident', entered: 'self' },
  },
]

/** What the volunteers of a community do on a day, the patrol apart. */
export function tasksOn(
  where: Community,
  day: CivilDate,
  days: Days,
  festivalOn: FestivalOn,
): readonly Task[] {
  const festival = festivalOn(day)
  if (festival) return festivalTasks(where, day, festival)
  const weekday = weekdayOf(day)
  if (days.isWorkday(day)) {
    return [...clubTasks(where, day), ...deskTasks(where, day), ...watchTasks(where, day, weekday)]
  }
  return weekday === 6 || weekday === 7 ? weekendTasks(where, day) : []
}

function clubTasks(where: Community, day: CivilDate): readonly Task[] {
  if (isSchoolHoliday(day)) {
    const isOpen = weekdayOf(day) === 2 || weekdayOf(day) === 4
    const morning = { ...club, from: '09:30', activity: '四点钟乐园（假期）' }
    return isOpen ? [taskOf(morning, where, day, socialTurn(where, day, 0))] : []
  }
  const helpers = dice(`${where.key} ${day} club`, 2) + 1
  return Array.from({ length: helpers }, (_, n) =>
    taskOf(club, where, day, socialTurn(where, day, n)),
  )
}

function deskTasks(where: Community, day: CivilDate): readonly Task[] {
  const isShut = dice(`${where.key} ${day} desk`, 10) < (isSummer(day) ? 3 : 1)
  return isShut ? [] : [taskOf(desk, where, day, memberTurn(where, day, 0))]
}

function watchTasks(where: Community, day: CivilDate, weekday: number): readonly Task[] {
  if (weekday !== 3) return []
  return [3, 4].map((n) => taskOf(watch, where, day, memberTurn(where, day, n)))
}

function weekendTasks(where: Community, day: CivilDate): readonly Task[] {
  return weekend
    .filter((kind) => dice(`${where.key} ${day} ${kind.offering}`, 10) < (isSummer(day) ? 4 : 6))
    .map((kind, n) => {
      const who = n % 2 === 0 ? memberTurn(where, day, 7 + n) : socialTurn(where, day, 5)
      return taskOf(kind, where, day, who)
    })
}

function festivalTasks(where: Community, day: CivilDate, festival: Festival): readonly Task[] {
  const { name, size, offering, content, outcome } = festival
  const kind: Kind = {
    ...{ offering, activity: name, from: '09:00', minutes: 150, content, outcome },
    ...{ served: { place: `${where.name}各楼栋` }, entered: 'checkIn' },
  }
  const spread = size - 3 + dice(`${where.key} ${day} festival`, 7)
  const social = Math.floor(spread / 4)
  return [
    ...Array.from({ length: social }, (_, n) => socialTurn(where, day, n)),
    ...Array.from({ length: spread - social }, (_, n) => memberTurn(where, day, n)),
  ].map((who) => taskOf(kind, where, day, who))
}

/** Who goes on patrol on a Friday: the leader and some members, in turn. */
export function patrolOn(where: Community, day: CivilDate): readonly string[] {
  const others = shareOf('members', where.index) - 1
  const count = isSummer(day) ? 4 : 6
  const from = Math.floor(dayNumber(day) / 7) * 5
  const turns = Array.from({ length: count - 1 }, (_, n) => 1 + ((from + n) % others))
  return [0, ...turns].map((n) => `${where.key}-m${n}`)
}

function taskOf(kind: Kind, where: Community, on: CivilDate, who: string): Task {
  if (kind.served !== 'resident') return { ...kind, served: kind.served, where, on, who }
  const turn = dice(`${where.key} ${on} ${kind.offering} served`, earlyResidents(where))
  return { ...kind, served: { person: `${where.key}-r${turn}` }, where, on, who }
}

/** In turn, so that the hours of a year come out even and nobody is asked twice on a day. */
function socialTurn(where: Community, day: CivilDate, n: number): string {
  const count = shareOf('social', where.index)
  return `${where.key}-s${(2 * dayNumber(day) + n) % count}`
}

function memberTurn(where: Community, day: CivilDate, n: number): string {
  const count = shareOf('members', where.index)
  return `${where.key}-m${(5 * dayNumber(day) + n) % count}`
}
