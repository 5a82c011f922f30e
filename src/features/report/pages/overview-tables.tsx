import { EmptyState, Fold, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Select } from '../../../http/components/fields.tsx'
import { DownloadLinks, FilterForm } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { ratioText } from '../../incentive/messages.ts'
import type { Overview } from '../get-overview.ts'
import type { OverviewFigures, OverviewMonth, OverviewPart } from '../model.ts'
import { drawingHash } from './chart-drawing.ts'
import { drawingOf, type ChartName } from './overview-charts.ts'
import { byName, minutesText, shareText, sorts, type SortKey } from './overview-words.ts'

type Part = OverviewFigures | OverviewPart

const cells = {
  hours: { header: '服务时长', of: (one: Part) => minutesText(one.serviceMinutes) },
  records: { header: '记录', of: (one: Part) => one.records },
  people: { header: '服务的人', of: (one: Part) => one.peopleServing },
  earned: { header: '存入', of: (one: Part) => minutesText(one.earnedMinutes) },
  used: { header: '使用', of: (one: Part) => minutesText(one.usedMinutes) },
  outstanding: { header: '结余', of: (one: Part) => minutesText(one.outstandingMinutes) },
  ratio: { header: '参与比', of: (one: Part) => ratioText(one.mobilisation) },
  attainment: { header: '达成度', of: (one: Part) => shareText(one.mobilisation.attainment) },
  registered: { header: '登记', of: (one: Part) => one.registered },
  quick: { header: '五分钟答复率', of: (one: Part) => shareText(one.quickShare) },
  promised: { header: '承诺上门', of: (one: Part) => one.promised },
  kept: { header: '按时', of: (one: Part) => one.promiseKept },
  promise: { header: '准时率', of: (one: Part) => shareText(one.promiseShare) },
  late: { header: '超时未办', of: (one: Part) => ('lateRequests' in one ? one.lateRequests : '') },
} as const
type CellName = keyof typeof cells

function columnsOf<Row extends Part>(names: readonly CellName[]): readonly Column<Row>[] {
  return names.map((name) => ({
    key: name,
    header: cells[name].header,
    align: 'end' as const,
    cell: (one) => <span class="nowrap">{cells[name].of(one)}</span>,
  }))
}

const monthColumn: Column<OverviewMonth> = {
  key: 'month',
  header: '月份',
  rowHeader: true,
  phone: 'title',
  cell: ({ month }) => `${month.slice(0, 4)} 年 ${Number(month.slice(5, 7))} 月`,
}

type ChartProps = {
  readonly view: Overview
  readonly name: ChartName
  readonly title: string
  /** What the picture shows, for who does not see it. */
  readonly alt: string
  readonly query: string
  readonly columns: readonly CellName[]
  readonly empty: string
}

/** A real chart, with the same numbers as a table behind it. */
export function MonthsChart({ view, title, columns, ...chart }: ChartProps) {
  const caption = `${title}，按月`
  return (
    <Section title={title}>
      <Chart view={view} {...chart} />
      <Fold title="看表格">
        <DataTable
          caption={caption}
          captionHidden
          columns={[monthColumn, ...columnsOf<OverviewMonth>(columns)]}
          rows={[...view.months].reverse()}
        />
      </Fold>
    </Section>
  )
}

/** By place; the table of all places below is the one behind it. */
export function PlacesChart({ view, title, ...chart }: Omit<ChartProps, 'columns'>) {
  return (
    <Section
      title={title}
      lead={view.parts.length > 20 ? '最高的十个和最低的十个社区；没有活跃党员的不列。' : undefined}
    >
      <Chart view={view} {...chart} />
      <p>
        <a href="#places">全部社区见下面的表格</a>
      </p>
    </Section>
  )
}

function Chart({ view, name, alt, query, empty }: Omit<ChartProps, 'title' | 'columns'>) {
  const wide = drawingOf(name, view, false)
  const narrow = drawingOf(name, view, true)
  if (!wide || !narrow) return <EmptyState text={empty} icon="board" />
  const src = `/overview/charts/${name}.svg?${query}`
  return (
    <picture class="chart">
      <source
        media="(max-width: 600px)"
        srcset={`${src}&narrow=1&v=${drawingHash(narrow)}`}
        width={narrow.width}
        height={narrow.height}
      />
      <img
        src={`${src}&v=${drawingHash(wide)}`}
        alt={alt}
        width={wide.width}
        height={wide.height}
        loading="lazy"
      />
    </picture>
  )
}

const AT_ONCE = 20

export type PlacesProps = {
  readonly view: Overview
  readonly query: URLSearchParams
  readonly sort: SortKey
  readonly page: number
  readonly sees: boolean
}

export function sortParts(view: Overview, sort: SortKey): readonly OverviewPart[] {
  const { of } = sorts[sort]
  return [...view.parts].sort(
    (a, b) =>
      (of ? of(b) - of(a) : byName(a.subdistrictName, b.subdistrictName)) || byName(a.name, b.name),
  )
}

const openNames = ['promised', 'kept', 'promise'] as const
const wholeNames = [
  ...(['hours', 'people', 'outstanding', 'ratio', 'attainment'] as const),
  ...(['registered', 'quick', 'promise', 'late'] as const),
]

/** All communities below, a page at a time, by the column that matters. */
export function Places({ view, query, sort, page, sees }: PlacesProps) {
  const rows = sortParts(view, sort)
  const last = Math.max(1, Math.ceil(rows.length / AT_ONCE))
  const shown = Math.min(page, last)
  const first = (shown - 1) * AT_ONCE
  const hrefOf = (at: number) => {
    const asked = new URLSearchParams(query)
    asked.set('sort', sort)
    asked.set('page', String(at))
    return `/overview?${asked.toString()}#places`
  }
  return (
    <Section title={`各社区（${rows.length} 个）`} id="places" bare>
      {sees && (
        <FilterForm action="/overview#places" submitLabel="排序">
          {[...query].map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Select
            name="sort"
            label="排列"
            required
            options={Object.entries(sorts).map(([value, { label }]) => ({ value, label }))}
            value={sort}
          />
        </FilterForm>
      )}
      <DataTable
        caption={`${view.node.name}各社区`}
        captionHidden
        columns={[
          nameColumn(query.get('period') ?? ''),
          ...columnsOf<OverviewPart>(sees ? wholeNames : openNames),
        ]}
        rows={rows.slice(first, first + AT_ONCE)}
        empty={<EmptyState text="还没有社区" icon="tree" />}
      />
      <CursorNav
        previousHref={shown > 1 ? hrefOf(shown - 1) : undefined}
        nextHref={shown < last ? hrefOf(shown + 1) : undefined}
        summary={`第 ${first + 1}–${Math.min(first + AT_ONCE, rows.length)} 个，共 ${rows.length} 个`}
      />
      {sees && <DownloadLinks href={`/overview/export?${query.toString()}`} what="各社区的数字" />}
    </Section>
  )
}

const nameColumn = (period: string): Column<OverviewPart> => ({
  key: 'name',
  header: '社区',
  rowHeader: true,
  phone: 'title',
  cell: ({ nodeId, name, subdistrictName }) => (
    <>
      <a href={`/overview/${nodeId}?period=${period}`}>{name}</a>
      <span class="cell__note">{subdistrictName}</span>
    </>
  ),
})
