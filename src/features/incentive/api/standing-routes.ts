import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { computeStanding } from '../compute-standing.ts'
import { getStandingBody } from '../get-standing-body.ts'
import { listStandings } from '../list-standings.ts'
import { publishStanding } from '../publish-standing.ts'
import { openStanding, requireKeeper } from './access.ts'
import {
  explainedOf,
  explainedSchema,
  nodeParams,
  periodQuery,
  standingOf,
  standingParams,
  standingSchema,
  tags,
} from './schemas.ts'

const computeRoute = createRoute({
  method: 'post',
  path: '/api/v1/standings',
  tags,
  summary: '计算一个社区、街道或区的社区服务月榜',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(strict({ nodeId: idSchema, period: periodQuery })),
  },
  responses: {
    201: jsonResponse(
      z.object({ standingId: idSchema, bodyHash: z.string(), preliminary: z.boolean() }),
      '已计算；preliminary：还没有到截止时间，只能预览',
    ),
    ...problemResponses,
  },
})

const publishRoute = createRoute({
  method: 'post',
  path: '/api/v1/standings/{standingId}/publish',
  tags,
  summary: '发布月榜：由另一人，截止之后，每月一次',
  parameters: idempotencyParameters,
  request: { params: standingParams, ...jsonBody(strict({})) },
  responses: {
    200: jsonResponse(z.object({ standingId: idSchema }), '已发布'),
    ...problemResponses,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/nodes/{nodeId}/standings',
  tags,
  summary: '算过的月榜，最近的月份在前',
  request: { params: nodeParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(standingSchema) }), '月榜'),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/standings/{standingId}',
  tags,
  summary: '月榜的说明：每一名的依据、离上一名差多少；本人只看自己的一行',
  request: { params: standingParams },
  responses: { 200: jsonResponse(explainedSchema, '月榜和说明'), ...problemResponses },
})

const bodyRoute = createRoute({
  method: 'get',
  path: '/api/v1/standings/{standingId}/body',
  tags,
  summary: '冻结的原文（RFC 8785）；其 SHA-256 即 bodyHash',
  request: { params: standingParams },
  responses: {
    200: jsonResponse(z.record(z.string(), z.unknown()), '逐字节不变的原文'),
    ...problemResponses,
  },
})

export function standingRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(computeRoute, async (c) =>
    c.json(await commitToDistrict(c, computeStanding, c.req.valid('json')), 201),
  )
  router.openapi(publishRoute, async (c) =>
    c.json(await commitToDistrict(c, publishStanding, c.req.valid('param')), 200),
  )
  router.openapi(listRoute, async (c) => {
    const { nodeId } = c.req.valid('param')
    await requireKeeper(c, nodeId)
    const standings = await listStandings(c.get('services').ctx, { nodeIds: [nodeId] })
    return c.json({ items: standings.map(standingOf) }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { standing } = await openStanding(c, c.req.valid('param').standingId)
    return c.json(explainedOf(standing), 200)
  })
  router.openapi(bodyRoute, async (c) => {
    const { standingId } = c.req.valid('param')
    const { nodeId, body } = await getStandingBody(c.get('services').ctx, { standingId })
    await requireKeeper(c, nodeId)
    return c.body(body, 200, { 'content-type': 'application/json' }) as never
  })
  return router
}
