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
import { requireRole } from '../../../http/session.ts'
import { DomainError, errorByCode } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { approveRecords } from '../approve-records.ts'
import { confirmReversal } from '../confirm-reversal.ts'
import { serviceErrors } from '../errors.ts'
import { listInbox } from '../list-inbox.ts'
import type { RefusalView } from '../model.ts'
import { rejectRecords } from '../reject-records.ts'
import { reverseRecord } from '../reverse-record.ts'
import { openRecord } from './access.ts'
import { recordParams } from './record-routes.ts'
import { inboxRecordOf, inboxRecordSchema, MOST_ITEMS, refusalSchema, tags } from './schemas.ts'

const tokenSchema = z.string().min(1).max(100)

/** `communityId` is the community that keeps the record, where it is not the path's. */
const recordsSchema = z
  .array(strict({ id: idSchema, communityId: idSchema.optional() }))
  .min(1)
  .max(MOST_ITEMS)

const approvedSchema = z.object({
  id: idSchema,
  approved: z.literal(true),
  creditMinutes: z.number().int(),
  overflowMinutes: z.number().int(),
  chargedMinutes: z.number().int(),
  journalId: idSchema.nullable(),
})
const notApprovedSchema = z.object({
  id: idSchema,
  approved: z.literal(false),
  refusal: refusalSchema,
})
const rejectedSchema = z.object({ id: idSchema, rejected: z.literal(true) })
const notRejectedSchema = z.object({
  id: idSchema,
  rejected: z.literal(false),
  refusal: refusalSchema,
})

const inboxRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/inbox',
  tags,
  summary: '待审核的服务记录，等得最久的在前；绿、黄、红',
  request: {
    params: communityParams,
    query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }),
  },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(inboxRecordSchema), nextCursor: z.string().nullable() }),
      '一页待审核',
    ),
    ...problemResponses,
  },
})

const approveRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/records/approve',
  tags,
  summary: '批量通过：逐条给出结果；黄、红和签到表要带打开凭证',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(
      strict({
        records: recordsSchema,
        opened: z.array(tokenSchema).max(MOST_ITEMS).default([]),
      }),
    ),
  },
  responses: {
    200: jsonResponse(
      z.object({
        outcomes: z.array(z.discriminatedUnion('approved', [approvedSchema, notApprovedSchema])),
      }),
      '每条的结果',
    ),
    ...problemResponses,
  },
})

const rejectRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/records/reject',
  tags,
  summary: '批量驳回，写明原因；记录所带的预留退回',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ records: recordsSchema, reason: textSchema(500, { lines: true }) })),
  },
  responses: {
    200: jsonResponse(
      z.object({
        outcomes: z.array(z.discriminatedUnion('rejected', [rejectedSchema, notRejectedSchema])),
      }),
      '每条的结果',
    ),
    ...problemResponses,
  },
})

const approveOneRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/records/{id}/approve',
  tags,
  summary: '通过一条记录',
  parameters: idempotencyParameters,
  request: {
    params: recordParams,
    ...jsonBody(strict({ openedToken: tokenSchema.nullable().default(null) })),
  },
  responses: { 200: jsonResponse(approvedSchema, '已通过'), ...problemResponses },
})

const reversedSchema = z.object({
  state: z.enum(['reversed', 'proposed']),
  shortfallMinutes: z.number().int(),
})

const reverseRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/records/{id}/reverse',
  tags,
  summary: '更正一条已通过的记录；储蓄已经用掉的要两个人',
  parameters: idempotencyParameters,
  request: {
    params: recordParams,
    ...jsonBody(
      strict({
        reason: textSchema(500, { lines: true }),
        proposeWriteOff: z.boolean().default(false),
      }),
    ),
  },
  responses: {
    200: jsonResponse(reversedSchema, '已更正，或已提请另一人确认'),
    ...problemResponses,
  },
})

const confirmReversalRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/records/{id}/reverse/confirm',
  tags,
  summary: '另一位社区工作者确认更正和核销',
  parameters: idempotencyParameters,
  request: { params: recordParams, ...jsonBody(strict({})) },
  responses: { 200: jsonResponse(reversedSchema, '已更正'), ...problemResponses },
})

export function inboxRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(inboxRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { limit, cursor = null } = c.req.valid('query')
    await requireRole(c, visitorOf(c), ['coordinator'], communityId)
    const page = await listInbox(c.get('services').ctx, { communityId, limit, cursor })
    return c.json({ items: page.items.map(inboxRecordOf), nextCursor: page.nextCursor }, 200)
  })
  router.openapi(approveRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { records, opened } = c.req.valid('json')
    const input = { records: keysOf(records, communityId), opened }
    const outcomes = await commit(c, approveRecords, communityId, input)
    return c.json({ outcomes: [...outcomes] }, 200)
  })
  router.openapi(rejectRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { records, reason } = c.req.valid('json')
    const input = { records: keysOf(records, communityId), reason }
    const outcomes = await commit(c, rejectRecords, communityId, input)
    return c.json({ outcomes: [...outcomes] }, 200)
  })
  router.openapi(approveOneRoute, async (c) => {
    const key = c.req.valid('param')
    const { openedToken } = c.req.valid('json')
    const { record } = await openRecord(c, key)
    const opened = openedToken === null ? [] : [openedToken]
    const input = { records: [key], opened }
    const [outcome] = await commit(c, approveRecords, record.servedAtId, input)
    if (!outcome) throw new Error('an approval without an outcome')
    if (!outcome.approved) throw refusedBy(outcome.refusal)
    return c.json(outcome, 200)
  })
  mountReversals(router)
  return router
}

function mountReversals(router: OpenAPIHono<AppEnv>): void {
  router.openapi(reverseRoute, async (c) => {
    const key = c.req.valid('param')
    const { record } = await openRecord(c, key)
    const input = { ...key, ...c.req.valid('json') }
    return c.json(await commit(c, reverseRecord, record.servedAtId, input), 200)
  })
  router.openapi(confirmReversalRoute, async (c) => {
    const key = c.req.valid('param')
    const { record } = await openRecord(c, key)
    return c.json(await commit(c, confirmReversal, record.servedAtId, key), 200)
  })
}

function keysOf(
  records: readonly { readonly id: Id; readonly communityId?: Id | undefined }[],
  communityId: Id,
) {
  return records.map((key) => ({ communityId: key.communityId ?? communityId, id: key.id }))
}

/** One record alone: what would stand among the outcomes is the answer itself. */
export function refusedBy(refusal: RefusalView): DomainError {
  return new DomainError(errorByCode(refusal.code) ?? serviceErrors['record-not-found'])
}
