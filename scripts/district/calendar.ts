import chineseDays from 'chinese-days'
import type { CivilDate } from '../../src/kernel/clock.ts'
import { plusDays } from '../../src/kernel/clock.ts'
import type { Days } from '../demo/days.ts'

/** A day on which a whole community serves. */
export type Festival = {
  readonly name: string
  readonly offering: string
  readonly content: string
  readonly outcome: string
  /** Volunteers of each community. */
  readonly size: number
}

const ofTheMonth: Readonly<Record<string, Festival>> = {
  '03-05': {
    ...{ name: '学雷锋志愿服务日', offering: 'cleaning-up', size: 22 },
    ...{ content: '清洁楼院、便民理发、义务维修', outcome: '楼院干净了，居民很满意' },
  },
  '07-01': {
    ...{ name: '七一党员奉献日', offering: 'policy-talk', size: 18 },
    ...{ content: '讲革命故事，宣讲惠民政策', outcome: '居民了解了新政策' },
  },
  '09-30': {
    ...{ name: '迎国庆环境整治', offering: 'cleaning-up', size: 12 },
    ...{ content: '清理楼道和绿化带', outcome: '社区面貌一新' },
  },
}

/** By month and day of the lunar year; the first is three days before the Spring Festival. */
const ofTheMoon: readonly (readonly [string, number, Festival])[] = [
  [
    '01-01',
    -3,
    {
      ...{ name: '春节前走访慰问', offering: 'comfort-visit', size: 18 },
      ...{ content: '送春联、送年货，查看水电', outcome: '老人和困难家庭都走到了' },
    },
  ],
  [
    '01-15',
    0,
    {
      ...{ name: '元宵灯会', offering: 'culture', size: 10 },
      ...{ content: '布置花灯，组织猜灯谜', outcome: '居民欢度元宵' },
    },
  ],
  [
    '05-05',
    0,
    {
      ...{ name: '端午包粽子', offering: 'culture', size: 12 },
      ...{ content: '包粽子送老人', outcome: '每位独居老人都收到粽子' },
    },
  ],
  [
    '08-15',
    0,
    {
      ...{ name: '中秋邻里节', offering: 'culture', size: 10 },
      ...{ content: '邻里同台演出、分月饼', outcome: '邻里更熟悉了' },
    },
  ],
  [
    '09-09',
    0,
    {
      ...{ name: '重阳敬老', offering: 'comfort-visit', size: 18 },
      ...{ content: '陪老人过节，量血压、理发', outcome: '老人们很高兴' },
    },
  ],
]

export type FestivalOn = (day: CivilDate) => Festival | undefined

export function festivalsOf({ served }: Days): FestivalOn {
  const years = [...new Set(served.map((day) => Number(day.slice(0, 4))))]
  const byDay = new Map<CivilDate, Festival>()
  for (const year of years) {
    for (const [monthAndDay, festival] of Object.entries(ofTheMonth)) {
      byDay.set(`${year}-${monthAndDay}` as CivilDate, festival)
    }
    for (const [monthAndDay, shift, festival] of ofTheMoon) {
      const { date } = chineseDays.getSolarDateFromLunar(`${year}-${monthAndDay}`)
      byDay.set(plusDays(date as CivilDate, shift), festival)
    }
  }
  return (day) => byDay.get(day)
}

/** 寒假 and 暑假, roughly: the club of four o'clock is open in the morning then. */
export function isSchoolHoliday(day: CivilDate): boolean {
  const monthAndDay = day.slice(5)
  return (
    (monthAndDay >= '07-05' && monthAndDay <= '08-31') ||
    (monthAndDay >= '01-20' && monthAndDay <= '02-24')
  )
}

/** 消夏: the two hottest months are slower. */
export function isSummer(day: CivilDate): boolean {
  return day.slice(5, 7) === '07' || day.slice(5, 7) === '08'
}
