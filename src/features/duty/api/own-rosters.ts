import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, commitToDistrict, idempotencyKeyOf, visitorOf } from '../../../http/commit.ts'
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
} from '../../../http/openapi.ts'
import { DISTRICT_SCOPE } from '../../../kernel/ids.ts'
import { acceptSwap } from '../accept-swap.ts'
import { askSwap } from '../ask-swap.ts'
import { closeCalendarFeed } from '../close-calendar-feed.ts'
import { declineSwap } from '../decline-swap.ts'
import { listOwnRosters } from '../list-own-rosters.ts'
import { calendarToken, openCalendarFeed } from '../open-calendar-feed.ts'
import { takeLeave } from '../take-leave.ts'
import { withdrawLeave } from '../withdraw-leave.ts'
import { withdrawSwap } from '../withdraw-swap.ts'
import {
  leaveFields,
  leaveParams,
  leaveSchema,
  rosterDaySchema,
  swapParams,
  swapSchema,
} from './roster-schemas.ts'

const tags = ['值班表']
const base = '/api/v1/communities/{communityId}'

const ownRoute = createRoute({
  method: 'get',
  path: '/api/v1/me/rosters',
  tags,
  summary: '我的值班：以后三个月的 A 角和 B 角、请假、等答复的换班',
  responses: {
    200: jsonResponse(
      z.object({
        days: z.array(
          z.object({
            ...rosterDaySchema.shape,
            communityId: idSchema,
            dutyId: idSchema,
            ...{ communityName: z.string(), dutyName: z.string() },
            ...{ opens: z.string(), closes: z.string() },
            ...{ aName: z.string().nullable(), bName: z.string().nullable() },
          }),
        ),
        leaves: z.array(leaveSchema),
        swaps: z.array(swapSchema),
        calendarOpenedAt: z.string().nullable(),
      }),
      '我的值班',
    ),
    ...problemResponses,
  },
})

const leaveRoute = createRoute({
  method: 'post',
  path: `${base}/leaves`,
  tags,
  summary: '请假：本人，或社区工作者代为登记；B 角自动顶班并收到通知',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(strict(leaveFields)) },
  responses: { 201: jsonResponse(z.object({ leaveId: idSchema }), '已登记'), ...problemResponses },
})

const backRoute = createRoute({
  method: 'post',
  path: `${base}/leaves/{leaveId}/withdraw`,
  tags,
  summary: '销假：从今天起恢复值班',
  parameters: idempotencyParameters,
  request: { params: leaveParams, ...jsonBody(strict({})) },
  responses: { 200: jsonResponse(z.object({ leaveId: idSchema }), '已销假'), ...problemResponses },
})

const askRoute = createRoute({
  method: 'post',
  path: `${base}/swaps`,
  tags,
  summary: '换班：请别人值我的班；inReturnOn 是换回的那天，空着就是不换回',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(
      strict({
        dutyId: idSchema,
        dutyOn: civilDateSchema,
        askedId: idSchema,
        inReturnOn: civilDateSchema.nullable(),
      }),
    ),
  },
  responses: { 201: jsonResponse(z.object({ swapId: idSchema }), '已询问'), ...problemResponses },
})

const answers = {
  accept: { useCase: acceptSwap, summary: '同意换班，值班表马上改，双方都收到通知' },
  decline: { useCase: declineSwap, summary: '不能换班' },
  withdraw: { useCase: withdrawSwap, summary: '撤回自己提的换班' },
} as const

const answerRoute = (act: keyof typeof answers) =>
  createRoute({
    method: 'post',
    path: `${base}/swaps/{swapId}/${act}`,
    tags,
    summary: answers[act].summary,
    parameters: idempotencyParameters,
    request: { params: swapParams, ...jsonBody(strict({})) },
    responses: { 200: jsonResponse(z.object({ swapId: idSchema }), '已办'), ...problemResponses },
  })

/** Whoever has the address can read it: said to be known. */
const agreedBody = strict({ agreed: z.literal(true) })

const openedSchema = z.object({ path: z.string().openapi({ example: '/calendar/….ics' }) })

const openOwnRoute = createRoute({
  method: 'post',
  path: '/api/v1/me/calendar',
  tags,
  summary: '开通我的值班日历（iCalendar）；地址只给这一次，再开通就换新地址',
  parameters: idempotencyParameters,
  request: jsonBody(agreedBody),
  responses: { 201: jsonResponse(openedSchema, '日历地址'), ...problemResponses },
})

const closeOwnRoute = createRoute({
  method: 'post',
  path: '/api/v1/me/calendar/close',
  tags,
  summary: '停用我的值班日历',
  parameters: idempotencyParameters,
  request: jsonBody(strict({})),
  responses: {
    200: jsonResponse(z.object({ closed: z.boolean() }), '已停用'),
    ...problemResponses,
  },
})

const openRoute = createRoute({
  method: 'post',
  path: `${base}/calendar`,
  tags,
  summary: '开通社区值班日历，给自己用；不再是社区工作者就失效',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(agreedBody) },
  responses: { 201: jsonResponse(openedSchema, '日历地址'), ...problemResponses },
})

/** What people do about their own duties, for app.ts to mount at `/`. */
export function ownRosterRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(ownRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    const own = await listOwnRosters(c.get('services').ctx, personId)
    const { days, leaves, swaps, feedOpenedAt } = own
    const lists = { days: [...days], leaves: [...leaves], swaps: [...swaps] }
    return c.json({ ...lists, calendarOpenedAt: feedOpenedAt }, 200)
  })
  router.openapi(leaveRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, takeLeave, communityId, c.req.valid('json')), 201)
  })
  router.openapi(backRoute, async (c) => {
    const { communityId, leaveId } = c.req.valid('param')
    return c.json(await commit(c, withdrawLeave, communityId, { leaveId }), 200)
  })
  router.openapi(askRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, askSwap, communityId, c.req.valid('json')), 201)
  })
  for (const act of ['accept', 'decline', 'withdraw'] as const) {
    router.openapi(answerRoute(act), async (c) => {
      const { communityId, swapId } = c.req.valid('param')
      return c.json(await commit(c, answers[act].useCase, communityId, { swapId }), 200)
    })
  }
  mountCalendars(router)
  return router
}

function mountCalendars(router: OpenAPIHono<AppEnv>): void {
  router.openapi(openOwnRoute, async (c) => c.json(await openCalendar(c, DISTRICT_SCOPE), 201))
  router.openapi(openRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await openCalendar(c, communityId), 201)
  })
  router.openapi(closeOwnRoute, async (c) => {
    return c.json(await commitToDistrict(c, closeCalendarFeed, {}), 200)
  })
}

/** Opens the calendar and gives the path to read it by: the only time that it is known. */
export async function openCalendar(
  c: AppContext,
  scope: string,
  formKey?: string,
): Promise<{ readonly path: string }> {
  const key = formKey ?? idempotencyKeyOf(c)
  await commit(c, openCalendarFeed, scope, {}, key)
  const { personId } = visitorOf(c).actor
  return { path: `/calendar/${calendarToken(c.get('services').ctx.sealKeys, personId, key)}.ics` }
}
