import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Select, type Option } from '../../../http/components/fields.tsx'
import { FigureGrid } from '../../../http/components/figures.tsx'
import { FilterForm } from '../../../http/components/forms.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { isId, type Id } from '../../../kernel/ids.ts'
import { listPeriods, type RecentPeriods } from '../../incentive/list-periods.ts'
import {
  percentText,
  periodText,
  publicRankingTexts,
  ratioText,
  tellFigures,
  UNNAMED,
} from '../../incentive/messages.ts'
import type { NodeMobilisation, Period } from '../../incentive/model.ts'
import { listCheckpoints } from '../../proof/list-checkpoints.ts'
import { LOG_NAME, Verbatim } from '../../proof/pages/log-parts.tsx'
import { getBoard, type Board } from '../get-board.ts'
import { NotYet } from './not-yet.tsx'
import { placeOptions } from './place-options.ts'

/** Anybody's, without signing in. */
export function boardPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/board', boardPage)
  return router
}

async function boardPage(c: AppContext): Promise<Response> {
  const askedNode = c.req.query('node') ?? ''
  const { ctx } = c.get('services')
  const board = await getBoard(ctx, {
    nodeId: isId(askedNode) ? askedNode : null,
    period: c.req.query('period') || null,
  })
  const { mobilisation } = board
  return renderPage(
    c,
    { title: '公示', variant: variantOf(c.get('visitor')) },
    <>
      <PageHeader
        title={`${mobilisation.name}公示`}
        lead={
          <>
            {periodText(mobilisation.period)}
            {board.asOfAt && (
              <>
                ，截至 <DateTime at={board.asOfAt} />
                ，每分钟更新
              </>
            )}
          </>
        }
      />
      {board.asOfAt === null && <NotYet />}
      <Choice board={board} recent={listPeriods(ctx)} />
      <Effect board={board} />
      <Stars counts={board.starCounts} />
      <Ranking board={board} signedIn={c.get('visitor') !== null} />
      {mobilisation.kind === 'community' && <OfBooks c={c} communityId={mobilisation.nodeId} />}
    </>,
  )
}

function Choice({ board, recent }: { board: Board; recent: RecentPeriods }) {
  const { nodeId, kind, period } = board.mobilisation
  return (
    <FilterForm action="/board" submitLabel="查看">
      <Select
        name="node"
        label="范围"
        required
        options={placeOptions({ id: nodeId, kind }, board.nodes)}
        value={nodeId}
      />
      <Select
        name="period"
        label="时间"
        required
        options={periodOptions(recent, period)}
        value={period.code}
      />
    </FilterForm>
  )
}

/** This and the last quarter, month and year, and the one asked for. */
function periodOptions({ quarter, month, year }: RecentPeriods, asked: Period): readonly Option[] {
  const recent = [...quarter, ...month, ...year]
  const isKnown = recent.some(({ code }) => code === asked.code)
  return [...(isKnown ? [] : [asked]), ...recent].map((period) => ({
    value: period.code,
    label: periodText(period),
  }))
}

function Effect({ board: { mobilisation } }: { board: Board }) {
  const { goal, parts } = mobilisation
  return (
    <>
      <Section
        title="1+10 效应"
        lead={`一名党员带动 ${goal} 名群众参与。只算审核通过的服务和确认到场的社区建设活动。`}
        bare
      >
        <FigureGrid figures={tellFigures(mobilisation)} />
      </Section>
      {parts.length > 0 && (
        <Section title={mobilisation.kind === 'district' ? '各街道' : '各社区'} bare>
          <DataTable
            caption={`${mobilisation.name}以下的 1+10 效应`}
            captionHidden
            columns={partColumns(mobilisation.period.code)}
            rows={parts}
          />
        </Section>
      )}
    </>
  )
}

const partColumns = (period: string): readonly Column<NodeMobilisation>[] => [
  {
    key: 'name',
    header: '单位',
    rowHeader: true,
    phone: 'title',
    cell: ({ nodeId, name }) => <a href={boardHref(nodeId, period)}>{name}</a>,
  },
  {
    key: 'ratio',
    header: '参与比',
    align: 'end',
    phone: 'value',
    cell: ({ figures }) => ratioText(figures),
  },
  { key: 'party', header: '活跃党员', align: 'end', cell: ({ figures }) => figures.activeParty },
  { key: 'masses', header: '活跃群众', align: 'end', cell: ({ figures }) => figures.activeMasses },
  {
    key: 'attainment',
    header: '达成度',
    align: 'end',
    cell: ({ figures }) => percentText(figures.attainment),
  },
  {
    key: 'goalRate',
    header: '达标率',
    align: 'end',
    cell: ({ figures }) => percentText(figures.goalRate),
  },
  {
    key: 'traceable',
    header: '可追溯率',
    align: 'end',
    cell: ({ figures }) => percentText(figures.traceableRate),
  },
]

function boardHref(nodeId: Id, period: string): string {
  return `/board?node=${nodeId}&period=${period}`
}

const numerals = ['一', '二', '三', '四', '五']

function Stars({ counts }: { counts: readonly number[] }) {
  const figures = counts.map((count, index) => ({
    label: `${numerals[index] ?? index + 1}星志愿者`,
    value: `${count} 人`,
  }))
  return (
    <Section title="星级" lead="按注册以来审核通过的服务时长评定；使用储蓄不影响星级。" bare>
      <FigureGrid figures={figures} />
    </Section>
  )
}

type RankingRow = NonNullable<Board['ranking']>['rows'][number]

function Ranking({ board, signedIn }: { board: Board; signedIn: boolean }) {
  const { ranking, publicRanking } = board
  if (publicRanking === 'off') {
    return (
      <Note>
        <p>{publicRankingTexts.off}</p>
      </Note>
    )
  }
  return (
    <Section
      title={ranking ? `社区服务月榜 · ${periodText({ code: ranking.period })}` : '社区服务月榜'}
      lead={`先比服务时长（每天、每月有上限），再比服务的人数。${publicRankingTexts[publicRanking]}姓名只在本人同意时公布。`}
      aside={
        ranking && signedIn ? (
          <a href={`/standings/${ranking.standingId}`}>我的名次和依据</a>
        ) : undefined
      }
      bare
    >
      {ranking ? (
        <DataTable
          caption="社区服务月榜"
          captionHidden
          columns={publicRanking === 'full' ? [...rankColumns, ...numberColumns] : rankColumns}
          rows={ranking.rows}
          empty={<EmptyState text="这个月没有人上榜" icon="heart" />}
        />
      ) : (
        <EmptyState
          text="还没有发布过月榜"
          hint="月末后留出补录的工作日，截止后发布。"
          icon="heart"
        />
      )}
    </Section>
  )
}

const rankColumns: readonly Column<RankingRow>[] = [
  { key: 'rank', header: '名次', tight: true, phone: 'value', cell: ({ rank }) => `第 ${rank} 名` },
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: ({ name }) => (name === null ? UNNAMED : <PersonName name={name} />),
  },
]

const numberColumns: readonly Column<RankingRow>[] = [
  {
    key: 'minutes',
    header: '服务时长',
    align: 'end',
    cell: ({ serviceMinutes }) =>
      serviceMinutes === null ? '—' : <Minutes minutes={serviceMinutes} />,
  },
  {
    key: 'served',
    header: '服务的人（户）',
    align: 'end',
    cell: ({ recipientsServed }) => recipientsServed ?? '—',
  },
]

/** On the printed sheet on the wall too, where nobody can take it back. */
async function OfBooks({ c, communityId }: { c: AppContext; communityId: Id }) {
  const asked = { communityId, cursor: null, limit: 1 }
  const [newest] = (await listCheckpoints(c.get('services').ctx, asked)).items
  if (!newest) return null
  return (
    <Section
      title={LOG_NAME}
      lead={
        <>
          到 <DateTime at={newest.signedAt} form="long" />
          ，账本共 {newest.size} 笔。留存这一段，以后就能查出账改没改过。
        </>
      }
      aside={<a href={`/log/${communityId}`}>怎么核对</a>}
    >
      <Verbatim label="校验点全文" text={newest.note} />
    </Section>
  )
}
