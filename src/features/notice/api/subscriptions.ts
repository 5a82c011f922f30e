import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  idempotencyParameters,
  idSchema,
  instantSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import type { Authorise } from '../../policy/propose-policy.ts'
import { addSubscription } from '../add-subscription.ts'
import { endSubscription } from '../end-subscription.ts'
import { listSubscriptions } from '../list-subscriptions.ts'
import { requireAdministrator } from './administrators.ts'

const tags = ['通知']
const subscriptionIdSchema = z.object({ subscriptionId: idSchema })

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/notice-subscriptions',
  tags,
  summary: '收通知的其他系统（区管理员）',
  responses: {
    200: jsonResponse(
      z.object({
        items: z.array(
          z.object({
            id: idSchema,
            url: z.string(),
            kinds: z.array(z.string()),
            createdAt: instantSchema,
          }),
        ),
      }),
      '订阅，不含密钥',
    ),
    ...problemResponses,
  },
})

const addRoute = createRoute({
  method: 'post',
  path: '/api/v1/notice-subscriptions',
  tags,
  summary: '让另一个系统收某些种类的通知，按 Standard Webhooks 签名送出（区管理员）',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(
      strict({
        url: z.url().max(500),
        secret: z
          .string()
          .max(100)
          .regex(/^whsec_/),
        kinds: z.array(z.string().max(60).regex(/[.*]/)).min(1).max(50),
      }),
    ),
  },
  responses: { 201: jsonResponse(subscriptionIdSchema, '已订阅'), ...problemResponses },
})

const endRoute = createRoute({
  method: 'post',
  path: '/api/v1/notice-subscriptions/{subscriptionId}/end',
  tags,
  summary: '不再送给这个系统（区管理员）',
  parameters: idempotencyParameters,
  request: {
    params: z.object({
      subscriptionId: idSchema.openapi({ param: { name: 'subscriptionId', in: 'path' } }),
    }),
    ...jsonBody(strict({})),
  },
  responses: { 200: jsonResponse(subscriptionIdSchema, '已结束'), ...problemResponses },
})

export function subscriptionRoutes(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const add = addSubscription(authorise)
  const end = endSubscription(authorise)
  router.openapi(listRoute, async (c) => {
    requireAdministrator(c)
    const items = await listSubscriptions(c.get('services').ctx)
    return c.json({ items: [...items] }, 200)
  })
  router.openapi(addRoute, async (c) =>
    c.json(await commitToDistrict(c, add, c.req.valid('json')), 201),
  )
  router.openapi(endRoute, async (c) =>
    c.json(await commitToDistrict(c, end, c.req.valid('param')), 200),
  )
  return router
}
