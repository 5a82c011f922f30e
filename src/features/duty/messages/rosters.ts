import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { OwnRosterDay } from '../model/rosters.ts'

/** `11月26日` */
export function dayText(on: CivilDate): string {
  return `${Number(on.slice(5, 7))}月${Number(on.slice(8, 10))}日`
}

/** The first few days by name, of more their number. */
export function daysText(days: readonly CivilDate[]): string {
  const named = days.slice(0, 5).map(dayText).join('、')
  return days.length > 5 ? `${named}等 ${days.length} 天` : named
}

export const coverText = (dutyName: string, days: readonly CivilDate[]): string =>
  `${dutyName}：${daysText(days)} A 角请假，由您顶班。`

export const coverOverText = (dutyName: string, days: readonly CivilDate[]): string =>
  `${dutyName}：${daysText(days)} A 角销假，您不用顶班了。`

export const rotationText = (dutyName: string, days: readonly CivilDate[]): string =>
  `${dutyName}值班表排好了，您是 A 角：${daysText(days)}。`

export type SwapWords = {
  readonly dutyName: string
  readonly dutyOn: CivilDate
  readonly inReturnOn: CivilDate | null
}

const exchange = ({ dutyOn, inReturnOn }: SwapWords): string =>
  inReturnOn === null
    ? `${dayText(dutyOn)}的班`
    : `${dayText(dutyOn)}的班换 ${dayText(inReturnOn)}的班`

export const swapAskedText = (words: SwapWords, askedByName: string): string =>
  `${words.dutyName}：${askedByName} 想请您换班（${exchange(words)}），请答复。`

/** Told to both. */
export const swapAcceptedText = (words: SwapWords, askedByName: string, askedName: string) =>
  `${words.dutyName}：换班生效，${dayText(words.dutyOn)}由 ${askedName} 值班${
    words.inReturnOn === null ? '' : `，${dayText(words.inReturnOn)}由 ${askedByName} 值班`
  }。`

export const swapDeclinedText = (words: SwapWords, askedName: string): string =>
  `${words.dutyName}：${askedName} 不能换班（${exchange(words)}），仍由您值班。`

export const swapLapsedText = (words: SwapWords): string =>
  `${words.dutyName}：${dayText(words.dutyOn)}的班已有别人换了，不用再答复。`

export const calendarTitle = (own: boolean): string => (own ? '我的值班' : '社区值班表')

/** Of one's own, which part one has; of a community, who acts. */
export function entryTitle(day: OwnRosterDay, personId: Id | null, acting: Id | null): string {
  if (personId === null) {
    const name = acting === null ? '没有人' : acting === day.aId ? day.aName : day.bName
    return `${day.dutyName}：${name ?? ''}`
  }
  if (day.aId === personId) return `${day.dutyName}（A 角）`
  return `${day.dutyName}（${acting === personId ? 'B 角，由您顶班' : 'B 角'}）`
}

export const entryNote = ({ communityName, aName, bName }: OwnRosterDay): string =>
  `${communityName}：A 角 ${aName ?? '无'}，B 角 ${bName ?? '无'}`
