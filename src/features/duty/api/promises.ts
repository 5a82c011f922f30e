import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
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
import { judgePromise } from '../judge-promise.ts'
import { listPromises } from '../list-promises.ts'
import { makePromise } from '../make-promise.ts'
import { promiseOutcomes } from '../model/promises.ts'
import { idParams, pageOf, requireReader } from './parts.ts'

const tags = ['岗位和服务队']
const base = '/api/v1/communities/{communityId}'

export const promiseFields = { text: textSchema(200), dueOn: civilDateSchema }

const promiseSchema = z
  .object({
    id: idSchema,
    personId: idSchema,
    name: z.string(),
    text: z.string(),
    dueOn: z.string(),
    madeAt: z.string(),
    outcome: z.enum(promiseOutcomes).nullable(),
    note: z.string().nullable(),
    judgedAt: z.string().nullable(),
  })
  .openapi('DutyPromise')

const makeRoute = createRoute({
  method: 'post',
  path: `${base}/promises`,
  tags,
  summary: '作出服务承诺：本人，或社区工作者按承诺卡登记',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ personId: idSchema, ...promiseFields })),
  },
  responses: {
    201: jsonResponse(z.object({ promiseId: idSchema }), '已登记'),
    ...problemResponses,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: `${base}/promises`,
  tags,
  summary: '本社区的承诺；overdue=yes 只要到期没有登记结果的',
  request: {
    params: communityParams,
    query: z.object({
      limit: limitSchema,
      cursor: cursorSchema.optional(),
      overdue: z.enum(['yes', 'no']).default('no'),
    }),
  },
  responses: { 200: jsonResponse(pageOf(promiseSchema), '一页承诺'), ...problemResponses },
})

const judgeRoute = createRoute({
  method: 'post',
  path: `${base}/promises/{id}/judge`,
  tags,
  summary: '登记承诺是否兑现，写明情况；不能登记自己的',
  parameters: idempotencyParameters,
  request: {
    params: idParams,
    ...jsonBody(strict({ outcome: z.enum(promiseOutcomes), note: textSchema(200) })),
  },
  responses: { 200: jsonResponse(z.object({ personId: idSchema }), '已登记'), ...problemResponses },
})

export function promiseRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(makeRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, makePromise, communityId, c.req.valid('json')), 201)
  })
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const { limit, cursor = null, overdue } = c.req.valid('query')
    const { ctx } = c.get('services')
    const page = await listPromises(ctx, { communityId, limit, cursor, overdue: overdue === 'yes' })
    return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200)
  })
  router.openapi(judgeRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { promiseId: id, ...c.req.valid('json') }
    return c.json(await commit(c, judgePromise, communityId, input), 200)
  })
  return router
}
