import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Select, type Option } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { hasAnyRole } from '../../../http/session.ts'
import { statusOf } from '../../../http/problem.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { loadTree, type Tree } from '../../person/load-tree.ts'
import {
  formKeyOf,
  FormProblems,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { standingKeepers } from '../api/access.ts'
import { computeStanding } from '../compute-standing.ts'
import { listPeriods } from '../list-periods.ts'
import { listStandings, type ListedStanding } from '../list-standings.ts'
import { periodText } from '../messages.ts'
import type { Period } from '../model.ts'
import { pageIn, pageOf } from './pages-of.ts'

const AT_ONCE = 20

export const computers = ['coordinator', 'districtAdministrator']

export function standingsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/standings', (c) => listPage(c))
  router.post('/standings', async (c) => {
    const values = await readForm(c)
    const [nodeId, period] = [values.text('node'), values.text('period')]
    if (!isId(nodeId)) throw new DomainError(httpErrors['not-found'])
    try {
      const key = formKeyOf(values)
      const input = { nodeId, period }
      const { standingId } = await commitToDistrict(c, computeStanding, input, key)
      return c.redirect(`/standings/${standingId}`, 303)
    } catch (error) {
      return listPage(c, { refusal: formRefusal(error) })
    }
  })
  return router
}

const columns: readonly Column<ListedStanding>[] = [
  {
    key: 'node',
    header: '单位',
    rowHeader: true,
    phone: 'title',
    cell: ({ id, nodeName, period }) => (
      <a href={`/standings/${id}`}>
        {nodeName} · {periodText({ code: period })}
      </a>
    ),
  },
  {
    key: 'state',
    header: '状态',
    phone: 'plain',
    cell: (standing) => <StandingChip standing={standing} />,
  },
  { key: 'at', header: '计算', cell: ({ computedAt }) => <DateTime at={computedAt} /> },
  { key: 'cutOff', header: '截止', cell: ({ cutOffAt }) => <DateTime at={cutOffAt} /> },
]

export function StandingChip({
  standing,
}: {
  standing: Pick<ListedStanding, 'publishedAt' | 'preliminary'>
}) {
  if (standing.publishedAt) return <StatusChip tone="green" text="已发布" />
  if (standing.preliminary) return <StatusChip tone="grey" text="截止前的预览" />
  return <StatusChip tone="yellow" text="待另一人核对发布" />
}

async function listPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const visitor = visitorOf(c)
  if (!hasAnyRole(visitor, standingKeepers)) throw new DomainError(httpErrors['not-found'])
  const { ctx } = c.get('services')
  const tree = await loadTree(ctx)
  const options = nodeOptions(c, tree)
  const standings = await listStandings(ctx, { nodeIds: options.map(({ value }) => value) })
  const status = problem?.refusal && statusOf(problem.refusal)
  const { shown, nav } = pageOf(standings, { page: pageIn(c), size: AT_ONCE, path: '/standings' })
  const [present, last] = listPeriods(ctx).month
  return renderPage(
    c,
    { title: '榜单', variant: 'console', ...(status ? { status } : {}) },
    <>
      <PageHeader
        title="榜单"
        lead="社区服务月榜：一人计算，另一人核对发布；每一名都能说明依据。"
      />
      <FormProblems c={c} problem={problem} />
      {hasAnyRole(visitor, computers) && <ComputeForm options={options} months={[last, present]} />}
      <Section title="算过的月榜" bare>
        <DataTable
          caption="算过的月榜"
          captionHidden
          columns={columns}
          rows={shown}
          empty={<EmptyState text="还没有算过月榜" hint="选单位和月份，先算一次。" icon="heart" />}
        />
        <CursorNav {...nav} />
      </Section>
    </>,
  )
}

/** The nodes below the visitor's grants, in the order of the tree. */
function nodeOptions(c: AppContext, tree: Tree): readonly Option[] {
  const granted = visitorOf(c)
    .roleGrants.filter(({ role }) => standingKeepers.includes(role))
    .map(({ nodeId }) => nodeId)
  return [...tree.values()]
    .filter(({ kind, id, ancestorIds }) =>
      kind === 'station' ? false : granted.some((at) => at === id || ancestorIds.includes(at)),
    )
    .map(({ id, name }) => ({ value: id, label: name }))
}

type ComputeProps = { options: readonly Option[]; months: readonly Period[] }

function ComputeForm({ options, months }: ComputeProps) {
  const choices = months.map((period) => ({ value: period.code, label: periodText(period) }))
  return (
    <Section title="计算" lead="月末后留出补录的工作日；截止以前算的只能预览。">
      <FormWithKey action="/standings">
        <Select name="node" label="单位" required options={options} />
        <Select name="period" label="月份" required options={choices} />
        <SubmitButton>计算月榜</SubmitButton>
      </FormWithKey>
    </Section>
  )
}
