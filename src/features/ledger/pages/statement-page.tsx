import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTimeField } from '../../../http/components/fields.tsx'
import { DownloadLinks, FilterForm } from '../../../http/components/forms.tsx'
import { CursorNav, Tabs } from '../../../http/components/navigation.tsx'
import { DateText, Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { civilDateOf, parseCivilDate, plusDays, systemNow } from '../../../kernel/clock.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes } from '../../../kernel/minutes.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { listStatement } from '../list-statement.ts'
import { reasonNames } from '../messages.ts'
import type { StatementLine, StatementSum } from '../model.ts'
import { sumStatement } from '../sum-statement.ts'
import { ownAccount, renderSavings } from './parts.tsx'

/** Of savings in the books of a community: each line leads to its receipt. */
export const statementColumns = (communityId: Id): readonly Column<StatementLine>[] => [
  {
    key: 'date',
    header: '入账日期',
    phone: 'corner',
    cell: ({ recordedAt }) => <DateText on={civilDateOf(recordedAt)} form="long" />,
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
  {
    key: 'note',
    header: '第几笔',
    phone: 'plain',
    cell: (line) => <NoteOf communityId={communityId} line={line} />,
  },
]

/** The number of each line in the books, when it happened if not on that day, and which line put which right. */
type NoteOfProps = { readonly communityId: Id; readonly line: StatementLine }

function NoteOf({ communityId, line }: NoteOfProps) {
  const { sequence, reversesSequence, reversedBySequence } = line
  const happenedOn = civilDateOf(line.effectiveAt)
  return (
    <>
      <a class="nowrap" href={`/receipts/${communityId}/${sequence}`}>
        第 {sequence} 笔
      </a>
      {happenedOn !== civilDateOf(line.recordedAt) && (
        <>
          ，<DateText on={happenedOn} /> 发生
        </>
      )}
      {reversesSequence !== null
        ? `，更正第 ${reversesSequence} 笔`
        : reversedBySequence !== null && `，已由第 ${reversedBySequence} 笔更正`}
    </>
  )
}

export function statementPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/savings/statement', (c) =>
    statementPage(c, {
      account: ownAccount(c),
      href: '/savings/statement',
      title: '明细',
      back: { href: '/savings', label: '储蓄本' },
    }),
  )
  return router
}

export type StatementOf = {
  readonly account: { readonly communityId: Id; readonly personId: Id }
  readonly href: string
  readonly title: string
  readonly back: { readonly href: string; readonly label: string }
  readonly variant?: 'console'
}

/** A 储蓄本 over a period: what there was, came in, went out and is; who may see it is the caller's to judge. */
export async function statementPage(c: AppContext, of: StatementOf): Promise<Response> {
  const { ctx } = c.get('services')
  const period = periodIn(c)
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['number']) ? sent : null
  const sum = await sumStatement(ctx, { ...of.account, ...period })
  const page = await listStatement(ctx, { ...of.account, ...period, cursor, limit: 30 })
  const kept = queryOf(period)
  const next = new URLSearchParams({ ...kept, cursor: page.nextCursor ?? '' })
  const file = new URLSearchParams({
    community: of.account.communityId,
    person: of.account.personId,
    ...kept,
  })
  return renderSavings(
    c,
    { title: of.title, ...(of.variant ? { variant: of.variant } : {}) },
    <>
      <PageHeader title={of.title} lead="存入 · 使用 · 结余，最近的在前。" back={of.back} />
      <Tabs label="时间段" tabs={choicesOf(todayOf(c), period, of.href)} />
      <FilterForm action={of.href} submitLabel="看这段时间">
        <DateTimeField kind="date" name="from" label="从" value={period.fromOn ?? ''} />
        <DateTimeField kind="date" name="until" label="到" value={period.untilOn ?? ''} />
      </FilterForm>
      <Section title="合计" lead="按入账的日子算，起止两日都算在内。">
        <Sums sum={sum} />
      </Section>
      <DownloadLinks
        href={`/exports/statement?${file.toString()}`}
        what="储蓄明细"
        formats={['pdf', 'xlsx', 'csv']}
      />
      <Section title="记录" lead="点第几笔，看这一笔的凭条。" bare>
        <DataTable
          caption="储蓄明细"
          captionHidden
          passbook
          columns={statementColumns(of.account.communityId)}
          rows={page.items}
          empty={<EmptyState text="这段时间没有存入或使用" hint="换一个日期范围再看看。" />}
        />
      </Section>
      <CursorNav nextHref={page.nextCursor ? `${of.href}?${next.toString()}` : undefined} />
    </>,
  )
}

function Sums({ sum }: { sum: StatementSum }) {
  const items = [
    { term: '期初结余', detail: <Minutes minutes={sum.openingMinutes} /> },
    { term: '存入合计', detail: <Minutes minutes={sum.inMinutes} /> },
    { term: '使用合计', detail: <Minutes minutes={sum.outMinutes} /> },
    { term: '期末结余', detail: <Minutes minutes={sum.closingMinutes} /> },
    { term: '笔数', detail: `${sum.lines} 笔` },
  ]
  return <DefinitionList items={items} />
}

type Period = { readonly fromOn: CivilDate | null; readonly untilOn: CivilDate | null }

/** Days written the wrong way round are meant the other way. */
function periodIn(c: AppContext): Period {
  const fromOn = parseCivilDate(c.req.query('from') ?? '') ?? null
  const untilOn = parseCivilDate(c.req.query('until') ?? '') ?? null
  const isTurned = fromOn !== null && untilOn !== null && fromOn > untilOn
  return isTurned ? { fromOn: untilOn, untilOn: fromOn } : { fromOn, untilOn }
}

function queryOf({ fromOn, untilOn }: Period): Record<string, string> {
  return { ...(fromOn && { from: fromOn }), ...(untilOn && { until: untilOn }) }
}

function todayOf(c: AppContext): CivilDate {
  return civilDateOf(c.get('services').ctx.fixedNow?.() ?? systemNow())
}

/** 本月, 上月, 今年, 全部: what is asked for most, by one press. */
function choicesOf(today: CivilDate, { fromOn, untilOn }: Period, href: string) {
  const monthOn = `${today.slice(0, 7)}-01` as CivilDate
  const beforeOn = plusDays(monthOn, -1)
  const choices: readonly (Period & { readonly label: string })[] = [
    { label: '全部', fromOn: null, untilOn: null },
    { label: '本月', fromOn: monthOn, untilOn: today },
    { label: '上月', fromOn: `${beforeOn.slice(0, 7)}-01` as CivilDate, untilOn: beforeOn },
    { label: '今年', fromOn: `${today.slice(0, 4)}-01-01` as CivilDate, untilOn: today },
  ]
  return choices.map(({ label, ...period }) => {
    const query = new URLSearchParams(queryOf(period)).toString()
    return {
      label,
      href: query ? `${href}?${query}` : href,
      current: period.fromOn === fromOn && period.untilOn === untilOn,
    }
  })
}
