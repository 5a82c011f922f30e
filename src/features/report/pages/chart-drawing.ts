import { createHash } from 'node:crypto'
import type { EChartsCoreOption } from 'echarts/core'

const load = async () => {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([
    charts.BarChart,
    charts.LineChart,
    components.GridComponent,
    components.LegendComponent,
    components.AriaComponent,
    renderers.SVGRenderer,
  ])
  return core
}

/** Read with the first chart: it takes a third of a second, which nobody should wait for at start. */
let loading: ReturnType<typeof load> | undefined

export type Drawing = {
  readonly width: number
  readonly height: number
  readonly option: EChartsCoreOption
}

const KEEP_DRAWINGS = 200
const kept = new Map<string, string>()

/** Changes with everything that is drawn, so that a browser may keep what it has. */
export function drawingHash(drawing: Drawing): string {
  return createHash('sha256').update(JSON.stringify(drawing)).digest('hex').slice(0, 16)
}

/** The chart as an SVG of its own, drawn once for the same data. */
export async function drawChart(drawing: Drawing): Promise<string> {
  const hash = drawingHash(drawing)
  const known = kept.get(hash)
  if (known !== undefined) return known
  loading ??= load()
  const { init } = await loading
  const { width, height, option } = drawing
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption(option)
    const svg = standing(chart.renderToSVGString())
    if (kept.size >= KEEP_DRAWINGS) kept.clear()
    kept.set(hash, svg)
    return svg
  } finally {
    chart.dispose()
  }
}

/**
 * A picture without style sheets, attributes of style or marks for scripts: our policy allows no
 * inline style, and what only a mouse would see is left out.
 */
function standing(svg: string): string {
  return svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ (class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
}

const ATTRIBUTES = /^(font-(size|family|weight|style)|fill|stroke|opacity)$/

function attributesOf(style: string): string {
  return style
    .split(';')
    .map((rule) => rule.split(':').map((part) => part.trim()))
    .filter(([name = '', value = '']) => ATTRIBUTES.test(name) && value !== '')
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')
}
