import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { DefinitionList, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { RadioGroup } from '../../../http/components/choices.tsx'
import { Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Instant } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { offeringOptions } from '../../service/pages/parts.tsx'
import { readRequest, type ReadRequest } from '../api/access.ts'
import { nowOf } from '../api/request-routes.ts'
import { finishSchema } from '../api/schemas.ts'
import { closeVisit, type ClosedAs } from '../close-visit.ts'
import { finishVisit } from '../finish-visit.ts'
import { getVisit } from '../get-visit.ts'
import type { Visit } from '../model/requests.ts'
import { startVisit } from '../start-visit.ts'
import { fitting, reasonIn } from './desk-act-pages.ts'
import { keyInAddress, requestHref, requestTitle, visitHref } from './parts.tsx'
import { requestPage } from './request-page.tsx'
import { sentForm } from './sent-form.ts'
import { HelperTimeFields, helperTimesIn } from './time-fields.tsx'

/** What a helper does with a visit; what the asker or the desk says of it is `visit-act-pages.ts`. */
export function visitPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/visits/:id/finish', (c) => visitPage(c))
  router.post('/visits/:id/start', async (c) => {
    const { communityId, id } = keyInAddress(c)
    const values = await readForm(c)
    try {
      await commit(c, startVisit, communityId, { visitId: id }, formKeyOf(values))
    } catch (error) {
      return visitPage(c, formProblemOf(error))
    }
    return c.redirect(visitHref({ communityId, id }, 'finish'), 303)
  })
  router.post('/visits/:id/finish', async (c) => {
    const values = await readForm(c)
    try {
      const { confirmed, back } = await finish(c, values)
      return c.redirect(back ?? `/tasks?done=${confirmed ? 'finished' : 'waiting'}`, 303)
    } catch (error) {
      return visitPage(c, formProblemOf(error), values)
    }
  })
  router.post('/visits/:id/close', (c) => close(c))
  return router
}

/** The visit in the address with its request, for whoever may read it. */
export async function readVisit(
  c: AppContext,
): Promise<{ readonly visit: Visit; readonly read: ReadRequest }> {
  const { communityId, id } = keyInAddress(c)
  const { requestId } = await getVisit(c.get('services').ctx, communityId, id)
  const read = await readRequest(c, communityId, requestId)
  const visit = read.visits.find((one) => one.id === id)
  if (!visit) throw new DomainError(httpErrors['not-found'])
  return { visit, read }
}

async function finish(c: AppContext, values: FormValues) {
  const { communityId, id } = keyInAddress(c)
  const { visit, read } = await readVisit(c)
  const how = values.text('how')
  const parsed = fitting(finishSchema, {
    helpers: helperTimesIn(values, visit),
    outcome: values.text('outcome'),
    offeringId: values.text('offeringId') || null,
    lateReason: values.text('lateReason') || null,
    confirmation: {
      how: how === '' || how === 'later' ? null : how,
      code: how === 'code' ? values.text('code') : null,
    },
  })
  const input = { visitId: id, ...parsed }
  const { confirmed } = await commit(c, finishVisit, communityId, input, formKeyOf(values))
  const request = requestHref({ communityId, id: visit.requestId })
  return { confirmed, back: read.reader === 'desk' ? `${request}&done=saved` : null }
}

const closings: readonly ClosedAs[] = ['absent', 'noShow', 'cancelled']

/** Both the helper's and the asker's: each goes back to where they came from. */
async function close(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  const { visit, read } = await readVisit(c)
  const back = requestHref({ communityId, id: visit.requestId })
  try {
    const outcome = closings.find((one) => one === values.text('outcome'))
    if (!outcome) throw new DomainError(httpErrors.invalid)
    const reason = values.text('reason') === '' ? '没有说明' : reasonIn(values)
    await commit(c, closeVisit, communityId, { visitId: id, outcome, reason }, formKeyOf(values))
  } catch (error) {
    const problem = formProblemOf(error)
    if (read.reader === 'helper') return visitPage(c, problem, values)
    const sent = sentForm(c, values, problem)
    return requestPage(c, { communityId, id: visit.requestId }, sent)
  }
  return c.redirect(read.reader === 'helper' ? '/tasks?done=closed' : `${back}&done=saved`, 303)
}

async function visitPage(
  c: AppContext,
  problem?: FormProblem,
  values: FormValues = noValues,
): Promise<Response> {
  const { visit, read } = await readVisit(c)
  const mine = visit.helpers.some(({ personId }) => personId === visitorOf(c).actor.personId)
  return renderPage(
    c,
    {
      title: '上门',
      variant: read.reader === 'desk' ? 'console' : 'phone',
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={requestTitle(read.request.kind, read.request.offeringName)}
        lead={`${dateTimeText(visit.scheduledAt)} 上门`}
        back={
          mine
            ? { href: '/tasks', label: '上门' }
            : { href: requestHref(read.request), label: '事项' }
        }
      />
      <FormProblems c={c} problem={problem} />
      <Section title="去哪里，做什么">
        <DefinitionList
          items={[
            { term: '服务对象', detail: read.request.recipientName },
            { term: '地点', detail: read.request.place },
            { term: '内容', detail: read.request.content },
            ...(mine ? [{ term: '暗语', detail: `“${visit.passphrase}”，进门前说` }] : []),
          ]}
        />
      </Section>
      {visit.state === 'taken' && read.reader !== 'asker' && (
        <HelperForms
          c={c}
          visit={visit}
          read={read}
          values={values}
          offerings={await offeringOptions(c)}
        />
      )}
    </>,
  )
}

type FormsProps = {
  c: AppContext
  visit: Visit
  read: ReadRequest
  /** What was typed, when the form comes back. */
  values: FormValues
  offerings: Parameters<typeof Select>[0]['options']
}

function HelperForms({ c, ...forms }: FormsProps) {
  const { visit, read } = forms
  return (
    <>
      {visit.checkedInAt === null && read.reader === 'helper' && (
        <Section title="到了" lead="到门口按一下，就是签到。">
          <FormWithKey action={visitHref(visit, 'start')}>
            <SubmitButton icon="check">到了，签到</SubmitButton>
          </FormWithKey>
        </Section>
      )}
      <FinishForm {...forms} now={nowOf(c)} />
      <Section title="没有做成" lead="事项会立即重新安排，日期不变。">
        <FormWithKey action={visitHref(visit, 'close')}>
          <Select
            name="outcome"
            id="close-outcome"
            label="结果"
            required
            options={[
              { value: 'absent', label: '家里没人' },
              { value: 'cancelled', label: read.reader === 'helper' ? '我去不了' : '取消' },
            ]}
          />
          <Field
            name="reason"
            label="说明"
            value={forms.values.text('reason')}
            maxlength={200}
            id="close-reason"
          />
          <SubmitButton kind="danger">登记</SubmitButton>
        </FormWithKey>
      </Section>
    </>
  )
}

type FinishProps = Omit<FormsProps, 'c'> & { now: Instant }

function FinishForm({ visit, read, values, offerings, now }: FinishProps) {
  const named = visit.offeringId ?? read.request.offeringId
  const ways = [
    { value: 'code', label: '服务对象告诉的确认码' },
    { value: 'signature', label: '服务对象签字（纸留在站里）' },
    ...(read.reader === 'desk' ? [{ value: 'call', label: '站里打电话确认' }] : []),
    ...(visit.checkedInAt === null
      ? []
      : [{ value: 'later', label: '还没有；三个工作日没有异议就算确认' }]),
  ]
  return (
    <Section title="做完了">
      <FormWithKey action={visitHref(visit, 'finish')}>
        <HelperTimeFields visit={visit} helpers={read.helpers} values={values} endsAt={now} />
        {named === null && (
          <Select
            name="offeringId"
            label="服务项目"
            required
            options={offerings}
            value={values.text('offeringId')}
            placeholder="请选择"
          />
        )}
        <TextArea
          name="outcome"
          label="做了什么，做得怎样"
          required
          rows={2}
          maxlength={500}
          value={values.text('outcome')}
        />
        <RadioGroup
          name="how"
          label="时间由谁确认"
          required
          choices={ways}
          value={values.text('how') || 'code'}
        />
        <Field name="code" label="四位确认码" width="short" inputmode="numeric" maxlength={4} />
        <Field
          name="lateReason"
          label="补录原因"
          hint="超过十个工作日才登记时要写"
          value={values.text('lateReason')}
          maxlength={200}
        />
        <SubmitButton>提交</SubmitButton>
      </FormWithKey>
    </Section>
  )
}
