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
import { declineErasure } from '../decline-erasure.ts'
import { erasePerson } from '../erase-person.ts'
import { erasureBases } from '../model.ts'
import { proposeErasure } from '../propose-erasure.ts'
import { personParams, type PersonParts } from './parts.ts'

const tags = ['人员']
const params = z.object({
  erasureId: idSchema.openapi({ param: { name: 'erasureId', in: 'path' } }),
})

const proposeRoute = createRoute({
  method: 'post',
  path: '/api/v1/people/{personId}/erasures',
  tags,
  summary: '提出删除一个已经退出的人的个人信息；由另一位工作人员确认后才删除',
  parameters: idempotencyParameters,
  request: { params: personParams, ...jsonBody(strict({ basis: z.enum(erasureBases) })) },
  responses: {
    201: jsonResponse(z.object({ erasureId: idSchema }), '已提出'),
    ...problemResponses,
  },
})

const confirmRoute = createRoute({
  method: 'post',
  path: '/api/v1/erasures/{erasureId}/confirm',
  tags,
  summary: '确认删除个人信息（不能是提出的人）；不能恢复，账和服务时长以化名保留',
  parameters: idempotencyParameters,
  request: { params, ...jsonBody(strict({})) },
  responses: {
    200: jsonResponse(z.object({ personId: idSchema }), '已删除'),
    ...problemResponses,
  },
})

const declineRoute = createRoute({
  method: 'post',
  path: '/api/v1/erasures/{erasureId}/decline',
  tags,
  summary: '撤回或退回还没有确认的删除',
  parameters: idempotencyParameters,
  request: { params, ...jsonBody(strict({})) },
  responses: {
    200: jsonResponse(z.object({ erasureId: idSchema, personId: idSchema }), '已撤回'),
    ...problemResponses,
  },
})

export function erasureRoutes({ erasers }: PersonParts): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const propose = proposeErasure(erasers)
  const erase = erasePerson(erasers)
  router.openapi(proposeRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, propose, input), 201)
  })
  router.openapi(confirmRoute, async (c) =>
    c.json(await commitToDistrict(c, erase, c.req.valid('param')), 200),
  )
  router.openapi(declineRoute, async (c) =>
    c.json(await commitToDistrict(c, declineErasure, c.req.valid('param')), 200),
  )
  return router
}
