import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  cursorSchema,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  limitSchema,
  makeRouter,
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { confirmRecipient } from '../confirm-recipient.ts'
import { listOwnRecords } from '../list-own-records.ts'
import { listToConfirm } from '../list-to-confirm.ts'
import { submitDrafts } from '../submit-drafts.ts'
import { submitRecords } from '../submit-records.ts'
import { withdrawRecords } from '../withdraw-records.ts'
import { openRecord } from './access.ts'
import {
  inboxRecordOf,
  inboxRecordSchema,
  recordKeySchema,
  recordOf,
  recordSchema,
  submitSchema,
  tags,
} from './schemas.ts'

export const recordParams = communityParams.extend({
  id: idSchema.openapi({ param: { name: 'id', in: 'path' } }),
})

const submittedSchema = recordKeySchema.extend({
  state: z.enum(['draft', 'submitted']),
  serviceMinutes: z.number().int(),
  lateReason: z.string().nullable(),
})

const submitRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/records',
  tags,
  summary: '登记一次服务（communityId 是服务所在社区）',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(submitSchema) },
  responses: { 201: jsonResponse(submittedSchema, '已提交，等待审核'), ...problemResponses },
})

const ownRoute = createRoute({
  method: 'get',
  path: '/api/v1/records',
  tags,
  summary: '我的服务记录，最近的在前',
  request: { query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }) },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(recordSchema), nextCursor: z.string().nullable() }),
      '一页记录',
    ),
    ...problemResponses,
  },
})

const toConfirmRoute = createRoute({
  method: 'get',
  path: '/api/v1/records/to-confirm',
  tags,
  summary: '我接受的服务里，等我确认的',
  responses: {
    200: jsonResponse(z.object({ items: z.array(recordSchema) }), '等待确认的记录'),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/records/{id}',
  tags,
  summary: '一条服务记录；审核人读取时带打开凭证 openedToken',
  request: { params: recordParams },
  responses: {
    200: jsonResponse(inboxRecordSchema.extend({ openedToken: z.string().nullable() }), '记录全文'),
    ...problemResponses,
  },
})

/** What one person does to one record. */
function act<P extends string, B extends z.ZodType, R extends z.ZodType>(
  path: P,
  summary: string,
  body: B,
  answer: R,
) {
  return createRoute({
    method: 'post',
    path: `/api/v1/communities/{communityId}/records/{id}/${path}` as const,
    tags,
    summary,
    parameters: idempotencyParameters,
    request: { params: recordParams, ...jsonBody(body) },
    responses: { 200: jsonResponse(answer, '已办理'), ...problemResponses },
  })
}

const withdrawRoute = act('withdraw', '志愿者撤回自己的记录', strict({}), recordKeySchema)
const confirmRoute = act(
  'confirm',
  '服务对象确认',
  strict({}),
  z.object({ recipientConfirmedAt: z.string() }),
)
const submitDraftRoute = act(
  'submit',
  '提交草稿',
  strict({ lateReason: textSchema(500, { lines: true }).nullable().default(null) }),
  submittedSchema,
)

export function recordRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(submitRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { personId = visitorOf(c).actor.personId, ...entry } = c.req.valid('json')
    return c.json(await commit(c, submitRecords, communityId, { ...entry, personId }), 201)
  })
  router.openapi(ownRoute, async (c) => {
    const { limit, cursor = null } = c.req.valid('query')
    const { personId } = visitorOf(c).actor
    const page = await listOwnRecords(c.get('services').ctx, { personId, limit, cursor })
    return c.json({ items: page.items.map(recordOf), nextCursor: page.nextCursor }, 200)
  })
  router.openapi(toConfirmRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    const records = await listToConfirm(c.get('services').ctx, { personId })
    return c.json({ items: records.map(recordOf) }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { record, openedToken } = await openRecord(c, c.req.valid('param'))
    return c.json({ ...inboxRecordOf(record), openedToken }, 200)
  })
  mountActs(router)
  return router
}

function mountActs(router: OpenAPIHono<AppEnv>): void {
  router.openapi(withdrawRoute, async (c) => {
    const key = c.req.valid('param')
    return c.json(await commit(c, withdrawRecords, key.communityId, key), 200)
  })
  router.openapi(confirmRoute, async (c) => {
    const key = c.req.valid('param')
    return c.json(await commit(c, confirmRecipient, key.communityId, key), 200)
  })
  router.openapi(submitDraftRoute, async (c) => {
    const key = c.req.valid('param')
    const { lateReason } = c.req.valid('json')
    return c.json(await commit(c, submitDrafts, key.communityId, { ...key, lateReason }), 200)
  })
}
