import type { OpenAPIHono } from '@hono/zod-openapi'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { Select, type Option } from '../../../http/components/fields.tsx'
import { FigureGrid } from '../../../http/components/figures.tsx'
import { FilterForm } from '../../../http/components/forms.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { consoleRoles, variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, systemNow, type CivilDate } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { listPeriods } from '../../incentive/list-periods.ts'
import { periodText } from '../../incentive/messages.ts'
import { seesOverview } from '../api/overview-routes.ts'
import { getKeptOverview, type Overview } from '../get-overview.ts'
import { drawChart } from './chart-drawing.ts'
import { chartNames, drawingOf } from './overview-charts.ts'
import { exportOverview } from './overview-file.ts'
import { NotYet } from './not-yet.tsx'
import { placeOptions } from './place-options.ts'
import { MonthsChart, Places, PlacesChart } from './overview-tables.tsx'
import {
  isOver,
  overviewPeriodText,
  sorts,
  tellCredits,
  tellDesk,
  tellGiven,
  tellMobilisation,
  tellPromise,
  type SortKey,
} from './overview-words.ts'

/** Whole for who keeps or checks the books of the place; 准时率 alone for everybody else. */
export function overviewPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/overview', async (c) => overviewPage(c, idIn(c.req.query('place')) ?? homeOf(c)))
  router.get('/overview/export', exportPage)
  router.get('/overview/charts/:file', chartPage)
  router.get('/overview/:nodeId', (c) => overviewPage(c, c.req.param('nodeId')))
  return router
}

/** What one works with; else the district. */
function homeOf(c: AppContext): Id | null {
  const grants = c.get('visitor')?.roleGrants ?? []
  return grants.find(({ role }) => consoleRoles.includes(role))?.nodeId ?? null
}

function idIn(sent: string | undefined): Id | null {
  if (sent === undefined || sent === '') return null
  if (!isId(sent)) throw new DomainError(httpErrors['not-found'])
  return sent
}

function askedOverview(c: AppContext, nodeId: Id | null): Promise<Overview> {
  const { ctx } = c.get('services')
  return getKeptOverview(ctx, { nodeId, period: c.req.query('period') || null })
}

async function overviewPage(c: AppContext, nodeId: Id | null): Promise<Response> {
  const view = await askedOverview(c, idIn(nodeId ?? undefined))
  const sees = await seesOverview(c, view.node.id)
  const period = view.period.kind === 'rolling' ? 'last12' : view.period.code
  const query = new URLSearchParams({ place: view.node.id, period })
  return renderPage(
    c,
    { title: `${view.node.name}概览`, variant: variantOf(c.get('visitor')) },
    <>
      <PageHeader title={`${view.node.name}概览`} lead={<Lead view={view} />} />
      <FilterForm action="/overview" submitLabel="查看">
        <Select
          name="place"
          label="地方"
          required
          options={placeOptions(view.node, view.nodes)}
          value={view.node.id}
        />
        <Select name="period" label="时间" required options={periodsOf(c, view)} value={period} />
      </FilterForm>
      <Standing view={view} sees={sees} />
      {sees ? <Whole view={view} query={query.toString()} /> : <Public view={view} />}
      {view.node.kind !== 'community' && (
        <Places view={view} query={query} sort={sortIn(c)} page={pageIn(c)} sees={sees} />
      )}
    </>,
  )
}

function Lead({ view }: { view: Overview }) {
  return (
    <>
      {overviewPeriodText(view.period)}
      {view.asOfAt && (
        <>
          ，截至 <DateTime at={view.asOfAt} />
          ，每分钟更新
        </>
      )}
    </>
  )
}

function Standing({ view, sees }: { view: Overview; sees: boolean }) {
  if (view.asOfAt === null) {
    return <NotYet />
  }
  if (!sees) {
    return (
      <Note>
        <p>
          这里公开的是准时率。1+10、星级和月榜在<a href="/board">公示</a>；
          时长、储蓄和服务台的全部数字，给管理和监督这里的人看。
        </p>
      </Note>
    )
  }
  return (
    <Note>
      <p>
        人、时长和储蓄都算在储蓄本所在的社区；时长按服务的日期，储蓄按入账的时间，事项按登记的时间。
        {!isOver(view) && '本期还没有结束，和上一期整期相比会偏少。'}
        上一期是{overviewPeriodText(view.before)}。
      </p>
    </Note>
  )
}

function Public({ view }: { view: Overview }) {
  return (
    <Section title="服务台" bare>
      <FigureGrid figures={[tellPromise(view)]} />
    </Section>
  )
}

function Whole({ view, query }: { view: Overview; query: string }) {
  const { name } = view.node
  return (
    <>
      <Section title="服务" bare>
        <FigureGrid figures={tellGiven(view)} />
      </Section>
      <MonthsChart
        {...{ view, query, name: 'hours', title: '每月服务时长' }}
        alt={`柱形图：${name}十二个月里每月的服务时长，数字在下面的表格里`}
        columns={['hours', 'records', 'people']}
        empty="这十二个月还没有审核通过的服务"
      />
      <Section title="储蓄" lead="互助供需：存了多少，用了多少，还有多少等着用。" bare>
        <FigureGrid figures={tellCredits(view)} />
      </Section>
      <MonthsChart
        {...{ view, query, name: 'credits', title: '每月存入、使用和结余' }}
        alt={`柱形图和折线：${name}十二个月里每月存入和使用的储蓄、月末结余，数字在下面的表格里`}
        columns={['earned', 'used', 'outstanding']}
        empty="这十二个月还没有储蓄"
      />
      <Section title="1+10 效应" lead={`一名党员带动 ${view.goal} 名群众参与。`} bare>
        <FigureGrid figures={tellMobilisation(view)} />
      </Section>
      {view.parts.length > 0 && <Comparison view={view} query={query} />}
      <Section title="服务台" bare>
        <FigureGrid figures={tellDesk(view)} />
      </Section>
      <MonthsChart
        {...{ view, query, name: 'shares', title: '每月准时率和五分钟答复率' }}
        alt={`折线图：${name}十二个月里每月的准时率和五分钟答复率，数字在下面的表格里`}
        columns={['registered', 'promised', 'kept', 'promise', 'quick']}
        empty="这十二个月还没有登记过事项"
      />
    </>
  )
}

function Comparison({ view, query }: { view: Overview; query: string }) {
  return (
    <>
      <PlacesChart
        {...{ view, query, name: 'ratio', title: '各社区的参与比 1+X' }}
        alt="条形图：各社区一名活跃党员带动的活跃群众，从高到低，数字在下面的表格里"
        empty="本期还没有活跃的党员"
      />
      <PlacesChart
        {...{ view, query, name: 'attainment', title: '各社区的达成度' }}
        alt="条形图：各社区的达成度，从高到低，数字在下面的表格里"
        empty="本期还没有活跃的党员"
      />
    </>
  )
}

/** Recent ones of each kind, and the one asked for. */
function periodsOf(c: AppContext, { period }: Overview): readonly Option[] {
  const { ctx } = c.get('services')
  const { quarter, year } = listPeriods(ctx)
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const months = recentMonths(today)
  const codes = [...quarter, ...year].map(({ code }) => code).concat(months)
  const known = period.kind === 'rolling' || codes.includes(period.code)
  return [
    ...(known ? [] : [{ value: period.code, label: periodText(period) }]),
    { value: 'last12', label: '最近十二个月' },
    ...codes.map((code) => ({ value: code, label: periodText({ code }) })),
  ]
}

function recentMonths(today: CivilDate): readonly string[] {
  const last = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  return Array.from({ length: 12 }, (_, back) => {
    const at = last - back
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

function sortIn(c: AppContext): SortKey {
  const asked = c.req.query('sort') ?? ''
  return Object.hasOwn(sorts, asked) ? (asked as SortKey) : 'name'
}

function pageIn(c: AppContext): number {
  const asked = Number(c.req.query('page') ?? '1')
  return Number.isSafeInteger(asked) && asked > 0 ? asked : 1
}

/** @throws `request.not-found` for who sees only what is public */
async function wholeOverview(c: AppContext): Promise<Overview> {
  const place = idIn(c.req.query('place')) ?? homeOf(c)
  if (place !== null && !(await seesOverview(c, place)))
    throw new DomainError(httpErrors['not-found'])
  const view = await askedOverview(c, place)
  if (!(await seesOverview(c, view.node.id))) throw new DomainError(httpErrors['not-found'])
  return view
}

/**
 * A picture of its own, so that the page's policy stays as strict as it is. Its address changes with
 * its data: who has it keeps it.
 */
async function chartPage(c: AppContext): Promise<Response> {
  const name = chartNames.find((each) => `${each}.svg` === c.req.param('file'))
  if (!name) throw new DomainError(httpErrors['not-found'])
  const drawing = drawingOf(name, await wholeOverview(c), c.req.query('narrow') === '1')
  if (!drawing) throw new DomainError(httpErrors['not-found'])
  c.header('Content-Type', 'image/svg+xml; charset=utf-8')
  if (c.req.query('v')) c.header('Cache-Control', 'private, max-age=86400, immutable')
  return c.body(await drawChart(drawing))
}

async function exportPage(c: AppContext): Promise<Response> {
  return exportOverview(c, await wholeOverview(c), sortIn(c))
}
