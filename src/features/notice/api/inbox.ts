import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
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
import { countNotices, listNotices } from '../list-notices.ts'
import { MOST_COUNTED } from '../model/notices.ts'
import { readNotices } from '../read-notices.ts'

const tags = ['通知']

const noticeSchema = z
  .object({
    id: idSchema,
    communityId: idSchema.nullable(),
    kind: z.string(),
    text: z.string(),
    link: z.string().nullable(),
    urgent: z.boolean(),
    since: instantSchema,
    readAt: instantSchema.nullable(),
  })
  .openapi('Notice')

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/me/notices',
  tags,
  summary: `我的通知，没看过的在前，再按时间从新到旧；unread 是没看过的条数，最多数到 ${MOST_COUNTED}`,
  request: { query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }) },
  responses: {
    200: jsonResponse(
      z.object({
        items: z.array(noticeSchema),
        unread: z.number().int(),
        nextCursor: z.string().nullable(),
      }),
      '一页通知',
    ),
    ...problemResponses,
  },
})

const readRoute = createRoute({
  method: 'post',
  path: '/api/v1/me/notices/read',
  tags,
  summary: '标为已读；noticeIds 为 null 时是全部',
  parameters: idempotencyParameters,
  request: { ...jsonBody(strict({ noticeIds: z.array(idSchema).min(1).max(100).nullable() })) },
  responses: {
    200: jsonResponse(z.object({ count: z.number().int() }), '其中原来没看过的条数'),
    ...problemResponses,
  },
})

export function inboxRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(listRoute, async (c) => {
    const { ctx } = c.get('services')
    const { limit, cursor } = c.req.valid('query')
    const recipientId = visitorOf(c).actor.personId
    const page = await listNotices(ctx, { recipientId, limit, cursor: cursor ?? null })
    const unread = await countNotices(ctx, recipientId)
    return c.json({ items: [...page.items], unread, nextCursor: page.nextCursor }, 200)
  })
  router.openapi(readRoute, async (c) => {
    const { count } = await commitToDistrict(c, readNotices, c.req.valid('json'))
    return c.json({ count }, 200)
  })
  return router
}
