import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  cursorSchema,
  idempotencyParameters,
  idSchema,
  instantSchema,
  jsonBody,
  jsonResponse,
  limitSchema,
  makeRouter,
  minutesSchema,
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { requireRole } from '../../../http/session.ts'
import { confirmAttendance, type AttendanceOutcome } from '../confirm-attendance.ts'
import { createActivity } from '../create-activity.ts'
import { getActivity } from '../get-activity.ts'
import { listActivities } from '../list-activities.ts'
import { withdrawAttendance } from '../withdraw-attendance.ts'
import { plannerRoutes } from './planner.ts'
import { planRoutes } from './plans.ts'
import { presenceRoutes } from './presences.ts'
import { signUpRoutes } from './sign-ups.ts'
import { shiftRoutes } from './shifts.ts'

const tags = ['活动']
const readers = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']

const activityParams = communityParams.extend({
  id: idSchema.openapi({ param: { name: 'id', in: 'path' } }),
})
const attendanceParams = activityParams.extend({
  personId: idSchema.openapi({ param: { name: 'personId', in: 'path' } }),
})

export const activityFields = {
  name: textSchema(60),
  place: textSchema(100),
  startsAt: instantSchema,
  endsAt: instantSchema,
  communityBuilding: z.boolean(),
}

const activitySchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    name: z.string(),
    place: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    communityBuilding: z.boolean(),
    createdById: idSchema,
    createdAt: z.string(),
    cancelledAt: z.string().nullable(),
  })
  .openapi('Activity')

const attendanceSchema = z.object({
  personId: idSchema,
  name: z.string(),
  attendedMinutes: z.number().int(),
  confirmedById: idSchema,
  confirmedAt: z.string(),
  withdrawnAt: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
})

/** At most so many people on one list of attendance. */
export const MOST_ATTENDANCES = 500

const outcomeSchema = z.object({
  who: z.string(),
  confirmed: z.boolean(),
  personId: idSchema.nullable(),
  refusal: z.object({ code: z.string(), title: z.string(), advice: z.string() }).nullable(),
})

const createActivityRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/activities',
  tags,
  summary: '登记一次社区活动；社区建设活动的到场算参与日',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict(activityFields)),
  },
  responses: {
    201: jsonResponse(z.object({ activityId: idSchema }), '已登记'),
    ...problemResponses,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/activities',
  tags,
  summary: '社区的活动，最近的在前',
  request: {
    params: communityParams,
    query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }),
  },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(activitySchema), nextCursor: z.string().nullable() }),
      '一页活动',
    ),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/activities/{id}',
  tags,
  summary: '一次活动和它的到场名单',
  request: { params: activityParams },
  responses: {
    200: jsonResponse(
      activitySchema.extend({ attendances: z.array(attendanceSchema) }),
      '活动和到场名单',
    ),
    ...problemResponses,
  },
})

const confirmRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/activities/{id}/attendances',
  tags,
  summary: '确认到场：who 填姓名、服务卡号或编号，每行各有结果',
  parameters: idempotencyParameters,
  request: {
    params: activityParams,
    ...jsonBody(
      strict({
        attendances: z
          .array(strict({ who: textSchema(60), attendedMinutes: minutesSchema(1440) }))
          .min(1)
          .max(MOST_ATTENDANCES),
      }),
    ),
  },
  responses: {
    200: jsonResponse(z.object({ outcomes: z.array(outcomeSchema) }), '每行的结果'),
    ...problemResponses,
  },
})

const withdrawRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/activities/{id}/attendances/{personId}/withdraw',
  tags,
  summary: '撤回一条到场确认，写明原因',
  parameters: idempotencyParameters,
  request: {
    params: attendanceParams,
    ...jsonBody(strict({ reason: textSchema(500) })),
  },
  responses: { 200: jsonResponse(z.object({ personId: idSchema }), '已撤回'), ...problemResponses },
})

/** The room's API, for app.ts to mount at `/`. */
export function dutyRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', planRoutes())
  router.route('/', plannerRoutes())
  router.route('/', shiftRoutes())
  router.route('/', signUpRoutes())
  router.route('/', presenceRoutes())
  mountReads(router)
  router.openapi(createActivityRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, createActivity, communityId, c.req.valid('json')), 201)
  })
  router.openapi(confirmRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { activityId: id, ...c.req.valid('json') }
    const outcomes = await commit(c, confirmAttendance, communityId, input)
    return c.json({ outcomes: outcomes.map(outcomeView) }, 200)
  })
  router.openapi(withdrawRoute, async (c) => {
    const { communityId, id, personId } = c.req.valid('param')
    const input = { activityId: id, personId, ...c.req.valid('json') }
    return c.json(await commit(c, withdrawAttendance, communityId, input), 200)
  })
  return router
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const { limit, cursor } = c.req.valid('query')
    const { ctx } = c.get('services')
    const page = await listActivities(ctx, { communityId, limit, cursor: cursor ?? null })
    return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireReader(c, communityId)
    const { ctx } = c.get('services')
    const { attendances, ...activity } = await getActivity(ctx, { communityId, activityId: id })
    return c.json({ ...activity, attendances: attendances.map((one) => ({ ...one })) }, 200)
  })
}

function requireReader(c: AppContext, communityId: string): Promise<void> {
  return requireRole(c, visitorOf(c), readers, communityId)
}

function outcomeView(outcome: AttendanceOutcome): z.input<typeof outcomeSchema> {
  const { who } = outcome
  return outcome.confirmed
    ? { who, confirmed: true, personId: outcome.personId, refusal: null }
    : { who, confirmed: false, personId: null, refusal: outcome.refusal }
}
