import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTimeField } from '../../../http/components/fields.tsx'
import { DownloadLinks, FilterForm } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { DateText, Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { civilDateOf, parseCivilDate } from '../../../kernel/clock.ts'
import { minutes } from '../../../kernel/minutes.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { listStatement } from '../list-statement.ts'
import { reasonNames } from '../messages.ts'
import type { StatementLine } from '../model.ts'
import { ownAccount, renderSavings } from './parts.tsx'

export const statementColumns: readonly Column<StatementLine>[] = [
  {
    key: 'date',
    header: '日期',
    phone: 'corner',
    cell: ({ effectiveAt }) => <DateText on={civilDateOf(effectiveAt)} form="long" />,
  },
  {
    key: 'reason',
    header: '事由',
    rowHeader: true,
    phone: 'title',
    cell: ({ reason, changeMinutes }) => reasonNames[reason][changeMinutes > 0 ? 'in' : 'out'],
  },
  {
    key: 'in',
    header: '存入',
    align: 'end',
    cell: ({ changeMinutes }) =>
      changeMinutes > 0 ? <Minutes minutes={changeMinutes} signed /> : '',
  },
  {
    key: 'out',
    header: '使用',
    align: 'end',
    cell: ({ changeMinutes }) =>
      changeMinutes < 0 ? <Minutes minutes={minutes(-changeMinutes)} /> : '',
  },
  {
    key: 'balance',
    header: '结余',
    align: 'end',
    phone: 'value',
    cell: ({ balanceAfterMinutes }) => <Minutes minutes={balanceAfterMinutes} />,
  },
  { key: 'note', header: '第几笔', phone: 'plain', cell: (line) => <NoteOf line={line} /> },
]

/** The number of each line in the books, and which line put which right. */
function NoteOf({ line }: { line: StatementLine }) {
  const { sequence, reversesSequence, reversedBySequence } = line
  return (
    <>
      <span class="nowrap">第 {sequence} 笔</span>
      {reversesSequence !== null
        ? `，更正第 ${reversesSequence} 笔`
        : reversedBySequence !== null && `，已由第 ${reversedBySequence} 笔更正`}
    </>
  )
}

export function statementPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/savings/statement', statementPage)
  return router
}

async function statementPage(c: AppContext): Promise<Response> {
  const fromOn = parseCivilDate(c.req.query('from') ?? '') ?? null
  const untilOn = parseCivilDate(c.req.query('until') ?? '') ?? null
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['number']) ? sent : null
  const asked = { ...ownAccount(c), fromOn, untilOn, cursor, limit: 30 }
  const page = await listStatement(c.get('services').ctx, asked)
  const kept = { ...(fromOn && { from: fromOn }), ...(untilOn && { until: untilOn }) }
  const next = new URLSearchParams({ ...kept, cursor: page.nextCursor ?? '' })
  return renderSavings(
    c,
    { title: '明细' },
    <>
      <PageHeader
        title="明细"
        lead="存入 · 使用 · 结余，最近的在前。"
        back={{ href: '/savings', label: '储蓄本' }}
      />
      <FilterForm action="/savings/statement">
        <DateTimeField kind="date" name="from" label="从" value={fromOn ?? ''} />
        <DateTimeField kind="date" name="until" label="到" value={untilOn ?? ''} />
      </FilterForm>
      <Section title="记录" bare>
        <DataTable
          caption="储蓄明细"
          captionHidden
          passbook
          columns={statementColumns}
          rows={page.items}
          empty={<EmptyState text="这段时间没有存入或使用" hint="换一个日期范围再看看。" />}
        />
      </Section>
      <DownloadLinks
        href={`/exports/statement?${new URLSearchParams(kept).toString()}`}
        what="储蓄明细"
      />
      <CursorNav nextHref={page.nextCursor ? `/savings/statement?${next.toString()}` : undefined} />
    </>,
  )
}
