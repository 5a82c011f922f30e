import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  idempotencyParameters,
  idSchema,
  instantSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { closeVisit } from '../close-visit.ts'
import { confirmVisit } from '../confirm-visit.ts'
import { disputeVisit } from '../dispute-visit.ts'
import { finishVisit, type FinishedVisit } from '../finish-visit.ts'
import { listOwnVisits } from '../list-open-requests.ts'
import { resolveDispute } from '../resolve-dispute.ts'
import { startVisit } from '../start-visit.ts'
import { takeVisit } from '../take-visit.ts'
import { nowOf } from './request-routes.ts'
import {
  finishedSchema,
  finishSchema,
  reasonSchema,
  requestParams,
  resolveSchema,
  tags,
  visitParams,
  visitSchema,
} from './schemas.ts'
import { visitOf } from './views.ts'

const takeRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/requests/{requestId}/visits',
  tags,
  summary: '接一次上门（志愿者为自己），或由社区工作者安排一至两人',
  parameters: idempotencyParameters,
  request: {
    params: requestParams,
    ...jsonBody(strict({ scheduledAt: instantSchema, helperIds: z.array(idSchema).min(1).max(2) })),
  },
  responses: {
    201: jsonResponse(
      z.object({
        id: idSchema,
        requestId: idSchema,
        scheduledAt: z.string(),
        passphrase: z.string(),
        afterPromise: z.boolean(),
        held: z.boolean(),
      }),
      '已接单',
    ),
    ...problemResponses,
  },
})

const ownRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/visits',
  tags,
  summary: '我接的上门，最近的在前',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(visitSchema) }), '我的上门'),
    ...problemResponses,
  },
})

function act<P extends string, B extends z.ZodType, R extends z.ZodType>(
  path: P,
  summary: string,
  body: B,
  answer: R,
) {
  return createRoute({
    method: 'post',
    path: `/api/v1/communities/{communityId}/visits/{visitId}/${path}` as const,
    tags,
    summary,
    parameters: idempotencyParameters,
    request: { params: visitParams, ...jsonBody(body) },
    responses: { 200: jsonResponse(answer, '已办理'), ...problemResponses },
  })
}

const startRoute = act(
  'start',
  '到门口签到',
  strict({}),
  z.object({ id: idSchema, startedAt: z.string(), late: z.boolean() }),
)
const finishRoute = act(
  'finish',
  '上门完成：每人的起止时间和服务对象的确认',
  finishSchema,
  finishedSchema,
)
const closeRoute = act(
  'close',
  '上门没有做成：家里没人、志愿者没来、取消；储蓄立即退回',
  strict({ outcome: z.enum(['absent', 'noShow', 'cancelled']), reason: reasonSchema }),
  z.object({
    id: idSchema,
    state: z.enum(['absent', 'noShow', 'cancelled']),
    returned: z.boolean(),
  }),
)
const confirmRoute = act(
  'confirm',
  '服务对象确认时间，或社区工作者电话确认',
  strict({}),
  finishedSchema,
)
const disputeRoute = act(
  'dispute',
  '提出异议：审核和用储蓄都先停下',
  strict({ reason: reasonSchema }),
  z.object({ id: idSchema }),
)
const resolveRoute = act('resolve', '由另一位社区工作者处理异议', resolveSchema, finishedSchema)

export function visitRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(takeRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, takeVisit, communityId, input), 201)
  })
  router.openapi(ownRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { personId } = visitorOf(c).actor
    const { visits, helpers } = await listOwnVisits(c.get('services').ctx, communityId, personId)
    const now = nowOf(c)
    return c.json({ items: visits.map((visit) => visitOf(visit, helpers, 'helper', now)) }, 200)
  })
  mountActs(router)
  return router
}

function finishedOf({ id, late, chargeMinutes, confirmed, records }: FinishedVisit) {
  const keys = records.map((record) => ({ communityId: record.communityId, id: record.id }))
  return { id, late, chargeMinutes, confirmed, records: keys }
}

function mountActs(router: OpenAPIHono<AppEnv>): void {
  router.openapi(startRoute, async (c) => {
    const { communityId, visitId } = c.req.valid('param')
    return c.json(await commit(c, startVisit, communityId, { visitId }), 200)
  })
  router.openapi(finishRoute, async (c) => {
    const { communityId, visitId } = c.req.valid('param')
    const input = { visitId, ...c.req.valid('json') }
    return c.json(finishedOf(await commit(c, finishVisit, communityId, input)), 200)
  })
  router.openapi(closeRoute, async (c) => {
    const { communityId, visitId } = c.req.valid('param')
    const input = { visitId, ...c.req.valid('json') }
    return c.json(await commit(c, closeVisit, communityId, input), 200)
  })
  router.openapi(confirmRoute, async (c) => {
    const { communityId, visitId } = c.req.valid('param')
    return c.json(finishedOf(await commit(c, confirmVisit, communityId, { visitId })), 200)
  })
  router.openapi(disputeRoute, async (c) => {
    const { communityId, visitId } = c.req.valid('param')
    const input = { visitId, ...c.req.valid('json') }
    return c.json(await commit(c, disputeVisit, communityId, input), 200)
  })
  router.openapi(resolveRoute, async (c) => {
    const { communityId, visitId } = c.req.valid('param')
    const input = { visitId, ...c.req.valid('json') }
    return c.json(finishedOf(await commit(c, resolveDispute, communityId, input)), 200)
  })
}
