import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { consoleRoles } from '../../../http/nav.ts'
import { jsonResponse, makeRouter, problemResponses } from '../../../http/openapi.ts'
import { holdsRole, requireRole } from '../../../http/session.ts'
import type { Id } from '../../../kernel/ids.ts'
import { getKeptOverview } from '../get-overview.ts'
import {
  overviewOf,
  overviewParams,
  overviewQuery,
  overviewSchema,
  promiseShareOf,
  promiseShareSchema,
} from './overview-schemas.ts'

const tags = ['概览']

const overviewRoute = createRoute({
  method: 'get',
  path: '/api/v1/nodes/{nodeId}/overview',
  tags,
  summary: '概览：区、街道或社区在一段时间的时长、储蓄、1+10 和服务台，每分钟汇总一次',
  request: { params: overviewParams, query: overviewQuery },
  responses: { 200: jsonResponse(overviewSchema, '概览'), ...problemResponses },
})

const promiseShareRoute = createRoute({
  method: 'get',
  path: '/api/v1/nodes/{nodeId}/promise-share',
  tags,
  summary: '准时率：承诺的上门有多少是按时到的；不用登录',
  security: [],
  request: { params: overviewParams, query: overviewQuery },
  responses: { 200: jsonResponse(promiseShareSchema, '准时率'), ...problemResponses },
})

export function overviewRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(overviewRoute, async (c) => {
    const { nodeId } = c.req.valid('param')
    await requireRole(c, visitorOf(c), consoleRoles, nodeId)
    const { period = null } = c.req.valid('query')
    return c.json(overviewOf(await getKeptOverview(c.get('services').ctx, { nodeId, period })), 200)
  })
  router.openapi(promiseShareRoute, async (c) => {
    const { nodeId } = c.req.valid('param')
    const { period = null } = c.req.valid('query')
    const view = await getKeptOverview(c.get('services').ctx, { nodeId, period })
    return c.json(promiseShareOf(view), 200)
  })
  return router
}

/** Does the visitor keep or check the books of a node, there or above? Others see what is public. */
export function seesOverview(c: AppContext, nodeId: Id): Promise<boolean> {
  const visitor = c.get('visitor')
  return visitor ? holdsRole(c, visitor, consoleRoles, nodeId) : Promise.resolve(false)
}
