import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  Note,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { DateText, DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { formatMinutes, minutes } from '../../../kernel/minutes.ts'
import {
  formKeyOf,
  FormProblems,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { recordHref } from '../../service/pages/parts.tsx'
import { openStanding } from '../api/access.ts'
import type { ExplainedRow, ExplainedStanding } from '../explain-standing.ts'
import { periodText, tellGap, UNNAMED } from '../messages.ts'
import { publishStanding } from '../publish-standing.ts'
import { pageIn, pageOf } from './pages-of.ts'
import { computers, StandingChip } from './standings-page.tsx'

export function standingPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/standings/:id', (c) => standingPage(c))
  router.post('/standings/:id/publish', async (c) => {
    const standingId = idOf(c)
    const values = await readForm(c)
    try {
      await commitToDistrict(c, publishStanding, { standingId }, formKeyOf(values))
      return c.redirect(`/standings/${standingId}`, 303)
    } catch (error) {
      return standingPage(c, { refusal: formRefusal(error) })
    }
  })
  return router
}

/** @throws `request.not-found` */
function idOf(c: AppContext): string {
  const id = c.req.param('id') ?? ''
  if (!isId(id)) throw new DomainError(httpErrors['not-found'])
  return id
}

async function standingPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const { standing, keeps } = await openStanding(c, idOf(c))
  const visitor = visitorOf(c)
  const mayPublish =
    standing.publishedAt === null &&
    !standing.preliminary &&
    standing.computedById !== visitor.actor.personId &&
    (await holdsRole(c, visitor, computers, standing.nodeId))
  const status = problem?.refusal && statusOf(problem.refusal)
  const month = periodText({ code: standing.period }).replaceAll(' ', '\u00a0')
  const title = `${standing.nodeName} · ${month}社区服务月榜`
  return renderPage(
    c,
    { title, variant: keeps ? 'console' : 'phone', ...(status ? { status } : {}) },
    <>
      <PageHeader
        title={title}
        back={keeps ? { href: '/standings', label: '榜单' } : { href: '/board', label: '公示' }}
      >
        <StandingChip standing={standing} />
      </PageHeader>
      <FormProblems c={c} problem={problem} />
      <Frozen standing={standing} />
      <Section title={keeps ? '名次和依据' : '我的名次和依据'} bare>
        <Rows standing={standing} keeps={keeps} page={pageIn(c)} />
      </Section>
      {standing.lateRecordIds.length > 0 && (
        <Note>
          <p>另有 {standing.lateRecordIds.length} 条本月的服务在截止以后才通过，计入下一个月。</p>
        </Note>
      )}
      {mayPublish && <Publish standing={standing} />}
    </>,
  )
}

function Frozen({ standing }: { standing: ExplainedStanding }) {
  const { ranking, recording } = standing.policies
  const cap = (amount: number) => formatMinutes(minutes(amount))
  return (
    <div class="panel">
      <DefinitionList
        items={[
          {
            term: '怎样排',
            detail: `先比服务时长（每天最多算 ${cap(ranking.dayCapMinutes)}，每月最多算 ${cap(ranking.monthCapMinutes)}），再比服务的人数，再比注册早晚，再比注册登记证号。`,
          },
          {
            term: '规则',
            detail: `月榜第 ${ranking.version} 版，补录第 ${recording.version} 版，算法第 ${standing.formulaVersion} 版`,
          },
          { term: '截止', detail: <DateTime at={standing.cutOffAt} /> },
          { term: '计算', detail: <DateTime at={standing.computedAt} /> },
          {
            term: '发布',
            detail: standing.publishedAt ? <DateTime at={standing.publishedAt} /> : '还没有发布',
          },
          { term: '指纹 SHA-256', detail: <code>{standing.bodyHash}</code> },
        ]}
      />
    </div>
  )
}

const AT_ONCE = 15

type RowsProps = {
  readonly standing: ExplainedStanding
  readonly keeps: boolean
  readonly page: number
}

/** A table for those who keep it; whoever is in it sees one row, and reads it as a list. */
function Rows({ standing, keeps, page }: RowsProps) {
  const { rows } = standing
  if (rows.length === 0) return <EmptyState text="这个月没有计入的服务" icon="heart" />
  if (keeps) return <RowsOfAll standing={standing} page={page} />
  return (
    <>
      {rows.map((row) => (
        <div class="panel">
          <DefinitionList
            items={columns.map(({ header, cell }) => ({ term: header, detail: cell(row) }))}
          />
        </div>
      ))}
    </>
  )
}

/** The rows of a page, so many at once that a page of a big place prints as one of a small one. */
function RowsOfAll({ standing: { id, rows }, page }: Omit<RowsProps, 'keeps'>) {
  const { shown, nav } = pageOf(rows, { page, size: AT_ONCE, path: `/standings/${id}` })
  return (
    <>
      <DataTable caption="名次和依据" captionHidden columns={columns} rows={shown} />
      <CursorNav {...nav} />
    </>
  )
}

const columns: readonly Column<ExplainedRow>[] = [
  {
    key: 'rank',
    header: '名次',
    tight: true,
    phone: 'corner',
    cell: ({ rank }) => `第 ${rank} 名`,
  },
  {
    key: 'name',
    header: '志愿者',
    rowHeader: true,
    phone: 'title',
    cell: ({ name, certificateNumber }) => (
      <>
        {name === null ? UNNAMED : <PersonName name={name} />}
        <span class="nowrap">（{certificateNumber}）</span>
      </>
    ),
  },
  {
    key: 'minutes',
    header: '计入时长',
    align: 'end',
    tight: true,
    phone: 'value',
    cell: ({ serviceMinutes }) => <Minutes minutes={serviceMinutes} />,
  },
  {
    key: 'served',
    header: '服务的人（户）',
    align: 'end',
    cell: ({ recipientsServed }) => recipientsServed,
  },
  {
    key: 'registered',
    header: '注册',
    tight: true,
    cell: ({ registeredOn }) => <DateText on={registeredOn} form="numeric" />,
  },
  { key: 'why', header: '依据', phone: 'plain', cell: (row) => <Evidence row={row} /> },
  { key: 'gap', header: '离上一名', phone: 'plain', cell: ({ gap }) => tellGap(gap) },
]

/** Every record that was counted, and what the caps took away; nothing folded, so that it prints. */
function Evidence({ row }: { row: ExplainedRow }) {
  const { approvedMinutes, dayCappedMinutes, serviceMinutes, records } = row
  return (
    <>
      <p>
        {records.length} 条：
        {records.map((record, index) => (
          <>
            {index > 0 && '、'}
            <a href={recordHref(record)}>
              <DateText on={record.servedOn} /> <Minutes minutes={record.serviceMinutes} />
            </a>
          </>
        ))}
      </p>
      <p>
        通过 <Minutes minutes={approvedMinutes} />
        {dayCappedMinutes < approvedMinutes && (
          <>
            ，按每天上限 <Minutes minutes={dayCappedMinutes} />
          </>
        )}
        {serviceMinutes < dayCappedMinutes && (
          <>
            ，按每月上限 <Minutes minutes={serviceMinutes} />
          </>
        )}
      </p>
    </>
  )
}

function Publish({ standing }: { standing: ExplainedStanding }) {
  return (
    <ConfirmPanel
      question="发布这份月榜？"
      facts={[
        { term: '单位', detail: standing.nodeName },
        { term: '月份', detail: periodText({ code: standing.period }) },
        { term: '上榜', detail: `${standing.rows.length} 人` },
      ]}
      consequence="发布后不能更改，每个单位每月只发布一次；姓名只在本人同意时公布。"
      action={`/standings/${standing.id}/publish`}
      confirmLabel="发布"
      cancelHref="/standings"
    />
  )
}
