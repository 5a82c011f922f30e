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
  textSchema,
} from '../../../http/openapi.ts'
import { inboxesOf } from '../find-inbox.ts'
import { listMessages } from '../list-messages.ts'
import { gatewayChannels, messageStates, type OpenInbox } from '../model/inbox.ts'
import { requestKinds } from '../model/requests.ts'
import { takeMessage } from '../take-message.ts'
import { registerMessage } from '../register-message.ts'
import { setMessageAside } from '../set-message-aside.ts'
import { requireDesk } from './access.ts'
import { registeredOf } from './request-routes.ts'
import { reasonSchema, registeredSchema, tags } from './schemas.ts'

/** What a gateway hands in, signed as Standard Webhooks has it. */
const deliverySchema = strict({
  type: z.literal('message.received'),
  timestamp: instantSchema,
  data: strict({
    channel: z.enum(gatewayChannels),
    label: textSchema(40),
    id: textSchema(100),
    sender: textSchema(100).nullable().default(null),
    /** A community's id or whole name; without it the sender's own, else the district's inbox. */
    community: textSchema(100).nullable().default(null),
    kind: z.enum(requestKinds).default('consultation'),
    text: textSchema(1_000, { lines: true }),
    receivedAt: instantSchema,
  }),
})

const receiveRoute = createRoute({
  method: 'post',
  path: '/api/v1/desk-inbox',
  tags,
  summary: '来信接口：短信、微博、公众号网关送来的消息，按 Standard Webhooks 签名；重复的只收一次',
  security: [],
  request: jsonBody(deliverySchema),
  responses: {
    200: jsonResponse(
      z.object({
        id: idSchema,
        state: z.enum(messageStates),
        repeated: z.boolean(),
        request: z.object({ communityId: idSchema, id: idSchema }).nullable(),
      }),
      '已收下',
    ),
    ...problemResponses,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/messages',
  tags,
  summary: '等登记的来信，包括没有说明社区的',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(
      z.object({
        items: z.array(
          z.object({
            inboxId: idSchema,
            id: idSchema,
            channel: z.enum(gatewayChannels),
            channelLabel: z.string(),
            sender: z.string().nullable(),
            text: z.string(),
            receivedAt: z.string(),
          }),
        ),
      }),
      '来信，最早的在前',
    ),
    ...problemResponses,
  },
})

const messageParams = communityParams.extend({
  messageId: idSchema.openapi({ param: { name: 'messageId', in: 'path' } }),
})

const registerRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/messages/{messageId}/register',
  tags,
  summary: '把来信登记成事项，从收到的时间起算',
  parameters: idempotencyParameters,
  request: {
    params: messageParams,
    ...jsonBody(
      strict({
        inboxId: idSchema,
        requesterId: idSchema,
        kind: z.enum(requestKinds),
        place: textSchema(200),
      }),
    ),
  },
  responses: { 201: jsonResponse(registeredSchema, '已登记'), ...problemResponses },
})

const asideRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/messages/{messageId}/set-aside',
  tags,
  summary: '不登记，写明理由',
  parameters: idempotencyParameters,
  request: {
    params: messageParams,
    ...jsonBody(strict({ inboxId: idSchema, reason: reasonSchema })),
  },
  responses: { 200: jsonResponse(z.object({ id: idSchema }), '已处理'), ...problemResponses },
})

export function inboxRoutes(openInbox: OpenInbox): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  // Signed over the bytes as they came: checked before anything is read from them.
  router.use('/api/v1/desk-inbox', async (c, next) => {
    openInbox(await c.req.text(), (name) => c.req.header(name))
    return next()
  })
  router.openapi(receiveRoute, async (c) => {
    const { data } = c.req.valid('json')
    const { ctx } = c.get('services')
    const { id: externalId, label: channelLabel, community, ...rest } = data
    const taken = await takeMessage(ctx, { ...rest, channelLabel, externalId }, community)
    return c.json(taken, 200)
  })
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireDesk(c, communityId)
    const { ctx } = c.get('services')
    const messages = await listMessages(ctx, await inboxesOf(ctx, [communityId]))
    const items = messages.map(({ communityId: inboxId, ...one }) => ({
      ...{ inboxId, id: one.id, channel: one.channel, channelLabel: one.channelLabel },
      ...{ sender: one.sender, text: one.text, receivedAt: one.receivedAt },
    }))
    return c.json({ items }, 200)
  })
  router.openapi(registerRoute, async (c) => {
    visitorOf(c)
    const { communityId, messageId } = c.req.valid('param')
    const input = { messageId, ...c.req.valid('json') }
    return c.json(registeredOf(await commit(c, registerMessage, communityId, input)), 201)
  })
  router.openapi(asideRoute, async (c) => {
    const { communityId, messageId } = c.req.valid('param')
    const input = { messageId, ...c.req.valid('json') }
    return c.json(await commit(c, setMessageAside, communityId, input), 200)
  })
  return router
}
