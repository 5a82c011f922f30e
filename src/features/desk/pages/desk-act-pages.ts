import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { instantSchema, makeRouter } from '../../../http/openapi.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { formKeyOf, type FormValues } from '../../person/pages/form-parts.tsx'
import { pickPerson } from '../../person/pages/person-pick.tsx'
import { reasonSchema } from '../api/schemas.ts'
import { answerRequest } from '../answer-request.ts'
import { deskErrors } from '../errors.ts'
import { noteContact } from '../note-contact.ts'
import { outcomeLevels, replyKinds, requestOutcomes } from '../model/requests.ts'
import { setPriority } from '../set-priority.ts'
import { takeRequest } from '../take-request.ts'
import { takeVisit } from '../take-visit.ts'
import { inShanghai, keyInAddress } from './parts.tsx'
import { orPageAgain } from './request-page.tsx'

/** What a coordinator does on a request's page. */
export function deskActPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.post('/requests/:id/take', (c) => orPageAgain(c, 'saved', (values) => take(c, values)))
  router.post('/requests/:id/schedule', (c) =>
    orPageAgain(c, 'saved', (values) => schedule(c, values)),
  )
  router.post('/requests/:id/contact', (c) =>
    orPageAgain(c, 'saved', (values) => contact(c, values)),
  )
  router.post('/requests/:id/answer', (c) => orPageAgain(c, 'saved', (values) => answer(c, values)))
  router.post('/requests/:id/priority', (c) =>
    orPageAgain(c, 'saved', (values) => prioritise(c, values)),
  )
  return router
}

/** The value of a form's field, or the refusal that the field does not fit. */
export function fitting<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new DomainError(httpErrors.invalid)
  return parsed.data
}

/** @throws `desk.reason-needed` */
export function reasonIn(values: FormValues): string {
  const parsed = reasonSchema.safeParse(values.text('reason'))
  if (!parsed.success) throw new DomainError(deskErrors['reason-needed'])
  return parsed.data
}

/** What a paper says, in Shanghai's time; null when it is left out. */
export function paperTimeIn(values: FormValues, name: string): Instant | null {
  const text = values.text(name)
  return text === '' ? null : fitting(instantSchema, inShanghai(text))
}

function take(c: AppContext, values: FormValues) {
  const { communityId, id } = keyInAddress(c)
  const reason = values.text('reason') === '' ? null : reasonIn(values)
  return commit(c, takeRequest, communityId, { requestId: id, reason }, formKeyOf(values))
}

async function schedule(c: AppContext, values: FormValues) {
  const { communityId, id } = keyInAddress(c)
  const named = ['first', 'second'].filter((name) => values.text(name) !== '')
  const helperIds = []
  for (const name of named) helperIds.push(await pickPerson(c, communityId, values, name))
  const scheduledAt = fitting(instantSchema, inShanghai(values.text('scheduledAt')))
  const input = { requestId: id, scheduledAt, helperIds }
  return commit(c, takeVisit, communityId, input, formKeyOf(values))
}

function contact(c: AppContext, values: FormValues) {
  const { communityId, id } = keyInAddress(c)
  const reached = values.text('reached') === 'yes'
  const note = fitting(reasonSchema, values.text('note'))
  const contactedAt = paperTimeIn(values, 'contactedAt')
  const input = { requestId: id, reached, note, contactedAt }
  return commit(c, noteContact, communityId, input, formKeyOf(values))
}

function answer(c: AppContext, values: FormValues) {
  const { communityId, id } = keyInAddress(c)
  const replyKind = fitting(z.enum(replyKinds), values.text('replyKind'))
  const input = {
    requestId: id,
    reply: values.text('reply').slice(0, 1_000),
    replyKind,
    outcome: fitting(z.enum(requestOutcomes), values.text('outcome') || 'solved'),
    outcomeLevel: fitting(z.enum(outcomeLevels), values.text('outcomeLevel') || 'community'),
    answeredAt: paperTimeIn(values, 'answeredAt'),
  }
  return commit(c, answerRequest, communityId, input, formKeyOf(values))
}

function prioritise(c: AppContext, values: FormValues) {
  const { communityId, id } = keyInAddress(c)
  const input = {
    requestId: id,
    inNeed: values.text('inNeed') === 'yes',
    safetyNow: values.text('safetyNow') === 'yes',
    reason: reasonIn(values),
  }
  return commit(c, setPriority, communityId, input, formKeyOf(values))
}
