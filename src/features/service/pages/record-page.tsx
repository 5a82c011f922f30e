import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { PageHeader, Section } from '../../../http/components/blocks.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { cleanText } from '../../../kernel/text.ts'
import {
  formKeyOf,
  FormProblems,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { openRecord } from '../api/access.ts'
import { refusedBy } from '../api/inbox-routes.ts'
import { approveRecords } from '../approve-records.ts'
import { confirmReversal } from '../confirm-reversal.ts'
import { rejectRecords } from '../reject-records.ts'
import { reverseRecord } from '../reverse-record.ts'
import { submitDrafts } from '../submit-drafts.ts'
import { withdrawRecords } from '../withdraw-records.ts'
import { keyInAddress, recordHref, spanText } from './parts.tsx'
import { RecordActs } from './record-acts.tsx'
import { RecordFacts } from './record-facts.tsx'

export function recordPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/records/:id', (c) => recordPage(c))
  router.post('/records/:id/approve', (c) => act(c, approve))
  router.post('/records/:id/reject', (c) => act(c, reject))
  router.post('/records/:id/withdraw', (c) => act(c, withdraw))
  router.post('/records/:id/submit', (c) => act(c, submitDraft))
  router.post('/records/:id/reverse', (c) => act(c, reverse))
  router.post('/records/:id/confirm-reversal', (c) => act(c, confirmProposed))
  return router
}

/** Where to go afterwards, or what the form has to put right. */
type Act = (c: AppContext, form: FormValues) => Promise<string | FormProblem>

export async function act(c: AppContext, work: Act): Promise<Response> {
  const form = await readForm(c)
  try {
    const next = await work(c, form)
    return typeof next === 'string' ? c.redirect(next, 303) : await recordPage(c, next)
  } catch (error) {
    return recordPage(c, { refusal: formRefusal(error) })
  }
}

const approve: Act = async (c, form) => {
  const key = keyInAddress(c)
  const { record } = await openRecord(c, key)
  // The token is the form's: it was given when the page was opened.
  const opened = form.all('openedToken').filter((token) => token !== '')
  const input = { records: [key], opened }
  const [outcome] = await commit(c, approveRecords, record.servedAtId, input, formKeyOf(form))
  if (outcome && !outcome.approved) throw refusedBy(outcome.refusal)
  return `/inbox?community=${record.servedAtId}&approved=1`
}

const reject: Act = async (c, form) => {
  const key = keyInAddress(c)
  const { record } = await openRecord(c, key)
  const reason = reasonOf(form)
  if (reason === undefined) return { mistakes: [{ id: 'reason', message: '请写明驳回的原因' }] }
  const input = { records: [key], reason }
  const [outcome] = await commit(c, rejectRecords, record.servedAtId, input, formKeyOf(form))
  if (outcome && !outcome.rejected) throw refusedBy(outcome.refusal)
  return `/inbox?community=${record.servedAtId}&rejected=1`
}

const withdraw: Act = async (c, form) => {
  const key = keyInAddress(c)
  await commit(c, withdrawRecords, key.communityId, key, formKeyOf(form))
  return '/service?done=withdrawn'
}

const submitDraft: Act = async (c, form) => {
  const key = keyInAddress(c)
  const lateReason = cleanText(form.text('lateReason'), 500, { lines: true }) ?? null
  await commit(c, submitDrafts, key.communityId, { ...key, lateReason }, formKeyOf(form))
  return '/service?done=submitted'
}

const reverse: Act = async (c, form) => {
  const key = keyInAddress(c)
  const { record } = await openRecord(c, key)
  const reason = reasonOf(form)
  if (reason === undefined) return { mistakes: [{ id: 'reason', message: '请写明更正的原因' }] }
  const input = { ...key, reason, proposeWriteOff: form.text('proposeWriteOff') === 'yes' }
  const { state } = await commit(c, reverseRecord, record.servedAtId, input, formKeyOf(form))
  return `${recordHref(key)}&done=${state}`
}

const confirmProposed: Act = async (c, form) => {
  const key = keyInAddress(c)
  const { record } = await openRecord(c, key)
  const { state } = await commit(c, confirmReversal, record.servedAtId, key, formKeyOf(form))
  return `${recordHref(key)}&done=${state}`
}

const doneTexts: Readonly<Record<string, string>> = {
  reversed: '已更正，时长和储蓄已退回。',
  proposed: '已提请核销，请另一位社区工作者打开这条记录确认。',
}

export function reasonOf(form: FormValues): string | undefined {
  return cleanText(form.text('reason'), 500, { lines: true })
}

async function recordPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const { record, openedToken } = await openRecord(c, keyInAddress(c))
  const own = record.personId === visitorOf(c).actor.personId
  const back = own
    ? { href: '/service', label: '我的服务' }
    : openedToken
      ? { href: `/inbox?community=${record.servedAtId}`, label: '待审核' }
      : { href: '/', label: '首页' }
  const done = doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    {
      title: record.activityName,
      ...(done ? { flash: { tone: 'green', text: done } as const } : {}),
      variant: openedToken && !own ? 'console' : 'phone',
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={record.activityName}
        lead={`${record.personName} · ${spanText(record)}`}
        back={back}
      />
      <FormProblems c={c} problem={problem} />
      <Section title="服务记录">
        <RecordFacts record={record} judged={openedToken !== null} />
      </Section>
      <RecordActs record={record} openedToken={openedToken} own={own} problem={problem} />
    </>,
  )
}
