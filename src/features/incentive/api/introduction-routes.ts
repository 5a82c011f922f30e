import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { declineIntroduction } from '../decline-introduction.ts'
import { getIntroductions } from '../get-introductions.ts'
import { getStarLevel } from '../get-star-level.ts'
import { stateIntroduction } from '../state-introduction.ts'
import { ownIntroductionsSchema, starSchema, tags } from './schemas.ts'

const stateRoute = createRoute({
  method: 'post',
  path: '/api/v1/introductions',
  tags,
  summary: '谁邀请您来的？只能由本人说明；named 填姓名（本社区）或服务卡号',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(strict({ named: textSchema(60) })),
  },
  responses: {
    201: jsonResponse(z.object({ introducerName: z.string(), statedOn: z.string() }), '已记下'),
    ...problemResponses,
  },
})

const declineRoute = createRoute({
  method: 'post',
  path: '/api/v1/introductions/{personId}/decline',
  tags,
  summary: '不是我邀请的（personId 是说明的人）',
  parameters: idempotencyParameters,
  request: {
    params: z.object({ personId: idSchema.openapi({ param: { name: 'personId', in: 'path' } }) }),
    ...jsonBody(strict({})),
  },
  responses: { 200: jsonResponse(z.object({ personId: idSchema }), '已记下'), ...problemResponses },
})

const ownRoute = createRoute({
  method: 'get',
  path: '/api/v1/me/introductions',
  tags,
  summary: '我说明的引荐、说是我邀请的人、本人 k/10；只给本人看',
  responses: { 200: jsonResponse(ownIntroductionsSchema, '我的引荐'), ...problemResponses },
})

const starRoute = createRoute({
  method: 'get',
  path: '/api/v1/me/star-level',
  tags,
  summary: '我的星级，离下一星还差多少',
  responses: { 200: jsonResponse(starSchema, '星级'), ...problemResponses },
})

export function introductionRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(stateRoute, async (c) =>
    c.json(await commitToDistrict(c, stateIntroduction, c.req.valid('json')), 201),
  )
  router.openapi(declineRoute, async (c) => {
    const { personId } = c.req.valid('param')
    return c.json(await commitToDistrict(c, declineIntroduction, { personId }), 200)
  })
  router.openapi(ownRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    const { naming, ...own } = await getIntroductions(c.get('services').ctx, { personId })
    return c.json({ ...own, naming: [...naming] }, 200)
  })
  router.openapi(starRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    return c.json(await getStarLevel(c.get('services').ctx, { personId }), 200)
  })
  return router
}
