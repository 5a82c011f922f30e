import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  cursorSchema,
  idempotencyParameters,
  idSchema,
  instantSchema,
  jsonBody,
  jsonResponse,
  limitSchema,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import type { Authorise } from '../../policy/propose-policy.ts'
import { listGivenUp } from '../list-given-up.ts'
import { channels } from '../model/deliveries.ts'
import { sendAgain } from '../send-again.ts'
import { requireAdministrator } from './administrators.ts'

const tags = ['通知']

const givenUpSchema = z.object({
  id: idSchema,
  recipientId: idSchema,
  communityId: idSchema.nullable(),
  kind: z.string(),
  channel: z.enum(channels),
  url: z.string().nullable(),
  endedAt: instantSchema,
  attempts: z.array(
    z.object({
      number: z.number().int(),
      triedAt: instantSchema,
      answeredAt: instantSchema.nullable(),
      answer: z.string().nullable(),
    }),
  ),
})

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/notice-deliveries/given-up',
  tags,
  summary: '没发出去的通知和每一次的结果，最近的在前（区管理员）',
  request: { query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }) },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(givenUpSchema), nextCursor: z.string().nullable() }),
      '一页没发出去的通知',
    ),
    ...problemResponses,
  },
})

const againRoute = createRoute({
  method: 'post',
  path: '/api/v1/notice-deliveries/{deliveryId}/send-again',
  tags,
  summary: '重发，编号不变（区管理员）',
  parameters: idempotencyParameters,
  request: {
    params: z.object({
      deliveryId: idSchema.openapi({ param: { name: 'deliveryId', in: 'path' } }),
    }),
    ...jsonBody(strict({})),
  },
  responses: {
    200: jsonResponse(z.object({ deliveryId: idSchema }), '已排队重发'),
    ...problemResponses,
  },
})

export function givenUpRoutes(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const again = sendAgain(authorise)
  router.openapi(listRoute, async (c) => {
    requireAdministrator(c)
    const { limit, cursor } = c.req.valid('query')
    const page = await listGivenUp(c.get('services').ctx, { limit, cursor: cursor ?? null })
    const items = page.items.map((one) => ({ ...one, attempts: [...one.attempts] }))
    return c.json({ items, nextCursor: page.nextCursor }, 200)
  })
  router.openapi(againRoute, async (c) =>
    c.json(await commitToDistrict(c, again, c.req.valid('param')), 200),
  )
  return router
}
