import { drawChart } from '../../src/features/report/pages/chart-drawing.ts'
import type { GrowthPoint } from './growth.ts'
import type { HeapReading } from './heap.ts'
import { lineOf } from './print.ts'
import type { Result } from './results.ts'

export type Reported = {
  readonly at: string
  readonly results: readonly Result[]
  readonly heap: readonly HeapReading[]
  readonly growth: readonly GrowthPoint[]
}

type Curve = { readonly name: string; readonly points: readonly (readonly [number, number])[] }

const SIZE = { width: 900, height: 360 }
const units = [
  ['Records a second', /, \/s$/],
  ['CPU a record, µs', /, µs of CPU a record$/],
  ['Milliseconds, p50', /, ms$/],
] as const

/** One file that needs nothing else: the lines of the console, and growth as pictures. */
export async function drawReport(report: Reported): Promise<string> {
  const pictures: string[] = []
  for (const [title, ending] of report.growth.length > 0 ? units : [])
    pictures.push(await picture(title, 'transfers in the books', curvesOf(report.growth, ending)))
  if (report.heap.length > 0) {
    const points = report.heap.map(({ requests, bytes }) => [requests, bytes / 2 ** 20] as const)
    pictures.push(await picture('Heap of the server, MB', 'requests', [{ name: 'heap', points }]))
  }
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Aixin bench</title>',
    `<h1>Aixin bench, ${report.at}</h1>`,
    `<pre>${report.results.map(lineOf).map(escape).join('\n')}</pre>`,
    ...pictures,
    '</html>\n',
  ].join('\n')
}

function curvesOf(growth: readonly GrowthPoint[], ending: RegExp): readonly Curve[] {
  const names = Object.keys(growth[0]?.values ?? {}).filter((name) => ending.test(name))
  return names.map((name) => ({
    name: name.replace(ending, ''),
    points: growth.map(({ transfers, values }) => [transfers, values[name] ?? 0] as const),
  }))
}

async function picture(title: string, along: string, curves: readonly Curve[]): Promise<string> {
  const svg = await drawChart({
    ...SIZE,
    option: {
      animation: false,
      grid: { left: 70, right: 30, top: 60, bottom: 50 },
      legend: { top: 0, itemGap: 30 },
      xAxis: { type: 'log', name: along, nameLocation: 'middle', nameGap: 30 },
      yAxis: { type: 'value', min: 0 },
      series: curves.map(({ name, points }) => ({ type: 'line', name, data: points })),
    },
  })
  return `<h2>${escape(title)}</h2>\n${svg}`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
