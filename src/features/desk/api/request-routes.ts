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
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { systemNow, type Instant } from '../../../kernel/clock.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { answerRequest } from '../answer-request.ts'
import { cancelRequest } from '../cancel-request.ts'
import { listOpenRequests, listOpenTasks, listOwnRequests } from '../list-open-requests.ts'
import { noteContact } from '../note-contact.ts'
import { outcomeLevels, replyKinds, requestOutcomes } from '../model/requests.ts'
import { pauseClock } from '../pause-clock.ts'
import { rateRequest } from '../rate-request.ts'
import { registerRequest } from '../register-request.ts'
import { reopenRequest } from '../reopen-request.ts'
import { resumeClock } from '../resume-clock.ts'
import { setPriority } from '../set-priority.ts'
import { startRequest } from '../start-request.ts'
import { takeRequest } from '../take-request.ts'
import { readRequest, requireDesk, requireTaskReader } from './access.ts'
import {
  deskRequestSchema,
  detailSchema,
  promiseSchema,
  reasonSchema,
  registeredSchema,
  registerSchema,
  requestParams,
  requestSchema,
  steppedSchema,
  tags,
  taskSchema,
  triesSchema,
} from './schemas.ts'
import { deskRequestOf, detailOf, requestOf } from './views.ts'

const base = '/api/v1/communities/{communityId}/requests'

const registerRoute = createRoute({
  method: 'post',
  path: base,
  tags,
  summary: '登记一件事项，不用储蓄',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(registerSchema) },
  responses: { 201: jsonResponse(registeredSchema, '已登记，连同承诺时限'), ...problemResponses },
})

const ownRoute = createRoute({
  method: 'get',
  path: base,
  tags,
  summary: '我的事项，最近的在前',
  request: {
    params: communityParams,
    query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }),
  },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(requestSchema), nextCursor: z.string().nullable() }),
      '一页事项',
    ),
    ...problemResponses,
  },
})

const queueRoute = createRoute({
  method: 'get',
  path: `${base}/queue`,
  tags,
  summary: '服务台：没办完的事项，按排队顺序',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(deskRequestSchema) }), '按顺序的事项'),
    ...problemResponses,
  },
})

const tasksRoute = createRoute({
  method: 'get',
  path: `${base}/tasks`,
  tags,
  summary: '可接的上门，按排队顺序',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(taskSchema) }), '可接的上门'),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: `${base}/{requestId}`,
  tags,
  summary: '一件事项：进度、承诺时限、前面还有几件、上门的人',
  request: { params: requestParams },
  responses: { 200: jsonResponse(detailSchema, '事项'), ...problemResponses },
})

function act<P extends string, B extends z.ZodType, R extends z.ZodType>(
  path: P,
  summary: string,
  body: B,
  answer: R,
) {
  return createRoute({
    method: 'post',
    path: `${base}/{requestId}/${path}` as const,
    tags,
    summary,
    parameters: idempotencyParameters,
    request: { params: requestParams, ...jsonBody(body) },
    responses: { 200: jsonResponse(answer, '已办理'), ...problemResponses },
  })
}

const takeRoute = act(
  'take',
  '受理；有理由时从另一位首问责任人接手',
  strict({ reason: reasonSchema.nullable().default(null) }),
  steppedSchema,
)
const startRoute = act(
  'start',
  '开始处理',
  strict({ note: reasonSchema.nullable().default(null) }),
  steppedSchema,
)
const contactRoute = act(
  'contacts',
  '记一次联系：联系上了没有；“无法联系”的答复要先联系够',
  strict({
    reached: z.boolean(),
    note: reasonSchema,
    contactedAt: instantSchema.nullable().default(null),
  }),
  z.object({ id: idSchema, unreached: triesSchema }),
)
const answerRoute = act(
  'answer',
  '答复；没有答复不能办结',
  strict({
    reply: textSchema(1_000, { lines: true }),
    replyKind: z.enum(replyKinds).default('direct'),
    outcome: z.enum(requestOutcomes).default('solved'),
    outcomeLevel: z.enum(outcomeLevels).default('community'),
    answeredAt: instantSchema.nullable().default(null),
  }),
  steppedSchema,
)
const rateRoute = act(
  'rate',
  '评价：3 满意，2 基本满意，1 不满意',
  strict({ rating: z.union([z.literal(1), z.literal(2), z.literal(3)]) }),
  steppedSchema,
)
const reopenRoute = act(
  'reopen',
  '不满意，重新办理：另起一轮计时',
  strict({ reason: reasonSchema }),
  steppedSchema,
)
const pauseRoute = act(
  'pause',
  '等求助人：办结的计时停下，要写理由',
  strict({ reason: reasonSchema }),
  z.object({ id: idSchema }),
)
const resumeRoute = act(
  'resume',
  '求助人回来了：计时接着走',
  strict({ note: reasonSchema }),
  z.object({ id: idSchema, dueAt: z.string() }),
)
const cancelRoute = act('cancel', '撤回', strict({ reason: reasonSchema }), steppedSchema)
const priorityRoute = act(
  'priority',
  '调整顺序：重点保障或紧急，要写理由',
  strict({ inNeed: z.boolean(), safetyNow: z.boolean(), reason: reasonSchema }),
  z.object({ id: z.string(), promise: promiseSchema.nullable() }),
)

export function requestRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(registerRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const filed = await commit(c, registerRequest, communityId, c.req.valid('json'))
    return c.json(registeredOf(filed), 201)
  })
  mountReads(router)
  mountActs(router)
  return router
}

export function registeredOf<T extends { readonly promise: PromiseLike | null }>(filed: T) {
  const { promise } = filed
  return { ...filed, promise: promise && { ...promise, limits: [...promise.limits] } }
}

type PromiseLike = Awaited<ReturnType<typeof readRequest>>['promise'] & object

export function nowOf(c: AppContext): Instant {
  return c.get('services').ctx.fixedNow?.() ?? systemNow()
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(ownRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { limit, cursor } = c.req.valid('query')
    const beforeId = cursor ? (decodeCursor(cursor, ['id'])?.[0] ?? null) : null
    const { personId } = visitorOf(c).actor
    const own = { communityId, personId, limit, beforeId }
    const page = await listOwnRequests(c.get('services').ctx, own)
    return c.json({ items: page.items.map(requestOf), nextCursor: page.nextCursor }, 200)
  })
  router.openapi(queueRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireDesk(c, communityId)
    const open = await listOpenRequests(
      c.get('services').ctx,
      communityId,
      visitorOf(c).actor.personId,
    )
    return c.json({ items: open.map(deskRequestOf) }, 200)
  })
  router.openapi(tasksRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireTaskReader(c, communityId)
    const tasks = await listOpenTasks(c.get('services').ctx, communityId)
    return c.json({ items: tasks.map((task) => ({ ...task })) }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const read = await readRequest(c, communityId, requestId)
    return c.json(detailOf(read, nowOf(c)), 200)
  })
}

function mountActs(router: OpenAPIHono<AppEnv>): void {
  router.openapi(takeRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, takeRequest, communityId, input), 200)
  })
  router.openapi(startRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, startRequest, communityId, input), 200)
  })
  router.openapi(contactRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, noteContact, communityId, input), 200)
  })
  router.openapi(answerRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, answerRequest, communityId, input), 200)
  })
  router.openapi(rateRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, rateRequest, communityId, input), 200)
  })
  router.openapi(reopenRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, reopenRequest, communityId, input), 200)
  })
  router.openapi(pauseRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, pauseClock, communityId, input), 200)
  })
  router.openapi(resumeRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, resumeClock, communityId, input), 200)
  })
  router.openapi(cancelRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(await commit(c, cancelRequest, communityId, input), 200)
  })
  router.openapi(priorityRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(registeredOf(await commit(c, setPriority, communityId, input)), 200)
  })
}
