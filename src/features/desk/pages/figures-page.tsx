import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { dateText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { loadTree, type Tree } from '../../person/load-tree.ts'
import { communitiesWithRole } from '../../person/pages/communities.tsx'
import { deskReaders } from '../api/access.ts'
import { getDeskFigures, type DeskFiguresView } from '../get-desk-figures.ts'
import type { DeskFigures } from '../model/figures.ts'

/** 看板: how the desks that one watches over keep their time, by subdistrict and community. */
export function figuresPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/desk/figures', figuresPage)
  return router
}

/** A line of the table: a community, or the sum of several. */
type Line = DeskFigures & {
  readonly name: string
  readonly sum: boolean
}

async function figuresPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const options = await communitiesWithRole(c, deskReaders)
  const ids = options.map(({ value }) => value)
  const figures = await getDeskFigures(ctx, ids)
  const lines = linesOf(await loadTree(ctx), figures)
  return renderPage(
    c,
    { title: '服务台看板', variant: 'console' },
    <>
      <PageHeader
        title="服务台看板"
        lead={`没办完和超时的是现在；其余从 ${dateText(civilDateOf(figures.since))} 起收到的。`}
        back={{ href: '/desk', label: '服务台' }}
      />
      <Section title="各社区" bare>
        <DataTable
          caption="各社区服务台"
          captionHidden
          columns={columns}
          rows={lines}
          tone={(line) => (line.late > 0 && !line.sum ? 'red' : undefined)}
          empty={<EmptyState text="这个月还没有事项" icon="check" />}
        />
      </Section>
    </>,
  )
}

/** All of it first, then each subdistrict before its communities. */
function linesOf(tree: Tree, { groups, total }: DeskFiguresView): readonly Line[] {
  const nameOf = (id: Id) => tree.get(id)?.name ?? ''
  const lines = groups.flatMap(({ nodeId, sum, parts }) => [
    { ...sum, name: nameOf(nodeId), sum: true },
    ...parts.map((part) => ({ ...part, name: nameOf(part.communityId), sum: false })),
  ])
  return groups.length < 2 ? lines : [{ ...total, name: '合计', sum: true }, ...lines]
}

function shareText(kept: number, of: number): string {
  return of === 0 ? '—' : `${Math.round((kept / of) * 100)}%（${kept}/${of}）`
}

const columns: readonly Column<Line>[] = [
  {
    key: 'name',
    header: '社区',
    rowHeader: true,
    phone: 'title',
    cell: ({ name, sum, communityId }) =>
      sum ? <strong>{name}</strong> : <a href={`/desk?community=${communityId}`}>{name}</a>,
  },
  { key: 'open', header: '没办完', align: 'end', cell: ({ open }) => open },
  {
    key: 'late',
    header: '超时',
    align: 'end',
    phone: 'corner',
    cell: ({ late }) => (late > 0 ? <StatusChip tone="red" text={`${late} 件`} /> : 0),
  },
  { key: 'paused', header: '等求助人', align: 'end', cell: ({ paused }) => paused },
  { key: 'messages', header: '来信', align: 'end', cell: ({ messages }) => messages },
  { key: 'registered', header: '收到', align: 'end', cell: ({ registered }) => registered },
  { key: 'answered', header: '已答复', align: 'end', cell: ({ answered }) => answered },
  {
    key: 'quick',
    header: '五分钟内答复',
    phone: 'value',
    cell: ({ quick, quickAnswered }) => shareText(quickAnswered, quick),
  },
  {
    key: 'replies',
    header: '按时办结',
    cell: ({ replies, repliesKept }) => shareText(repliesKept, replies),
  },
]
