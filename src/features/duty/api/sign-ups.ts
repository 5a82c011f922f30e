import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { requireRole } from '../../../http/session.ts'
import { listAttendance } from '../list-attendance.ts'
import { listOwnShifts } from '../list-own-shifts.ts'
import { presenceProofs, signUpStates, type CheckIn } from '../model/sign-ups.ts'
import { signUp } from '../sign-up.ts'
import { withdrawSignUp } from '../withdraw-sign-up.ts'
import { shiftView, viewOfShift } from './plan-schemas.ts'
import { keyParams } from './plans.ts'

const tags = ['活动班次']
const readers = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']
const base = '/api/v1/communities/{communityId}/shifts/{id}/sign-ups'

const whoBody = jsonBody(
  strict({
    personId: idSchema.nullable().default(null).openapi({ description: '不填是本人' }),
  }),
)
const outcome = jsonResponse(
  z.object({ shiftId: idSchema, personId: idSchema, state: z.enum(signUpStates) }),
  '报名的状态：报上了、候补、已退出',
)

const signUpRoute = createRoute({
  method: 'post',
  path: base,
  tags,
  summary: '报名；报满了就候补，有人退出自动补上',
  parameters: idempotencyParameters,
  request: { params: keyParams, ...whoBody },
  responses: { 200: outcome, ...problemResponses },
})

const withdrawRoute = createRoute({
  method: 'post',
  path: `${base}/withdraw`,
  tags,
  summary: '退出报名；候补最久的人补上并得到通知',
  parameters: idempotencyParameters,
  request: { params: keyParams, ...whoBody },
  responses: { 200: outcome, ...problemResponses },
})

export const checkInView = z.object({
  id: idSchema,
  communityId: idSchema,
  shiftId: idSchema.nullable(),
  personId: idSchema,
  checkedInAt: z.string(),
  checkedInHow: z.enum(presenceProofs),
  checkedOutAt: z.string().nullable(),
  checkedOutHow: z.enum([...presenceProofs, 'forgotten']).nullable(),
  recordId: idSchema.nullable(),
  refusalCode: z.string().nullable(),
})

export function viewOfCheckIn(one: CheckIn): z.input<typeof checkInView> {
  const { checkedInById: _, checkedOutById: __, recordCommunityId: ___, ...view } = one
  return view
}

const listRoute = createRoute({
  method: 'get',
  path: base,
  tags,
  summary: '一个班次的报名、候补和到场',
  request: { params: keyParams },
  responses: {
    200: jsonResponse(
      z.object({
        signUps: z.array(
          z.object({
            personId: idSchema,
            name: z.string(),
            state: z.enum(signUpStates),
            signedUpAt: z.string(),
          }),
        ),
        checkIns: z.array(checkInView.extend({ name: z.string() })),
      }),
      '名单',
    ),
    ...problemResponses,
  },
})

const ownRoute = createRoute({
  method: 'get',
  path: '/api/v1/shifts',
  tags,
  summary: '我报名的、还没有结束的班次，和这两天的签到',
  responses: {
    200: jsonResponse(
      z.object({
        items: z.array(z.object({ state: z.enum(signUpStates), shift: shiftView })),
        checkIns: z.array(checkInView),
      }),
      '我的班次',
    ),
    ...problemResponses,
  },
})

export function signUpRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(signUpRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { shiftId: id, ...c.req.valid('json') }
    return c.json(await commit(c, signUp, communityId, input), 200)
  })
  router.openapi(withdrawRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { shiftId: id, ...c.req.valid('json') }
    return c.json(await commit(c, withdrawSignUp, communityId, input), 200)
  })
  router.openapi(listRoute, async (c) => {
    const key = c.req.valid('param')
    await requireRole(c, visitorOf(c), readers, key.communityId)
    const { signUps, checkIns } = await listAttendance(c.get('services').ctx, key)
    return c.json(
      {
        signUps: signUps.map(({ personId, name, state, signedUpAt }) => ({
          ...{ personId, name, state, signedUpAt },
        })),
        checkIns: checkIns.map((one) => ({ ...viewOfCheckIn(one), name: one.name })),
      },
      200,
    )
  })
  router.openapi(ownRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    const own = await listOwnShifts(c.get('services').ctx, { personId })
    const items = own.shifts.map(({ shift, state }) => ({ state, shift: viewOfShift(shift) }))
    return c.json({ items, checkIns: own.checkIns.map(viewOfCheckIn) }, 200)
  })
  return router
}
