import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTimeField, Field, TextArea, type Option } from '../../../http/components/fields.tsx'
import { ButtonRow, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, systemNow } from '../../../kernel/clock.ts'
import { DomainError, isRefusal, refuse } from '../../../kernel/errors.ts'
import { chosenOf, communitiesWithRole } from '../../person/pages/communities.tsx'
import {
  fieldOf,
  formKeyOf,
  FormMistakes,
  formProblemOf,
  FormProblems,
  mistakesOf,
  readForm,
  type FormProblem,
  type FormState,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { sheetSchema } from '../api/schemas.ts'
import { serviceErrors } from '../errors.ts'
import { handInGroupSheet } from '../hand-in-group-sheet.ts'
import type { GroupSheetEntry } from '../judge-group-sheet.ts'
import type { JudgedRow, SheetRow } from '../model.ts'
import { parseGroupSheet } from '../parse-group-sheet.ts'
import { previewGroupSheet } from '../preview-group-sheet.ts'
import { offeringOptions, spanText } from './parts.tsx'
import {
  ContentFields,
  fieldIds,
  LateReasonField,
  PlaceFields,
  recipientInput,
  RecipientFields,
  sharedInput,
  valuesOf,
} from './record-fields.tsx'

const leaders = ['teamLeader', 'coordinator']

export function sheetFormPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/sheets/new', async (c) => sheetForm(c, await defaultsOf(c), {}))
  router.post('/sheets/bulk', async (c) => {
    const form = await readForm(c)
    const values = withText(form, await uploadedText(c))
    try {
      return await previewOrHandIn(c, values)
    } catch (error) {
      return sheetForm(c, values, { problem: formProblemOf(error) })
    }
  })
  return router
}

async function previewOrHandIn(c: AppContext, values: FormValues): Promise<Response> {
  const communities = await communitiesWithRole(c, leaders)
  const { value: communityId } = chosenOf(communities, values.text('community'))
  const entry = entryOf(values, await offeringOptions(c))
  if (values.text('act') !== 'handIn') {
    const readerId = visitorOf(c).actor.personId
    const rows = await previewGroupSheet(c.get('services').ctx, { communityId, readerId, entry })
    return sheetForm(c, values, { rows })
  }
  const handedIn = await commit(c, handInGroupSheet, communityId, entry, formKeyOf(values))
  if (handedIn.sheetId === null) {
    const problem = { refusal: refuse(serviceErrors['sheet-rows']) }
    return sheetForm(c, values, { rows: handedIn.rows, problem })
  }
  return c.redirect(`/sheets/${handedIn.sheetId}?community=${communityId}&done=handedIn`, 303)
}

function entryOf(values: FormValues, offerings: readonly Option[]): GroupSheetEntry {
  const parsed = sheetSchema.safeParse({
    ...sharedInput(values, offerings),
    title: values.text('title') || values.text('activityName') || '集体签到表',
    recipient: recipientInput(values, {}),
    servedOn: values.text('servedOn'),
    text: values.text('text'),
  })
  if (!parsed.success) {
    throw new FormMistakes(mistakesOf(parsed.error, fieldIds))
  }
  const { text = '', rows: _, ...shared } = parsed.data
  return { ...shared, rows: readRows(text) }
}

function readRows(text: string): readonly SheetRow[] {
  const rows = parseGroupSheet(text)
  if (!isRefusal(rows)) return rows
  throw new DomainError(rows.error, rows.details)
}

async function uploadedText(c: AppContext): Promise<string | undefined> {
  const { file } = await c.req.parseBody({ all: true })
  if (!(file instanceof File) || file.size === 0) return undefined
  const rows = parseGroupSheet(new Uint8Array(await file.arrayBuffer()))
  if (isRefusal(rows)) return '（读不出这个文件）'
  const lines = rows.map(({ name, cardNumber, start, end }) =>
    [name, cardNumber, start, end].map(quoted).join(','),
  )
  return ['姓名,服务卡号,开始,结束', ...lines].join('\n')
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** What was uploaded stands in the box from then on, where it can be put right. */
function withText(values: FormValues, uploaded: string | undefined): FormValues {
  if (uploaded === undefined) return values
  return { ...values, text: (name) => (name === 'text' ? uploaded : values.text(name)) }
}

async function defaultsOf(c: AppContext): Promise<FormValues> {
  const visitor = visitorOf(c)
  const now = c.get('services').ctx.fixedNow?.() ?? systemNow()
  const communities = await communitiesWithRole(c, leaders)
  const own = communities.find(({ value }) => value === visitor.booksCommunityId)
  return valuesOf({
    servedOn: civilDateOf(now),
    community: own?.value ?? chosenOf(communities, undefined).value,
    personInCharge: visitor.name,
    text: '姓名,服务卡号,开始,结束\n',
  })
}

type SheetState = { readonly rows?: readonly JudgedRow[]; readonly problem?: FormProblem }

async function sheetForm(
  c: AppContext,
  values: FormValues,
  { rows, problem }: SheetState,
): Promise<Response> {
  const offerings = await offeringOptions(c)
  const communities = await communitiesWithRole(c, leaders)
  const fields = { values, problem }
  const ready = rows !== undefined && rows.every((row) => row.problem === null)
  return renderPage(
    c,
    { title: '交集体签到表', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="交集体签到表"
        lead="一次活动一张表：先核对，再提交。有一行不对，整张都不会登记。"
        back={{ href: '/service', label: '我的服务' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/sheets/bulk" upload>
        {rows && <Preview rows={rows} />}
        {ready && (
          <ButtonRow>
            <SubmitButton name="act" value="handIn">{`提交 ${rows.length} 人`}</SubmitButton>
          </ButtonRow>
        )}
        <Names {...fields} />
        <Field
          name="title"
          label="表名"
          hint="不填就用活动名称"
          value={values.text('title')}
          maxlength={100}
        />
        <PlaceFields {...fields} offerings={offerings} communities={communities} />
        <RecipientFields {...fields} named={null} />
        <ContentFields {...fields} />
        <LateReasonField {...fields} />
        <ButtonRow>
          <SubmitButton kind={ready ? 'default' : 'primary'} name="act" value="preview">
            {rows ? '重新核对' : '核对名单'}
          </SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </>,
  )
}

function Names(state: FormState) {
  const field = fieldOf(state)
  return (
    <>
      <DateTimeField {...field('servedOn')} label="服务日期" kind="date" required />
      <TextArea
        {...field('text')}
        label="签到名单"
        hint="第一行是表头：姓名、服务卡号、开始、结束；有同名的填服务卡号，时间写 09:00"
        required
        rows={10}
      />
      <Field
        name="file"
        type="file"
        label="或上传 .csv 文件"
        hint="上传的内容代替上面的名单"
        accept=".csv,text/csv,text/plain"
      />
    </>
  )
}

const columns: readonly Column<JudgedRow>[] = [
  {
    key: 'line',
    header: '行',
    align: 'end',
    tight: true,
    phone: 'corner',
    cell: ({ line }) => line,
  },
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: ({ name, personName, cardNumber }) => <bdi>{personName ?? (name || cardNumber)}</bdi>,
  },
  {
    key: 'time',
    header: '时间',
    cell: ({ startsAt, endsAt }) => (startsAt && endsAt ? spanText({ startsAt, endsAt }) : '—'),
  },
  {
    key: 'minutes',
    header: '时长',
    align: 'end',
    phone: 'value',
    cell: ({ serviceMinutes }) => (serviceMinutes ? <Minutes minutes={serviceMinutes} /> : '—'),
  },
  {
    key: 'problem',
    header: '核对',
    phone: 'plain',
    cell: ({ problem }) =>
      problem ? (
        <>
          <StatusChip tone="red" text="要改" /> {problem.title}。{problem.advice}
        </>
      ) : (
        <StatusChip tone="green" text="可以" />
      ),
  },
]

function Preview({ rows }: { rows: readonly JudgedRow[] }) {
  const bad = rows.filter(({ problem }) => problem !== null).length
  return (
    <Section title="核对结果" bare>
      <Note tone={bad > 0 ? 'red' : 'green'}>
        <p>
          {bad > 0
            ? `${rows.length} 行里有 ${bad} 行要改；改好下面的名单再核对。`
            : `${rows.length} 行都可以；请提交。`}
        </p>
      </Note>
      <DataTable
        caption="核对结果"
        captionHidden
        columns={columns}
        rows={[...rows].sort((a, b) => Number(b.problem !== null) - Number(a.problem !== null))}
        tone={({ problem }) => (problem ? 'red' : undefined)}
      />
    </Section>
  )
}
