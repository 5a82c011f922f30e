import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
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
} from '../../../http/openapi.ts'
import { requireRole } from '../../../http/session.ts'
import { createDuty } from '../create-duty.ts'
import { listDuties } from '../list-duties.ts'
import { listRosterChanges } from '../list-roster-changes.ts'
import { previewRotation } from '../preview-rotation.ts'
import { retireDuty } from '../retire-duty.ts'
import { saveRotation } from '../save-rotation.ts'
import { setRosterDays } from '../set-roster-days.ts'
import { showOnDuty } from '../show-on-duty.ts'
import { showRoster } from '../show-roster.ts'
import { requirePeriod } from './period.ts'
import {
  changeSchema,
  dutyFields,
  dutyParams,
  dutySchema,
  leaveSchema,
  MOST_DAYS,
  rosterDayBody,
  rosterDaySchema,
  rotationFields,
  shownDaySchema,
} from './roster-schemas.ts'

const tags = ['值班表']
const readers = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']
const base = '/api/v1/communities/{communityId}'

const listDutiesRoute = createRoute({
  method: 'get',
  path: `${base}/duties`,
  tags,
  summary: '社区的值班岗',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(dutySchema) }), '在用的值班岗'),
    ...problemResponses,
  },
})

const createDutyRoute = createRoute({
  method: 'post',
  path: `${base}/duties`,
  tags,
  summary: '增加一个值班岗，例如 desk 民情受理',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(strict(dutyFields)) },
  responses: { 201: jsonResponse(z.object({ dutyId: idSchema }), '已增加'), ...problemResponses },
})

const retireDutyRoute = createRoute({
  method: 'post',
  path: `${base}/duties/{dutyId}/retire`,
  tags,
  summary: '停用一个值班岗；排过的值班和变动都留着',
  parameters: idempotencyParameters,
  request: { params: dutyParams, ...jsonBody(strict({})) },
  responses: { 200: jsonResponse(z.object({ dutyId: idSchema }), '已停用'), ...problemResponses },
})

const period = z.object({ from: civilDateSchema, until: civilDateSchema })

const showRosterRoute = createRoute({
  method: 'get',
  path: `${base}/duties/{dutyId}/roster`,
  tags,
  summary: '一段时间的值班表：A 角、B 角、现在由谁当班、谁请假',
  request: { params: dutyParams, query: period },
  responses: {
    200: jsonResponse(
      z.object({
        duty: dutySchema,
        days: z.array(shownDaySchema),
        leaves: z.array(leaveSchema.omit({ reason: true })),
      }),
      '值班表',
    ),
    ...problemResponses,
  },
})

const changesRoute = createRoute({
  method: 'get',
  path: `${base}/duties/{dutyId}/roster/changes`,
  tags,
  summary: '一段时间值班表的变动，新的在前',
  request: { params: dutyParams, query: period },
  responses: {
    200: jsonResponse(z.object({ items: z.array(changeSchema) }), '变动，最多 500 条'),
    ...problemResponses,
  },
})

const setDaysRoute = createRoute({
  method: 'post',
  path: `${base}/duties/{dutyId}/roster`,
  tags,
  summary: '排或改几天的值班；aId 为空表示这天不排人',
  parameters: idempotencyParameters,
  request: {
    params: dutyParams,
    ...jsonBody(strict({ days: z.array(rosterDayBody).min(1).max(MOST_DAYS) })),
  },
  responses: { 200: jsonResponse(z.object({ days: z.int() }), '已排的天数'), ...problemResponses },
})

const previewRoute = createRoute({
  method: 'post',
  path: `${base}/duties/{dutyId}/roster/preview`,
  tags,
  summary: '轮流值班的预览，什么也不写；digest 用来保存',
  request: { params: dutyParams, ...jsonBody(strict(rotationFields)) },
  responses: {
    200: jsonResponse(
      z.object({
        days: z.array(rosterDaySchema),
        uncovered: z.array(z.string()),
        replaced: z.array(rosterDaySchema),
        digest: z.string(),
      }),
      '排出来的样子',
    ),
    ...problemResponses,
  },
})

const saveRoute = createRoute({
  method: 'post',
  path: `${base}/duties/{dutyId}/roster/rotation`,
  tags,
  summary: '保存预览过的轮流值班；预览以后有变动就拒绝',
  parameters: idempotencyParameters,
  request: {
    params: dutyParams,
    ...jsonBody(
      strict({ ...rotationFields, digest: z.string().regex(/^[0-9a-f]{64}$/, '请先预览') }),
    ),
  },
  responses: { 200: jsonResponse(z.object({ days: z.int() }), '已排的天数'), ...problemResponses },
})

const onDutyRoute = createRoute({
  method: 'get',
  path: `${base}/on-duty/{code}`,
  tags,
  summary: '某个值班岗某时由谁当班：A 角，A 角不在时 B 角，都不在时没有',
  request: {
    params: communityParams.extend({
      code: z
        .string()
        .max(40)
        .openapi({ param: { name: 'code', in: 'path' } }),
    }),
    query: z.object({ at: instantSchema.optional() }),
  },
  responses: {
    200: jsonResponse(
      z.object({ a: idSchema.nullable(), b: idSchema.nullable(), acting: idSchema.nullable() }),
      '当班的人',
    ),
    ...problemResponses,
  },
})

/** Duties and rosters, for app.ts to mount at `/`. */
export function rosterRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountReads(router)
  router.openapi(createDutyRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, createDuty, communityId, c.req.valid('json')), 201)
  })
  router.openapi(retireDutyRoute, async (c) => {
    const { communityId, dutyId } = c.req.valid('param')
    return c.json(await commit(c, retireDuty, communityId, { dutyId }), 200)
  })
  router.openapi(setDaysRoute, async (c) => {
    const { communityId, dutyId } = c.req.valid('param')
    const input = { dutyId, ...c.req.valid('json') }
    return c.json(await commit(c, setRosterDays, communityId, input), 200)
  })
  router.openapi(previewRoute, async (c) => {
    const { communityId, dutyId } = c.req.valid('param')
    await requireRole(c, visitorOf(c), ['coordinator'], communityId)
    const input = { communityId, dutyId, ...c.req.valid('json') }
    const plan = await previewRotation(c.get('services').ctx, input)
    const { days, uncovered, replaced, digest } = plan
    return c.json(
      { days: [...days], uncovered: [...uncovered], replaced: [...replaced], digest },
      200,
    )
  })
  router.openapi(saveRoute, async (c) => {
    const { communityId, dutyId } = c.req.valid('param')
    const input = { dutyId, ...c.req.valid('json') }
    return c.json(await commit(c, saveRotation, communityId, input), 200)
  })
  return router
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(listDutiesRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    return c.json({ items: [...(await listDuties(c.get('services').ctx, communityId))] }, 200)
  })
  router.openapi(showRosterRoute, async (c) => {
    const { communityId, dutyId } = c.req.valid('param')
    await requireReader(c, communityId)
    const asked = requirePeriod(c.req.valid('query'))
    const input = { communityId, dutyId, ...asked }
    const { duty, days, leaves } = await showRoster(c.get('services').ctx, input)
    const away = leaves.map(({ reason: _, ...leave }) => leave)
    return c.json({ duty, days: [...days], leaves: away }, 200)
  })
  router.openapi(changesRoute, async (c) => {
    const { communityId, dutyId } = c.req.valid('param')
    await requireReader(c, communityId)
    const input = { communityId, dutyId, ...requirePeriod(c.req.valid('query')) }
    return c.json({ items: [...(await listRosterChanges(c.get('services').ctx, input))] }, 200)
  })
  router.openapi(onDutyRoute, async (c) => {
    const { communityId, code } = c.req.valid('param')
    await requireReader(c, communityId)
    const { at = null } = c.req.valid('query')
    return c.json(await showOnDuty(c.get('services').ctx, { communityId, code, at }), 200)
  })
}

function requireReader(c: AppContext, communityId: string): Promise<void> {
  return requireRole(c, visitorOf(c), readers, communityId)
}
