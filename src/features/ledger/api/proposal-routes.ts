import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { confirmProposal } from '../confirm-proposal.ts'
import { declineProposal } from '../decline-proposal.ts'
import { proposeEntry } from '../propose-entry.ts'
import { requireClerk } from './access.ts'
import { ledgerPath, payloadSchema, proposalParams, reasonSchema, tags } from './schemas.ts'

const proposedSchema = z.object({ proposalId: idSchema })

const proposeRoute = createRoute({
  method: 'post',
  path: ledgerPath('/proposals'),
  tags,
  summary: '提出要由两个人办理的事项：资助、调整、期初、核销更正',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ payload: payloadSchema, reason: reasonSchema })),
  },
  responses: { 201: jsonResponse(proposedSchema, '已提出，等另一位确认'), ...problemResponses },
})

const confirmRoute = createRoute({
  method: 'post',
  path: ledgerPath('/proposals/{proposalId}/confirm'),
  tags,
  summary: '由另一位确认，立即记账',
  parameters: idempotencyParameters,
  request: { params: proposalParams, ...jsonBody(strict({})) },
  responses: {
    200: jsonResponse(
      proposedSchema.extend({ journalId: idSchema, shortfallMinutes: z.number().int() }),
      '已确认并记账',
    ),
    ...problemResponses,
  },
})

const declineRoute = createRoute({
  method: 'post',
  path: ledgerPath('/proposals/{proposalId}/decline'),
  tags,
  summary: '不同意，或提出人收回',
  parameters: idempotencyParameters,
  request: {
    params: proposalParams,
    ...jsonBody(strict({ reason: reasonSchema })),
  },
  responses: { 200: jsonResponse(proposedSchema, '已了结，没有记账'), ...problemResponses },
})

export function proposalRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(proposeRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireClerk(c, communityId)
    return c.json(await commit(c, proposeEntry, communityId, c.req.valid('json')), 201)
  })
  router.openapi(confirmRoute, async (c) => {
    const { communityId, proposalId } = c.req.valid('param')
    await requireClerk(c, communityId)
    return c.json(await commit(c, confirmProposal, communityId, { proposalId }), 200)
  })
  router.openapi(declineRoute, async (c) => {
    const { communityId, proposalId } = c.req.valid('param')
    await requireClerk(c, communityId)
    const input = { proposalId, ...c.req.valid('json') }
    return c.json(await commit(c, declineProposal, communityId, input), 200)
  })
  return router
}
