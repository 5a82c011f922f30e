import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  idempotencyParameters,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { getChannels } from '../get-channels.ts'
import { muteChannel } from '../mute-channel.ts'

const tags = ['通知']
const channelsSchema = z.object({ sms: z.boolean() })

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/me/notice-channels',
  tags,
  summary: '除了站内通知，还用不用短信通知我',
  responses: { 200: jsonResponse(channelsSchema, '通知方式'), ...problemResponses },
})

const setRoute = createRoute({
  method: 'post',
  path: '/api/v1/me/notice-channels',
  tags,
  summary: '要或不要短信通知；登录验证码照发',
  parameters: idempotencyParameters,
  request: { ...jsonBody(strict({ sms: z.boolean() })) },
  responses: { 200: jsonResponse(channelsSchema, '通知方式'), ...problemResponses },
})

export function channelRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(getRoute, async (c) => {
    const { ctx } = c.get('services')
    return c.json(await getChannels(ctx, visitorOf(c).actor.personId), 200)
  })
  router.openapi(setRoute, async (c) => {
    const { sms } = c.req.valid('json')
    const { muted } = await commitToDistrict(c, muteChannel, { channel: 'sms', muted: !sms })
    return c.json({ sms: !muted }, 200)
  })
  return router
}
