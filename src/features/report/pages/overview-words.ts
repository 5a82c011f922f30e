import { civilDateOf } from '../../../kernel/clock.ts'
import { formatMinutes, type Minutes } from '../../../kernel/minutes.ts'
import {
  percentText,
  periodText,
  ratioText,
  tellFigures,
  type ToldFigure,
} from '../../incentive/messages.ts'
import type { Overview } from '../get-overview.ts'
import type { OverviewFigures, OverviewPeriod } from '../model.ts'

/** `最近十二个月（2025 年 12 月至 2026 年 11 月）`, or as everywhere. */
export function overviewPeriodText(period: OverviewPeriod): string {
  if (period.kind !== 'rolling') return periodText(period)
  const [first = '', last = ''] = period.code.split('_')
  return `十二个月（${periodText({ code: first })}至${periodText({ code: last })}）`
}

export const minutesText = (minutes: number) => formatMinutes(minutes as Minutes)
export const shareText = percentText

/** In words, since an arrow or a colour alone says nothing to who cannot see it. */
function comparedText(now: number, before: number, textOf: (amount: number) => string): string {
  if (now === before) return '与上一期相同。'
  return now > before
    ? `比上一期多 ${textOf(now - before)}。`
    : `比上一期少 ${textOf(before - now)}。`
}

function comparedShare(now: string | null, before: string | null): string {
  if (now === null || before === null) return '上一期没有可比的数字。'.repeat(Number(now !== null))
  const points = (amount: number) => `${amount.toFixed(1)} 个百分点`
  if (now === before) return '与上一期相同。'
  const change = Number(now) - Number(before)
  return change > 0 ? `比上一期高 ${points(change)}。` : `比上一期低 ${points(-change)}。`
}

const people = (amount: number) => `${amount} 人`
const cases = (amount: number) => `${amount} 件`

/** 准时率, the figure that is anybody's. */
export function tellPromise({ figures, figuresBefore }: Overview): ToldFigure {
  const decided = figures.promised - figures.promiseWaiting
  return {
    label: '准时率',
    value: shareText(figures.promiseShare),
    meaning:
      `本期登记、承诺了上门的事项里，按时上门的 ÷ 已经有结果的：${figures.promiseKept} ÷ ${decided}。` +
      `还没到时限的 ${figures.promiseWaiting} 件不算。` +
      comparedShare(figures.promiseShare, figuresBefore.promiseShare),
  }
}

export function tellGiven({ figures, figuresBefore }: Overview): readonly ToldFigure[] {
  return [
    {
      label: '服务时长',
      value: minutesText(figures.serviceMinutes),
      meaning:
        `本期提供、审核通过的服务，共 ${figures.records} 条记录。` +
        comparedText(figures.serviceMinutes, figuresBefore.serviceMinutes, minutesText),
    },
    {
      label: '提供服务的人',
      value: people(figures.peopleServing),
      meaning:
        '本期至少有一条审核通过的记录；一个人只算一次。' +
        comparedText(figures.peopleServing, figuresBefore.peopleServing, people),
    },
  ]
}

/** 互助供需: what is owed to people, beside what they gave. */
export function tellCredits(view: Overview): readonly ToldFigure[] {
  const { figures, figuresBefore } = view
  return [
    {
      label: '存入',
      value: minutesText(figures.earnedMinutes),
      meaning:
        '本期入账的服务储蓄，已减去更正。' +
        comparedText(figures.earnedMinutes, figuresBefore.earnedMinutes, minutesText),
    },
    {
      label: '使用',
      value: minutesText(figures.usedMinutes),
      meaning:
        '本期按时上门后用掉的储蓄。' +
        comparedText(figures.usedMinutes, figuresBefore.usedMinutes, minutesText),
    },
    {
      label: isOver(view) ? '期末结余' : '现在的结余',
      value: minutesText(figures.outstandingMinutes),
      meaning:
        '所有储蓄本和公益时间库里还能用的时间。' +
        comparedText(figures.outstandingMinutes, figuresBefore.outstandingMinutes, minutesText),
    },
  ]
}

export function tellDesk(view: Overview): readonly ToldFigure[] {
  const { figures, figuresBefore, open } = view
  return [
    {
      label: '登记的事项',
      value: cases(figures.registered),
      meaning: comparedText(figures.registered, figuresBefore.registered, cases),
    },
    {
      label: '五分钟答复率',
      value: shareText(figures.quickShare),
      meaning:
        `咨询和预约里，开门时间五分钟内有人答复或接办的：${figures.quickAnswered} ÷ ${figures.quick}。` +
        comparedShare(figures.quickShare, figuresBefore.quickShare),
    },
    tellPromise(view),
    {
      label: '现在没办完的',
      value: cases(open.openRequests),
      meaning: `其中 ${open.lateRequests} 件已经过了承诺时限，还没有人上门。`,
    },
  ]
}

export function tellMobilisation(view: Overview): readonly ToldFigure[] {
  const now = view.figures.mobilisation
  const before = view.figuresBefore.mobilisation
  const { goal, effectiveDays, activeDays } = view
  const pairs = {
    达成度: [now.attainment, before.attainment],
    达标率: [now.goalRate, before.goalRate],
    可追溯率: [now.traceableRate, before.traceableRate],
  } as Readonly<Record<string, readonly [string | null, string | null]>>
  return tellFigures({ figures: now, goal, effectiveDays, activeDays }).map((figure) => {
    const pair = pairs[figure.label]
    const compared = pair
      ? comparedShare(pair[0], pair[1])
      : figure.label === '参与比'
        ? `上一期 ${ratioText(before)}。`
        : `上一期 ${before.activeParty} · ${before.activeMasses} 人。`
    return { ...figure, meaning: `${figure.meaning}${compared}` }
  })
}

export function isOver({ asOfAt, period }: Pick<Overview, 'asOfAt' | 'period'>): boolean {
  return asOfAt !== null && period.lastOn < civilDateOf(asOfAt)
}

export type SortKey =
  | 'name'
  | 'hours'
  | 'people'
  | 'outstanding'
  | 'ratio'
  | 'attainment'
  | 'quick'
  | 'promise'
  | 'late'

const shareOr = (share: string | null) => (share === null ? -1 : Number(share))

export const sorts: Readonly<
  Record<
    SortKey,
    {
      readonly label: string
      readonly of: ((one: OverviewFigures & { lateRequests: number }) => number) | null
    }
  >
> = {
  name: { label: '名称', of: null },
  hours: { label: '服务时长从多到少', of: (one) => one.serviceMinutes },
  people: { label: '服务的人从多到少', of: (one) => one.peopleServing },
  outstanding: { label: '结余从多到少', of: (one) => one.outstandingMinutes },
  ratio: { label: '参与比从高到低', of: (one) => shareOr(one.mobilisation.participationRatio) },
  attainment: { label: '达成度从高到低', of: (one) => shareOr(one.mobilisation.attainment) },
  quick: { label: '五分钟答复率从低到高', of: (one) => -Number(one.quickShare ?? 101) },
  promise: { label: '准时率从低到高', of: (one) => -Number(one.promiseShare ?? 101) },
  late: { label: '超时未办从多到少', of: (one) => one.lateRequests },
}

/** One collator for all: `localeCompare` looks one up for every pair. */
export const byName = new Intl.Collator('zh-CN').compare
