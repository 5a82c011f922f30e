import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
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
import { holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { parseMinutes } from '../../../kernel/minutes.ts'
import { registeredOf } from '../../desk/api/request-routes.ts'
import { promiseSchema, requestParams } from '../../desk/api/schemas.ts'
import { requestKinds } from '../../desk/model/requests.ts'
import { personErrors } from '../../person/errors.ts'
import { addSavings } from '../add-savings.ts'
import { askWithSavings } from '../ask-with-savings.ts'
import { getStandingInstruction } from '../get-standing-instruction.ts'
import { instructionKinds } from '../model.ts'
import { quoteRedemption } from '../quote-redemption.ts'
import { setStandingInstruction } from '../set-standing-instruction.ts'
import { withdrawSavings } from '../withdraw-savings.ts'
import { addedSchema, addSchema, askedSchema, askSchema, quoteSchema, tags } from './schemas.ts'

const base = '/api/v1/communities/{communityId}'

const quoteRoute = createRoute({
  method: 'get',
  path: `${base}/redemptions/quote`,
  tags,
  summary: '先看用量：最多用多少，用后还剩多少；不预留',
  request: {
    params: communityParams,
    query: z.object({
      kind: z.enum(requestKinds),
      offeringId: idSchema.optional(),
      wishedAt: instantSchema.optional(),
      expectedMinutes: z
        .string()
        .regex(/^[1-9]\d{0,3}$/, '要填大于零的整数分钟')
        .transform(Number)
        .refine((value) => value <= 1_440, '最多 1440 分钟')
        .openapi({ type: 'integer', minimum: 1, maximum: 1_440, example: 60 }),
      /** Whose savings: the requester's own unless named. */
      payerId: idSchema.optional(),
      requesterId: idSchema.optional(),
      recipientId: idSchema.optional(),
    }),
  },
  responses: { 200: jsonResponse(quoteSchema, '用量'), ...problemResponses },
})

const askRoute = createRoute({
  method: 'post',
  path: `${base}/redemptions`,
  tags,
  summary: '登记事项并用储蓄：预留和登记一起办成；不够或用不着时照常登记，不预留',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(askSchema) },
  responses: { 201: jsonResponse(askedSchema, '已登记'), ...problemResponses },
})

const addRoute = createRoute({
  method: 'post',
  path: `${base}/requests/{requestId}/savings`,
  tags,
  summary: '给已登记的事项加用储蓄；时限从现在起算，只会更早',
  parameters: idempotencyParameters,
  request: { params: requestParams, ...jsonBody(addSchema) },
  responses: { 200: jsonResponse(addedSchema, '已办理'), ...problemResponses },
})

const withdrawRoute = createRoute({
  method: 'post',
  path: `${base}/requests/{requestId}/savings/withdraw`,
  tags,
  summary: '上门开始以前不再用储蓄：全部退回，时限按不用储蓄算',
  parameters: idempotencyParameters,
  request: { params: requestParams, ...jsonBody(strict({})) },
  responses: {
    200: jsonResponse(z.object({ id: idSchema, promise: promiseSchema.nullable() }), '已退回'),
    ...problemResponses,
  },
})

const instructionSchema = z.object({ kind: z.enum(instructionKinds), setAt: z.string() })

const getInstructionRoute = createRoute({
  method: 'get',
  path: '/api/v1/standing-instruction',
  tags,
  summary: '我的长期意愿；没有设过时是空的',
  responses: {
    200: jsonResponse(z.object({ instruction: instructionSchema.nullable() }), '长期意愿'),
    ...problemResponses,
  },
})

const setInstructionRoute = createRoute({
  method: 'post',
  path: '/api/v1/standing-instruction',
  tags,
  summary: '设长期意愿：以后存入的都留着、捐一半、全部捐出',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(strict({ kind: z.enum(instructionKinds) })),
  },
  responses: { 200: jsonResponse(instructionSchema, '已设好'), ...problemResponses },
})

export function redemptionRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(quoteRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const query = c.req.valid('query')
    const who = await whoAsks(c, communityId, query.requesterId, query.recipientId)
    const expectedMinutes = parseMinutes(query.expectedMinutes)
    if (expectedMinutes === undefined) throw new RangeError('the schema lets no such number in')
    const quote = await quoteRedemption(c.get('services').ctx, {
      communityId,
      kind: query.kind,
      offeringId: query.offeringId ?? null,
      wishedAt: query.wishedAt ?? null,
      inNeed: false,
      expectedMinutes,
      payer: query.payerId ? { kind: 'person', personId: query.payerId } : null,
      ...who,
    })
    return c.json(quote, 200)
  })
  router.openapi(askRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const asked = await commit(c, askWithSavings, communityId, c.req.valid('json'))
    return c.json(registeredOf(asked), 201)
  })
  mountChanges(router)
  return router
}

/** Who asks: oneself, or a caller for whom a coordinator asks. @throws `person.not-self` */
export async function whoAsks(
  c: AppContext,
  communityId: Id,
  requesterId: Id | undefined,
  recipientId: Id | undefined,
) {
  const visitor = visitorOf(c)
  const actorId = visitor.actor.personId
  const byCoordinator = await holdsRole(c, visitor, ['coordinator'], communityId)
  const asks = requesterId ?? actorId
  if (asks !== actorId && !byCoordinator) throw new DomainError(personErrors['not-self'])
  return { requesterId: asks, recipientId: recipientId ?? asks, actorId, byCoordinator }
}

function mountChanges(router: OpenAPIHono<AppEnv>): void {
  router.openapi(addRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const input = { requestId, ...c.req.valid('json') }
    return c.json(registeredOf(await commit(c, addSavings, communityId, input)), 200)
  })
  router.openapi(withdrawRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const withdrawn = await commit(c, withdrawSavings, communityId, { requestId })
    return c.json(registeredOf(withdrawn), 200)
  })
  router.openapi(getInstructionRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    const instruction = await getStandingInstruction(c.get('services').ctx, personId)
    return c.json({ instruction }, 200)
  })
  router.openapi(setInstructionRoute, async (c) => {
    const { booksCommunityId } = visitorOf(c)
    const set = await commit(c, setStandingInstruction, booksCommunityId, c.req.valid('json'))
    return c.json(set, 200)
  })
}
