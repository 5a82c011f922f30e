import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
  communityParams,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { requireRole } from '../../../http/session.ts'
import { addSchoolHoliday } from '../add-school-holiday.ts'
import { createPlan } from '../create-plan.ts'
import { getPlan } from '../get-plan.ts'
import { listPlans } from '../list-plans.ts'
import { listSchoolHolidays } from '../list-school-holidays.ts'
import { removeSchoolHoliday } from '../remove-school-holiday.ts'
import { revisePlan } from '../revise-plan.ts'
import { stopPlan } from '../stop-plan.ts'
import { planOutcomeSchema, planSchema, planView, viewOfPlan } from './plan-schemas.ts'

const tags = ['活动计划']
const readers = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']
const base = '/api/v1/communities/{communityId}/activity-plans'

export const keyParams = communityParams.extend({
  id: idSchema.openapi({ param: { name: 'id', in: 'path' } }),
})
export const reasonBody = jsonBody(strict({ reason: textSchema(500) }))
const outcome = jsonResponse(planOutcomeSchema, '排出、撤下、保持原样的班次数')

const listRoute = createRoute({
  method: 'get',
  path: base,
  tags,
  summary: '社区的活动计划，还在办的在前',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(planView) }), '活动计划'),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: `${base}/{id}`,
  tags,
  summary: '一个活动计划',
  request: { params: keyParams },
  responses: { 200: jsonResponse(planView, '活动计划'), ...problemResponses },
})

const createPlanRoute = createRoute({
  method: 'post',
  path: base,
  tags,
  summary: '新建活动计划，以后几周的班次随即排出',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(planSchema) },
  responses: { 201: outcome, ...problemResponses },
})

const reviseRoute = createRoute({
  method: 'post',
  path: `${base}/{id}/revise`,
  tags,
  summary: '改计划：没有人报名的以后班次重新排，有人报名的保持原样',
  parameters: idempotencyParameters,
  request: { params: keyParams, ...jsonBody(planSchema) },
  responses: { 200: outcome, ...problemResponses },
})

const stopRoute = createRoute({
  method: 'post',
  path: `${base}/{id}/stop`,
  tags,
  summary: '停止计划：没有人报名的以后班次撤下，有人报名的保持原样',
  parameters: idempotencyParameters,
  request: { params: keyParams, ...reasonBody },
  responses: { 200: outcome, ...problemResponses },
})

const holidayFields = {
  name: textSchema(30),
  startsOn: civilDateSchema,
  endsOn: civilDateSchema,
}
const holidayView = z.object({
  id: idSchema,
  name: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
})
const holidayKey = z.object({ schoolHolidayId: idSchema })

const holidaysRoute = createRoute({
  method: 'get',
  path: '/api/v1/school-holidays',
  tags,
  summary: '学校假期',
  responses: {
    200: jsonResponse(z.object({ items: z.array(holidayView) }), '学校假期'),
    ...problemResponses,
  },
})

const addHolidayRoute = createRoute({
  method: 'post',
  path: '/api/v1/school-holidays',
  tags,
  summary: '登记一个学校假期',
  parameters: idempotencyParameters,
  request: jsonBody(strict(holidayFields)),
  responses: { 201: jsonResponse(holidayKey, '已登记'), ...problemResponses },
})

const removeHolidayRoute = createRoute({
  method: 'post',
  path: '/api/v1/school-holidays/{id}/remove',
  tags,
  summary: '撤下登记错的学校假期',
  parameters: idempotencyParameters,
  request: {
    params: z.object({ id: idSchema.openapi({ param: { name: 'id', in: 'path' } }) }),
    ...jsonBody(strict({})),
  },
  responses: { 200: jsonResponse(holidayKey, '已撤下'), ...problemResponses },
})

export function planRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountReads(router)
  mountHolidays(router)
  router.openapi(createPlanRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, createPlan, communityId, c.req.valid('json')), 201)
  })
  router.openapi(reviseRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { planId: id, ...c.req.valid('json') }
    return c.json(await commit(c, revisePlan, communityId, input), 200)
  })
  router.openapi(stopRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { planId: id, ...c.req.valid('json') }
    return c.json(await commit(c, stopPlan, communityId, input), 200)
  })
  return router
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const plans = await listPlans(c.get('services').ctx, { communityId })
    return c.json({ items: plans.map(viewOfPlan) }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireReader(c, communityId)
    const plan = await getPlan(c.get('services').ctx, { communityId, planId: id })
    return c.json(viewOfPlan(plan), 200)
  })
}

function mountHolidays(router: OpenAPIHono<AppEnv>): void {
  router.openapi(holidaysRoute, async (c) => {
    visitorOf(c)
    const holidays = await listSchoolHolidays(c.get('services').ctx)
    const items = holidays.map(({ id, name, startsOn, endsOn }) => ({ id, name, startsOn, endsOn }))
    return c.json({ items }, 200)
  })
  router.openapi(addHolidayRoute, async (c) =>
    c.json(await commitToDistrict(c, addSchoolHoliday, c.req.valid('json')), 201),
  )
  router.openapi(removeHolidayRoute, async (c) => {
    const input = { schoolHolidayId: c.req.valid('param').id }
    return c.json(await commitToDistrict(c, removeSchoolHoliday, input), 200)
  })
}

function requireReader(c: AppContext, communityId: string): Promise<void> {
  return requireRole(c, visitorOf(c), readers, communityId)
}
