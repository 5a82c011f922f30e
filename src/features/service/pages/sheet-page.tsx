import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { DefinitionList, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import { ConfirmPanel, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { DateTime, Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import {
  formKeyOf,
  FormProblems,
  mistakeAt,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { openSheet } from '../api/sheet-routes.ts'
import { approveRecords } from '../approve-records.ts'
import type { OpenedSheet } from '../get-group-sheet.ts'
import type { InboxRecord } from '../model.ts'
import { rejectRecords } from '../reject-records.ts'
import { totalOf } from './inbox-groups.ts'
import { outcomeQuery } from './outcomes.tsx'
import { ColourChip, keyInAddress, StateChip } from './parts.tsx'
import { recordColumns } from './record-columns.tsx'
import { reasonOf } from './record-page.tsx'

export function sheetPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/sheets/:id', (c) => sheetPage(c))
  router.post('/sheets/:id/approve', async (c) => {
    const { sheet, openedToken } = await openSheet(c, keyInAddress(c))
    const form = await readForm(c)
    const opened = openedToken ? [openedToken] : []
    const input = { records: waitingOf(sheet), opened }
    const { communityId } = sheet
    const outcomes = await commit(c, approveRecords, communityId, input, formKeyOf(form))
    const query = outcomeQuery(outcomes)
    query.set('community', communityId)
    return c.redirect(`/inbox?${query.toString()}`, 303)
  })
  router.post('/sheets/:id/reject', async (c) => {
    const { sheet } = await openSheet(c, keyInAddress(c))
    const form = await readForm(c)
    const reason = reasonOf(form)
    if (reason === undefined) return sheetPage(c, reasonMissing)
    const { communityId } = sheet
    try {
      const input = { records: waitingOf(sheet), reason }
      await commit(c, rejectRecords, communityId, input, formKeyOf(form))
    } catch (error) {
      return sheetPage(c, { refusal: formRefusal(error) })
    }
    return c.redirect(`/inbox?community=${communityId}&rejected=1`, 303)
  })
  return router
}

const reasonMissing: FormProblem = {
  mistakes: [{ id: 'reason', message: '请写明驳回的原因' }],
}

function waitingOf({ records }: OpenedSheet) {
  return records
    .filter(({ state }) => state === 'submitted')
    .map(({ communityId, id }) => ({ communityId, id }))
}

const columns: readonly Column<InboxRecord>[] = [
  recordColumns.person,
  recordColumns.time,
  recordColumns.minutes,
  {
    key: 'colour',
    header: '颜色',
    cell: ({ colour, state }) => (state === 'submitted' ? <ColourChip colour={colour} /> : '—'),
  },
  { key: 'state', header: '状态', cell: ({ state }) => <StateChip state={state} /> },
]

async function sheetPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const { sheet, openedToken } = await openSheet(c, keyInAddress(c))
  const waiting = sheet.records.filter(({ state }) => state === 'submitted')
  const handedIn = c.req.query('done') === 'handedIn'
  const text = `已提交 ${sheet.records.length} 人，等待社区工作者审核。`
  const [first] = sheet.records
  return renderPage(
    c,
    {
      title: sheet.title,
      variant: openedToken ? 'console' : 'phone',
      ...(handedIn ? { flash: { tone: 'green', text } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={sheet.title}
        lead="集体签到表"
        back={
          openedToken
            ? { href: `/inbox?community=${sheet.communityId}`, label: '待审核' }
            : { href: '/service', label: '我的服务' }
        }
      />
      <FormProblems c={c} problem={problem} />
      <Section title="表头">
        <DefinitionList
          items={[
            { term: '服务日期', detail: sheet.servedOn },
            { term: '交表', detail: <DateTime at={sheet.handedInAt} /> },
            { term: '活动', detail: first?.activityName ?? '—' },
            { term: '地点', detail: first?.place ?? '—' },
            { term: '内容', detail: first?.content ?? '—' },
            { term: '成效', detail: first?.outcome ?? '—' },
            { term: '合计', detail: <Minutes minutes={totalOf(sheet.records)} /> },
          ]}
        />
      </Section>
      <Section title="名单" bare>
        <DataTable
          caption="签到名单"
          captionHidden
          columns={columns}
          rows={sheet.records}
          tone={({ colour, state }) => (state === 'submitted' ? colour : undefined)}
        />
      </Section>
      {openedToken && waiting.length > 0 && (
        <Decide sheet={sheet} waiting={waiting} problem={problem} />
      )}
    </>,
  )
}

type DecideProps = {
  sheet: OpenedSheet
  waiting: readonly InboxRecord[]
  problem: FormProblem | undefined
}

function Decide({ sheet, waiting, problem }: DecideProps) {
  const base = `/sheets/${sheet.id}`
  const query = `?community=${sheet.communityId}`
  return (
    <>
      <ConfirmPanel
        question={`通过这张表的 ${waiting.length} 条？`}
        facts={[
          { term: '人次', detail: waiting.length },
          { term: '合计', detail: <Minutes minutes={totalOf(waiting)} /> },
        ]}
        consequence="通过后立即存入各人的储蓄本；与已通过的时间重叠的不会通过。"
        action={`${base}/approve${query}`}
        confirmLabel={`通过 ${waiting.length} 条`}
        cancelHref={`/inbox${query}`}
      />
      <Section title="整张驳回">
        <FormWithKey action={`${base}/reject${query}`}>
          <TextArea
            name="reason"
            label="驳回原因"
            hint="志愿者和队长能看到"
            required
            rows={2}
            maxlength={500}
            error={mistakeAt(problem, 'reason')}
          />
          <SubmitButton kind="danger">驳回整张</SubmitButton>
        </FormWithKey>
      </Section>
    </>
  )
}
