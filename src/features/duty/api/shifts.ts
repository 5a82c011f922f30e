import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
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
import { cancelShift } from '../cancel-shift.ts'
import { getShift } from '../get-shift.ts'
import { listShifts } from '../list-shifts.ts'
import { moveShift } from '../move-shift.ts'
import { keyParams, reasonBody } from './plans.ts'
import { shiftView, viewOfShift } from './plan-schemas.ts'

const tags = ['活动班次']
const base = '/api/v1/communities/{communityId}/shifts'
const shiftKey = jsonResponse(z.object({ shiftId: idSchema }), '班次')

const listRoute = createRoute({
  method: 'get',
  path: base,
  tags,
  summary: '社区这些天的班次，按时间，最多五百个',
  request: {
    params: communityParams,
    query: z.object({ fromOn: civilDateSchema, untilOn: civilDateSchema }),
  },
  responses: {
    200: jsonResponse(z.object({ items: z.array(shiftView) }), '班次'),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: `${base}/{id}`,
  tags,
  summary: '一个班次',
  request: { params: keyParams },
  responses: { 200: jsonResponse(shiftView, '班次'), ...problemResponses },
})

const moveRoute = createRoute({
  method: 'post',
  path: `${base}/{id}/move`,
  tags,
  summary: '改一个班次的时间或地点，写明原因',
  parameters: idempotencyParameters,
  request: {
    params: keyParams,
    ...jsonBody(
      strict({
        startsAt: instantSchema,
        endsAt: instantSchema,
        place: textSchema(100),
        reason: textSchema(500),
      }),
    ),
  },
  responses: { 200: shiftKey, ...problemResponses },
})

const cancelRoute = createRoute({
  method: 'post',
  path: `${base}/{id}/cancel`,
  tags,
  summary: '取消一个班次，写明原因',
  parameters: idempotencyParameters,
  request: { params: keyParams, ...reasonBody },
  responses: { 200: shiftKey, ...problemResponses },
})

/** What is on in a community is everybody's to read who is signed in. */
export function shiftRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(listRoute, async (c) => {
    visitorOf(c)
    const { communityId } = c.req.valid('param')
    const input = { communityIds: [communityId], ...c.req.valid('query') }
    const shifts = await listShifts(c.get('services').ctx, input)
    return c.json({ items: shifts.map(viewOfShift) }, 200)
  })
  router.openapi(getRoute, async (c) => {
    visitorOf(c)
    const { communityId, id } = c.req.valid('param')
    return c.json(viewOfShift(await getShift(c.get('services').ctx, { communityId, id })), 200)
  })
  router.openapi(moveRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { shiftId: id, ...c.req.valid('json') }
    return c.json(await commit(c, moveShift, communityId, input), 200)
  })
  router.openapi(cancelRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { shiftId: id, ...c.req.valid('json') }
    return c.json(await commit(c, cancelShift, communityId, input), 200)
  })
  return router
}
