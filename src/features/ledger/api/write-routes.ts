import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  minutesSchema,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { donateCredits } from '../donate-credits.ts'
import { giveCredits } from '../give-credits.ts'
import { leaveBooks } from '../leave-books.ts'
import { moveBooks, type HasPending } from '../move-books.ts'
import { reverseJournal } from '../reverse-journal.ts'
import { requireClerk, requireGiver } from './access.ts'
import { journalParams, ledgerPath, reasonSchema, restSchema, tags } from './schemas.ts'

const whole = z.number().int()
const giverId = idSchema
  .optional()
  .openapi({ description: '社区工作者凭签字单代办时填写；不填是本人' })

const giftRoute = createRoute({
  method: 'post',
  path: ledgerPath('/gifts'),
  tags,
  summary: '赠送储蓄：配偶和直系亲属不限，其他人每年有上限',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ giverId, recipientId: idSchema, amountMinutes: minutesSchema() })),
  },
  responses: {
    201: jsonResponse(
      z.object({
        journalId: idSchema,
        giverId: idSchema,
        recipientId: idSchema,
        amountMinutes: whole,
        availableMinutes: whole,
      }),
      '已赠送',
    ),
    ...problemResponses,
  },
})

const donationRoute = createRoute({
  method: 'post',
  path: ledgerPath('/donations'),
  tags,
  summary: '捐给公益时间库',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ giverId, amountMinutes: minutesSchema() })),
  },
  responses: {
    201: jsonResponse(
      z.object({
        journalId: idSchema,
        giverId: idSchema,
        amountMinutes: whole,
        availableMinutes: whole,
      }),
      '已捐出',
    ),
    ...problemResponses,
  },
})

const reverseRoute = createRoute({
  method: 'post',
  path: ledgerPath('/journals/{journalId}/reverse'),
  tags,
  summary: '更正一笔账；来自服务记录的到记录上更正',
  parameters: idempotencyParameters,
  request: {
    params: journalParams,
    ...jsonBody(strict({ reason: reasonSchema })),
  },
  responses: {
    201: jsonResponse(z.object({ journalId: idSchema, reversalId: idSchema }), '已更正'),
    ...problemResponses,
  },
})

const departureRoute = createRoute({
  method: 'post',
  path: ledgerPath('/departures'),
  tags,
  summary: '退出或去世：储蓄本停用，余下的转给亲属、归公益时间库或保留',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ personId: idSchema, rest: restSchema, reason: reasonSchema })),
  },
  responses: {
    201: jsonResponse(
      z.object({
        personId: idSchema,
        journalId: idSchema.nullable(),
        handedOverMinutes: whole,
      }),
      '已停用',
    ),
    ...problemResponses,
  },
})

const moveRoute = createRoute({
  method: 'post',
  path: ledgerPath('/moves'),
  tags,
  summary: '储蓄本转到另一个社区',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ personId: idSchema, toCommunityId: idSchema, reason: reasonSchema })),
  },
  responses: {
    201: jsonResponse(
      z.object({
        personId: idSchema,
        toCommunityId: idSchema,
        journalId: idSchema.nullable(),
        movedMinutes: whole,
      }),
      '已转移',
    ),
    ...problemResponses,
  },
})

export function writeRoutes(hasPending: HasPending): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountGiving(router)
  mountClerical(router, hasPending)
  return router
}

function mountGiving(router: OpenAPIHono<AppEnv>): void {
  router.openapi(giftRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { giverId = visitorOf(c).actor.personId, ...gift } = c.req.valid('json')
    await requireGiver(c, communityId, giverId)
    return c.json(await commit(c, giveCredits, communityId, { giverId, ...gift }), 201)
  })
  router.openapi(donationRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { giverId = visitorOf(c).actor.personId, amountMinutes } = c.req.valid('json')
    await requireGiver(c, communityId, giverId)
    return c.json(await commit(c, donateCredits, communityId, { giverId, amountMinutes }), 201)
  })
}

function mountClerical(router: OpenAPIHono<AppEnv>, hasPending: HasPending): void {
  const move = moveBooks(hasPending)
  router.openapi(reverseRoute, async (c) => {
    const { communityId, journalId } = c.req.valid('param')
    await requireClerk(c, communityId)
    const input = { journalId, ...c.req.valid('json') }
    return c.json(await commit(c, reverseJournal, communityId, input), 201)
  })
  router.openapi(departureRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireClerk(c, communityId)
    return c.json(await commit(c, leaveBooks, communityId, c.req.valid('json')), 201)
  })
  router.openapi(moveRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireClerk(c, communityId)
    return c.json(await commit(c, move, communityId, c.req.valid('json')), 201)
  })
}
