import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { DefinitionList, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import type { Option } from '../../../http/components/fields.tsx'
import { dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { holdsRole } from '../../../http/session.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  readForm,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { listCoordinators } from '../../person/list-coordinators.ts'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { readRequest, type ReadRequest } from '../api/access.ts'
import { nowOf } from '../api/request-routes.ts'
import { reasonSchema } from '../api/schemas.ts'
import { getCasework, type Casework } from '../get-casework.ts'
import { cancelRequest } from '../cancel-request.ts'
import {
  channelNames,
  outcomeLevelNames,
  replyKindNames,
  requestOutcomeNames,
} from '../messages.ts'
import { EMERGENCY_ADVICE, isOpen } from '../model/requests.ts'
import { rateRequest } from '../rate-request.ts'
import { DeskActs, Diary } from './desk-acts.tsx'
import {
  aheadText,
  keyInAddress,
  promiseRows,
  promiseText,
  RequestChip,
  requestHref,
  requestTitle,
  type RequestRef,
} from './parts.tsx'
import { CaseworkActs, PhotoForm } from './casework-acts.tsx'
import { CaseworkView, Photos } from './casework-view.tsx'
import { CancelForm, RatingForm, ReopenForm } from './request-forms.tsx'
import { sentForm, type SentForm } from './sent-form.ts'
import { VisitCards } from './visit-cards.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  asked: '已登记。',
  savings: '已登记，储蓄已经预留；按时上门以后才用掉。',
  plain: '已登记；这次不用储蓄，照常安排。',
  cancelled: '已撤回；预留的储蓄已经全部退回。',
  rated: '谢谢您的评价。',
  confirmed: '谢谢您的确认。',
  disputed: '已收到异议；由另一位社区工作者核实，在此以前不审核、不用储蓄。',
  withdrawn: '储蓄已经全部退回。',
  saved: '已办理。',
}

export function requestPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/requests/:id', (c) => requestPage(c, keyInAddress(c)))
  router.post('/requests/:id/cancel', (c) =>
    orPageAgain(c, 'cancelled', async (values) => {
      const { communityId, id } = keyInAddress(c)
      const reason = reasonSchema.safeParse(values.text('reason')).data ?? '求助人撤回'
      const input = { requestId: id, reason }
      await commit(c, cancelRequest, communityId, input, formKeyOf(values))
    }),
  )
  router.post('/requests/:id/rate', (c) =>
    orPageAgain(c, 'rated', async (values) => {
      const { communityId, id } = keyInAddress(c)
      const rating = ([3, 2, 1] as const).find((one) => String(one) === values.text('rating')) ?? 3
      const input = { requestId: id, rating }
      await commit(c, rateRequest, communityId, input, formKeyOf(values))
    }),
  )
  return router
}

/** Does what a form on a request's page asks for, and shows the page again when it is refused. */
export async function orPageAgain(
  c: AppContext,
  done: string,
  act: (values: FormValues) => Promise<unknown>,
): Promise<Response> {
  const values = await readForm(c)
  try {
    await act(values)
  } catch (error) {
    return requestPage(c, keyInAddress(c), sentForm(c, values, formProblemOf(error)))
  }
  return c.redirect(`${requestHref(keyInAddress(c))}&done=${done}`, 303)
}

export async function requestPage(
  c: AppContext,
  { communityId, id }: RequestRef,
  sent?: SentForm,
): Promise<Response> {
  const read = await readRequest(c, communityId, id)
  const { request, reader } = read
  const done = doneTexts[c.req.query('done') ?? '']
  const forDesk = reader === 'desk'
  const works = forDesk && (await holdsRole(c, visitorOf(c), ['coordinator'], communityId))
  const { ctx } = c.get('services')
  const casework = reader === 'helper' ? null : await getCasework(ctx, { communityId, id })
  const staff = works ? await listCoordinators(ctx, communityId) : []
  return renderPage(
    c,
    {
      title: requestTitle(request.kind, request.offeringName),
      variant: forDesk ? 'console' : 'phone',
      ...(done && !sent ? { flash: { tone: 'green', text: done } as const } : {}),
      ...statusOfProblem(sent?.problem),
    },
    <>
      <PageHeader
        title={requestTitle(request.kind, request.offeringName)}
        lead={<RequestChip state={request.state} />}
        back={backOf(read)}
      />
      <FormProblems c={c} problem={sent?.problem} />
      {request.safetyNow && (
        <Note tone="red" title="有危险先打电话">
          <p>{EMERGENCY_ADVICE}</p>
        </Note>
      )}
      <Promised read={read} />
      <Facts read={read} />
      {casework && <CaseworkOf read={read} casework={casework} />}
      <VisitCards read={read} now={nowOf(c)} sent={sent} />
      {casework && works && (
        <CaseworkActs
          {...{ read, casework, sent }}
          readerId={visitorOf(c).actor.personId}
          colleagues={optionsBut(staff, visitorOf(c).actor.personId)}
        />
      )}
      <ActsOf read={read} works={works} sent={sent} />
    </>,
  )
}

function backOf({ reader, request }: ReadRequest) {
  if (reader === 'desk') return { href: `/desk?community=${request.communityId}`, label: '服务台' }
  return { href: reader === 'helper' ? '/tasks' : '/requests', label: '返回' }
}

/** Photos for the asker; for the desk everything. */
function CaseworkOf({ read, casework }: { read: ReadRequest; casework: Casework }) {
  return (
    <>
      <Photos at={read.request} photos={casework.photos} />
      {read.reader === 'desk' && <CaseworkView casework={casework} />}
    </>
  )
}

function optionsBut(staff: readonly Named[], readerId: string): readonly Option[] {
  return staff
    .filter(({ id }) => id !== readerId)
    .map(({ id: value, name: label }) => ({ value, label }))
}

type Named = { readonly id: string; readonly name: string }

type ActsProps = { read: ReadRequest; works: boolean; sent: SentForm | undefined }

/** `works`: for the desk, and not only watching over it. */
function ActsOf({ read, works, sent }: ActsProps) {
  const { request, reader } = read
  return (
    <>
      {reader === 'asker' && request.state === 'answered' && <RatingForm request={request} />}
      {reader === 'asker' && isOpen(request.state) && <PhotoForm read={read} sent={sent} />}
      {works && <DeskActs read={read} sent={sent} />}
      {(works || reader === 'asker') && <ReopenForm request={request} sent={sent} />}
      {reader === 'desk' && <Diary read={read} />}
      {(works || reader === 'asker') && !request.served && (
        <CancelForm request={request} sent={sent} />
      )}
    </>
  )
}

function Promised({ read }: { read: ReadRequest }) {
  const { request, promise, aheadCount, reader } = read
  if (!promise || aheadCount === null) return null
  const ahead = aheadText(aheadCount)
  return (
    <Section
      title={promiseText(promise.promisedBy, promise.provisional)}
      lead={reader === 'helper' ? undefined : `${ahead}。日期只会提前，不会推后。`}
      bare={reader === 'helper'}
    >
      {reader !== 'helper' && <DefinitionList items={promiseRows(promise)} />}
      {reader !== 'helper' && request.missedAt && (
        <Note tone="red" title="上次志愿者没有来">
          <p>承诺的时间和排队的位次不变，服务站马上重新安排。</p>
        </Note>
      )}
      {reader === 'asker' && request.usesSavings && (
        <p>
          使用储蓄优先安排；超过承诺时间才来，不用储蓄。{' '}
          <a href={requestHref(request, 'savings/withdraw')}>不用储蓄了</a>
        </p>
      )}
    </Section>
  )
}

function Facts({ read }: { read: ReadRequest }) {
  const { request, reader } = read
  const names =
    reader === 'asker' && request.requesterId === request.recipientId
      ? []
      : [
          { term: '求助人', detail: request.requesterName },
          { term: '服务对象', detail: request.recipientName },
        ]
  const reply = request.reply && [
    { term: '答复', detail: request.reply },
    { term: '答复方式', detail: request.replyKind ? replyKindNames[request.replyKind] : '' },
    ...(request.outcome && request.outcomeLevel
      ? [
          {
            term: '结果',
            detail: `${requestOutcomeNames[request.outcome]}（${outcomeLevelNames[request.outcomeLevel]}一级办结）`,
          },
        ]
      : []),
  ]
  return (
    <Section title="事项">
      <DefinitionList
        items={[
          { term: '内容', detail: request.content },
          { term: '地点', detail: request.place },
          { term: '登记', detail: registeredText(request) },
          ...names,
          ...(reply || []),
          ...(request.cancelledReason
            ? [{ term: '撤回原因', detail: request.cancelledReason }]
            : []),
        ]}
      />
    </Section>
  )
}

/** 电话（惠民通），2026-11-24 09:00；补录 means that it was entered later than it came in. */
function registeredText(request: ReadRequest['request']): string {
  const { channel, channelLabel, registeredAt, enteredAt } = request
  const how = channelLabel ? `${channelNames[channel]}（${channelLabel}）` : channelNames[channel]
  const entered = enteredAt === registeredAt ? '' : `，${dateTimeText(enteredAt)} 补录`
  return `${dateTimeText(registeredAt)}，${how}${entered}`
}
