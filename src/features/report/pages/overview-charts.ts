import type { Overview } from '../get-overview.ts'
import type { OverviewPart } from '../model.ts'
import type { Drawing } from './chart-drawing.ts'
import { byName } from './overview-words.ts'

export const chartNames = ['hours', 'credits', 'ratio', 'attainment', 'shares'] as const
export type ChartName = (typeof chartNames)[number]

/** Told apart with every kind of colour blindness (Okabe and Ito), and by pattern and sign besides. */
const colours = ['#0072b2', '#e69f00', '#004d3a']
const INK = '#17211d'
const LINE = '#dbe2de'
const font = 'PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif'

const size = (narrow: boolean) => ({ width: narrow ? 360 : 920, height: narrow ? 280 : 320 })

function frame(narrow: boolean, legend: boolean) {
  const fontSize = narrow ? 11 : 13
  return {
    animation: false,
    color: colours,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: font, fontSize, color: INK },
    aria: { enabled: true, decal: { show: true }, label: { enabled: false } },
    grid: { left: 8, right: 12, top: legend ? 58 : 36, bottom: 8, containLabel: true },
    ...(legend && {
      legend: { top: 0, left: 0, itemGap: 14, textStyle: { color: INK, fontSize } },
    }),
  }
}

const category = (data: readonly string[], narrow: boolean) => ({
  type: 'category',
  data: [...data],
  axisTick: { show: false },
  axisLine: { lineStyle: { color: '#78867f' } },
  axisLabel: { color: INK, fontSize: narrow ? 10 : 12, interval: narrow ? 1 : 0 },
})

const value = (name: string, more: object = {}) => ({
  type: 'value',
  name,
  nameTextStyle: { color: INK, align: 'left' },
  axisLabel: { color: INK },
  splitLine: { lineStyle: { color: LINE } },
  ...more,
})

/** `11 月`; January with its year. */
export function monthLabel(month: string): string {
  const label = `${Number(month.slice(5, 7))} 月`
  return label === '1 月' ? `${month.slice(2, 4)} 年 ${label}` : label
}

const hoursOf = (minutes: number) => Math.round(minutes / 6) / 10

function hoursChart({ months }: Overview, narrow: boolean): Drawing {
  return {
    ...size(narrow),
    option: {
      ...frame(narrow, false),
      xAxis: category(
        months.map(({ month }) => monthLabel(month)),
        narrow,
      ),
      yAxis: value('小时'),
      series: [
        {
          type: 'bar',
          name: '服务时长',
          data: months.map(({ serviceMinutes }) => hoursOf(serviceMinutes)),
          label: { show: !narrow, position: 'top', color: INK },
        },
      ],
    },
  }
}

function creditsChart({ months }: Overview, narrow: boolean): Drawing {
  return {
    ...size(narrow),
    option: {
      ...frame(narrow, true),
      xAxis: category(
        months.map(({ month }) => monthLabel(month)),
        narrow,
      ),
      yAxis: [
        value('小时'),
        value('结余（小时）', {
          splitLine: { show: false },
          nameTextStyle: { color: INK, align: 'right' },
        }),
      ],
      series: [
        {
          type: 'bar',
          name: '存入',
          data: months.map(({ earnedMinutes }) => hoursOf(earnedMinutes)),
        },
        { type: 'bar', name: '使用', data: months.map(({ usedMinutes }) => hoursOf(usedMinutes)) },
        {
          type: 'line',
          name: '月末结余',
          yAxisIndex: 1,
          symbol: 'diamond',
          symbolSize: 8,
          data: months.map(({ outstandingMinutes }) => hoursOf(outstandingMinutes)),
        },
      ],
    },
  }
}

function sharesChart({ months }: Overview, narrow: boolean): Drawing {
  const series = [
    ['准时率', 'circle', months.map(({ promiseShare }) => numberOf(promiseShare))],
    ['五分钟答复率', 'rect', months.map(({ quickShare }) => numberOf(quickShare))],
  ] as const
  return {
    ...size(narrow),
    option: {
      ...frame(narrow, true),
      xAxis: category(
        months.map(({ month }) => monthLabel(month)),
        narrow,
      ),
      yAxis: value('%', { min: 0, max: 100 }),
      series: series.map(([name, symbol, data], at) => ({
        ...{ type: 'line', name, symbol, data, symbolSize: 8 },
        lineStyle: { width: 2, type: at === 0 ? 'solid' : 'dashed' },
      })),
    },
  }
}

const numberOf = (share: string | null) => (share === null ? null : Number(share))

/** The ten highest and the ten lowest; all where there are no more than twenty. */
export function extremesOf(
  parts: readonly OverviewPart[],
  of: (part: OverviewPart) => string | null,
): readonly OverviewPart[] {
  const sorted = parts
    .filter((part) => of(part) !== null)
    .sort((a, b) => Number(of(b)) - Number(of(a)) || byName(a.name, b.name))
  return sorted.length <= 20 ? sorted : [...sorted.slice(0, 10), ...sorted.slice(-10)]
}

function placesChart(
  parts: readonly OverviewPart[],
  of: (part: OverviewPart) => string | null,
  words: { readonly before: string; readonly after: string },
  narrow: boolean,
): Drawing {
  const shown = extremesOf(parts, of)
  const { width } = size(narrow)
  return {
    ...{ width, height: 60 + shown.length * 24 },
    option: {
      ...frame(narrow, false),
      grid: { left: 8, right: 56, top: 24, bottom: 8, containLabel: true },
      xAxis: value('', { position: 'top' }),
      yAxis: {
        ...category(
          shown.map(({ name }) => name),
          false,
        ),
        inverse: true,
        axisLabel: { color: INK, fontSize: 12, width: narrow ? 96 : 200, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          data: shown.map((part, at) => ({
            value: Number(of(part)),
            label: { formatter: `${words.before}${of(part)}${words.after}` },
            ...(shown.length === 20 && at >= 10 && parts.length > 20
              ? { itemStyle: { color: colours[1] } }
              : {}),
          })),
          barMaxWidth: 16,
          label: { show: true, position: 'right', color: INK },
        },
      ],
    },
  }
}

/** Null where there is nothing to draw. */
export function drawingOf(name: ChartName, view: Overview, narrow: boolean): Drawing | null {
  const { parts } = view
  switch (name) {
    case 'hours':
      return view.months.some((one) => one.records > 0) ? hoursChart(view, narrow) : null
    case 'credits':
      return view.months.some(
        (one) => one.earnedMinutes !== 0 || one.usedMinutes !== 0 || one.outstandingMinutes !== 0,
      )
        ? creditsChart(view, narrow)
        : null
    case 'shares':
      return view.months.some((one) => one.promiseShare ?? one.quickShare)
        ? sharesChart(view, narrow)
        : null
    case 'ratio': {
      const of = (part: OverviewPart) => part.mobilisation.participationRatio
      const words = { before: '1+', after: '' }
      return parts.some(of) ? placesChart(parts, of, words, narrow) : null
    }
    case 'attainment': {
      const of = (part: OverviewPart) => part.mobilisation.attainment
      const words = { before: '', after: '%' }
      return parts.some(of) ? placesChart(parts, of, words, narrow) : null
    }
  }
}
