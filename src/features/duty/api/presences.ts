import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, idempotencyKeyOf, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
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
import { DomainError } from '../../../kernel/errors.ts'
import { forgiveStationTry, takeStationTry } from '../../person/limit-tries.ts'
import { checkIn, type Presence, type PresenceOutcome } from '../check-in.ts'
import { checkOut } from '../check-out.ts'
import { confirmCheckIn } from '../confirm-check-in.ts'
import { dutyErrors } from '../errors.ts'
import { fileAttendance } from '../file-attendance.ts'
import { listUnplanned } from '../list-unplanned.ts'
import { showStationCode } from '../show-station-code.ts'
import { announced } from './plan-schemas.ts'
import { keyParams } from './plans.ts'
import { viewOfCheckIn, checkInView } from './sign-ups.ts'

const tags = ['签到签退']
const base = '/api/v1/communities/{communityId}'

const presenceBody = jsonBody(
  strict({
    shiftId: idSchema
      .nullable()
      .openapi({ description: 'null 是没有班次，要社区工作者确认后才算' }),
    personId: idSchema
      .nullable()
      .default(null)
      .openapi({ description: '社区工作者替没有手机的人代签时填写；不填是本人' }),
    proof: z
      .string()
      .regex(/^(\d{6}|[cp][\w-]{20,100})$/, '要填扫到的码或六位数')
      .nullable()
      .default(null)
      .openapi({ description: '服务站屏幕上的码或六位数；代签不用' }),
  }),
)

const presenceSchema = z.object({
  id: idSchema,
  shiftId: idSchema.nullable(),
  personId: idSchema,
  checkedInAt: z.string(),
  checkedOutAt: z.string().nullable(),
})
const presence = jsonResponse(presenceSchema, '签到')

const checkInRoute = createRoute({
  method: 'post',
  path: `${base}/check-ins`,
  tags,
  summary: '签到：服务站现在的码，或由社区工作者代签；再扫一次不变',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...presenceBody },
  responses: { 200: presence, ...problemResponses },
})

const checkOutRoute = createRoute({
  method: 'post',
  path: `${base}/check-outs`,
  tags,
  summary: '签退：同签到',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...presenceBody },
  responses: { 200: presence, ...problemResponses },
})

const codeRoute = createRoute({
  method: 'get',
  path: `${base}/station-code`,
  tags,
  summary: '服务站屏幕现在的码，半分钟换一次',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(
      z.object({ code: z.string(), digits: z.string(), secondsLeft: z.number().int() }),
      '码',
    ),
    ...problemResponses,
  },
})

const fileRoute = createRoute({
  method: 'post',
  path: `${base}/shifts/{id}/attendance`,
  tags,
  summary: '把班次的到场转成待审核的服务记录，每人每班次一条，逐行说明',
  parameters: idempotencyParameters,
  request: {
    params: keyParams,
    ...jsonBody(strict({ outcome: textSchema(1_000, { lines: true }).nullable().default(null) })),
  },
  responses: {
    200: jsonResponse(
      z.object({
        lines: z.array(
          z.object({
            personId: idSchema,
            serviceMinutes: z.number().int().nullable(),
            recordId: idSchema.nullable(),
            refusal: z
              .object({ code: z.string(), title: z.string(), advice: z.string() })
              .nullable(),
          }),
        ),
        open: z.number().int().openapi({ description: '签到还没有签退的人数' }),
        confirmed: z.number().int().openapi({ description: '确认了参与日的人数' }),
      }),
      '每人的结果',
    ),
    ...problemResponses,
  },
})

const unplannedRoute = createRoute({
  method: 'get',
  path: `${base}/check-ins`,
  tags,
  summary: '没有班次、等社区工作者确认的到场',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(checkInView.extend({ name: z.string() })) }),
      '到场',
    ),
    ...problemResponses,
  },
})

const { name: activityName, capacity: _, communityBuilding: __, ...said } = announced
export const confirmCheckInSchema = strict({ activityName, ...said })

const confirmRoute = createRoute({
  method: 'post',
  path: `${base}/check-ins/{id}/confirm`,
  tags,
  summary: '确认没有班次的人做了什么，转成待审核的服务记录',
  parameters: idempotencyParameters,
  request: { params: keyParams, ...jsonBody(confirmCheckInSchema) },
  responses: {
    200: jsonResponse(
      z.object({ communityId: idSchema, id: idSchema, serviceMinutes: z.number().int() }),
      '服务记录',
    ),
    ...problemResponses,
  },
})

/** Digits can be guessed, so they are counted before they are looked at. @throws `duty.code-tries` */
export async function withFewTries<T>(
  c: AppContext,
  text: string | null,
  work: () => Promise<T>,
): Promise<T> {
  if (text === null || !/^\d{6}$/.test(text)) return work()
  const { ctx } = c.get('services')
  const { personId } = visitorOf(c).actor
  if (!(await takeStationTry(ctx, personId))) throw new DomainError(dutyErrors['code-tries'])
  const done = await work()
  await forgiveStationTry(ctx, personId)
  return done
}

function commitPresence(
  c: AppContext,
  useCase: typeof checkIn,
  communityId: string,
  input: Presence,
): Promise<PresenceOutcome> {
  const key = idempotencyKeyOf(c)
  const typed = input.personId === null ? input.proof : null
  return withFewTries(c, typed, () => commit(c, useCase, communityId, input, key))
}

export function presenceRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountReads(router)
  router.openapi(checkInRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commitPresence(c, checkIn, communityId, c.req.valid('json')), 200)
  })
  router.openapi(checkOutRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commitPresence(c, checkOut, communityId, c.req.valid('json')), 200)
  })
  router.openapi(fileRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { shiftId: id, ...c.req.valid('json') }
    const { lines, ...rest } = await commit(c, fileAttendance, communityId, input)
    return c.json({ lines: lines.map((line) => ({ ...line })), ...rest }, 200)
  })
  router.openapi(confirmRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { checkInId: id, ...c.req.valid('json') }
    const record = await commit(c, confirmCheckIn, communityId, input)
    const { serviceMinutes } = record
    return c.json({ communityId: record.communityId, id: record.id, serviceMinutes }, 200)
  })
  return router
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(codeRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireRole(c, visitorOf(c), ['coordinator'], communityId)
    return c.json({ ...showStationCode(c.get('services').ctx, { communityId }) }, 200)
  })
  router.openapi(unplannedRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireRole(c, visitorOf(c), ['coordinator'], communityId)
    const waiting = await listUnplanned(c.get('services').ctx, { communityId })
    const items = waiting.map((one) => ({ ...viewOfCheckIn(one), name: one.name }))
    return c.json({ items }, 200)
  })
}
