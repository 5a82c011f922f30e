import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  jsonResponse,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import { nodeParams, periodQuery, tags } from '../../incentive/api/schemas.ts'
import { getMobilisation } from '../../incentive/get-mobilisation.ts'
import { getBoard } from '../get-board.ts'
import { boardOf, boardSchema, mobilisationOf, mobilisationSchema } from './board-schemas.ts'

const mobilisationRoute = createRoute({
  method: 'get',
  path: '/api/v1/nodes/{nodeId}/mobilisation',
  tags,
  summary: '1+10 效应：社区、街道或区在一个月、季或年的数字',
  request: { params: nodeParams, query: z.object({ period: periodQuery }) },
  responses: { 200: jsonResponse(mobilisationSchema, '1+10 效应'), ...problemResponses },
})

const communityRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/mobilisation',
  tags,
  summary: '1+10 效应：一个社区在一个月、季或年的数字',
  request: { params: communityParams, query: z.object({ period: periodQuery }) },
  responses: { 200: jsonResponse(mobilisationSchema, '1+10 效应'), ...problemResponses },
})

const boardRoute = createRoute({
  method: 'get',
  path: '/api/v1/nodes/{nodeId}/board',
  tags,
  summary: '公示：1+10、星级人数，每分钟汇总一次；月榜；不用登录',
  security: [],
  request: { params: nodeParams, query: z.object({ period: periodQuery.optional() }) },
  responses: { 200: jsonResponse(boardSchema, '公示'), ...problemResponses },
})

export function boardRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(mobilisationRoute, async (c) => {
    visitorOf(c)
    const input = { ...c.req.valid('param'), ...c.req.valid('query') }
    return c.json(mobilisationOf(await getMobilisation(c.get('services').ctx, input)), 200)
  })
  router.openapi(communityRoute, async (c) => {
    visitorOf(c)
    const { communityId: nodeId } = c.req.valid('param')
    const { period } = c.req.valid('query')
    const view = await getMobilisation(c.get('services').ctx, { nodeId, period })
    return c.json(mobilisationOf(view), 200)
  })
  router.openapi(boardRoute, async (c) => {
    const { nodeId } = c.req.valid('param')
    const { period = null } = c.req.valid('query')
    return c.json(boardOf(await getBoard(c.get('services').ctx, { nodeId, period })), 200)
  })
  return router
}
