import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Note, PageHeader } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { dateText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, parseCivilDate, plusDays, systemNow } from '../../../kernel/clock.ts'
import { communitiesWithRole } from '../../person/pages/communities.tsx'
import { plannerReaders } from '../api/planner.ts'
import { checkPlanner, type PlannerRow } from '../check-planner.ts'

export function plannerPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/planner', plannerPage)
  return router
}

type Row = PlannerRow & { readonly label: string }

async function plannerPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const on = parseCivilDate(c.req.query('on') ?? '') ?? today
  const communities = await communitiesWithRole(c, plannerReaders)
  const labels = new Map(communities.map(({ value, label }) => [value, label]))
  const { week, month, rows } = await checkPlanner(ctx, { communityIds: [...labels.keys()], on })
  const named = rows.map((row) => ({ ...row, label: labels.get(row.communityId) ?? '' }))
  const empty = named.filter(({ thisWeek }) => thisWeek === 0)
  // what is missing first
  const sorted = [...empty, ...named.filter(({ thisWeek }) => thisWeek > 0)]
  const span = `${dateText(week.fromOn, true)}至${dateText(week.untilOn)}`
  return renderPage(
    c,
    { title: '周周有安排', variant: 'console' },
    <>
      <PageHeader
        title="周周有安排、月月有活动"
        lead={`${span}这一周，${Number(month.fromOn.slice(5, 7))} 月。取消的不算。`}
      />
      <Note
        tone={empty.length > 0 ? 'red' : 'green'}
        title={
          empty.length > 0
            ? `${empty.length} 个社区这一周没有安排`
            : `${named.length} 个社区这一周都有安排`
        }
      />
      <DataTable
        caption="每个社区的安排"
        captionHidden
        columns={columns}
        rows={sorted}
        tone={({ thisWeek }) => (thisWeek === 0 ? 'red' : undefined)}
        empty={<EmptyState text="没有社区" icon="tree" />}
      />
      <CursorNav
        previousHref={`/planner?on=${plusDays(week.fromOn, -7)}`}
        nextHref={`/planner?on=${plusDays(week.fromOn, 7)}`}
        summary={span}
      />
    </>,
  )
}

function Count({ count, missing }: { count: number; missing: string }) {
  return count > 0 ? <>{count} 次</> : <StatusChip tone="red" text={missing} />
}

const columns: readonly Column<Row>[] = [
  { key: 'label', header: '社区', rowHeader: true, phone: 'title', cell: ({ label }) => label },
  {
    key: 'week',
    header: '这一周',
    cell: ({ thisWeek }) => <Count count={thisWeek} missing="没有安排" />,
  },
  {
    key: 'next',
    header: '下一周',
    cell: ({ nextWeek }) => <Count count={nextWeek} missing="还没有安排" />,
  },
  {
    key: 'month',
    header: '这个月',
    cell: ({ thisMonth }) => <Count count={thisMonth} missing="没有活动" />,
  },
]
