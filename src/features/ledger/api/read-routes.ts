import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  cursorSchema,
  jsonResponse,
  limitSchema,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { ledgerErrors } from '../errors.ts'
import { getBalanceAsOf, type Point } from '../get-balance-as-of.ts'
import { getBalance } from '../get-balance.ts'
import { getTrialBalance } from '../get-trial-balance.ts'
import { listOpenHolds } from '../list-open-holds.ts'
import { listProposals } from '../list-proposals.ts'
import { listStatement } from '../list-statement.ts'
import { proposalStates } from '../model.ts'
import { requireCommonsReader, requireKeeper, requireReader } from './access.ts'
import {
  accountParams,
  balanceSchema,
  holdOf,
  holdSchema,
  ledgerPath,
  lineOf,
  lineSchema,
  pointQuery,
  proposalOf,
  proposalSchema,
  statementQuery,
  tags,
  trialBalanceSchema,
} from './schemas.ts'

const balanceRoute = createRoute({
  method: 'get',
  path: ledgerPath('/accounts/{personId}/balance'),
  tags,
  summary: '一个人的储蓄：结余、预留、可用',
  request: { params: accountParams },
  responses: { 200: jsonResponse(balanceSchema, '储蓄'), ...problemResponses },
})

const asOfRoute = createRoute({
  method: 'get',
  path: ledgerPath('/accounts/{personId}/balance-as-of'),
  tags,
  summary: '某一时点的结余：按账户版本、账簿序号或发生时间，三项填一项',
  request: { params: accountParams, query: pointQuery },
  responses: {
    200: jsonResponse(z.object({ balanceMinutes: z.number().int() }), '当时的结余'),
    ...problemResponses,
  },
})

const statementRoute = createRoute({
  method: 'get',
  path: ledgerPath('/accounts/{personId}/statement'),
  tags,
  summary: '储蓄明细，最新的在前；from、until 按入账日期，含当日',
  request: { params: accountParams, query: statementQuery },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(lineSchema), nextCursor: z.string().nullable() }),
      '一页明细',
    ),
    ...problemResponses,
  },
})

const holdsRoute = createRoute({
  method: 'get',
  path: ledgerPath('/accounts/{personId}/holds'),
  tags,
  summary: '正在预留的储蓄',
  request: { params: accountParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(holdSchema) }), '预留'),
    ...problemResponses,
  },
})

const commonsRoute = createRoute({
  method: 'get',
  path: ledgerPath('/commons/balance'),
  tags,
  summary: '公益时间库的结余',
  request: { params: communityParams },
  responses: { 200: jsonResponse(balanceSchema, '公益时间库'), ...problemResponses },
})

const trialRoute = createRoute({
  method: 'get',
  path: ledgerPath('/trial-balance'),
  tags,
  summary: '试算平衡：按分录合计，并与各账户结余核对',
  request: { params: communityParams },
  responses: { 200: jsonResponse(trialBalanceSchema, '试算平衡'), ...problemResponses },
})

const proposalsRoute = createRoute({
  method: 'get',
  path: ledgerPath('/proposals'),
  tags,
  summary: '要由两个人办理的事项，最新的在前',
  request: {
    params: communityParams,
    query: z.object({
      state: z.enum(proposalStates).optional(),
      limit: limitSchema,
      cursor: cursorSchema.optional(),
    }),
  },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(proposalSchema), nextCursor: z.string().nullable() }),
      '一页事项',
    ),
    ...problemResponses,
  },
})

export function readRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountAccount(router)
  mountBooks(router)
  return router
}

function mountAccount(router: OpenAPIHono<AppEnv>): void {
  router.openapi(balanceRoute, async (c) => {
    const account = c.req.valid('param')
    await requireReader(c, account)
    const { accountId: _, ...balance } = await getBalance(c.get('services').ctx, account)
    return c.json({ ...account, ...balance }, 200)
  })
  router.openapi(asOfRoute, async (c) => {
    const account = c.req.valid('param')
    await requireReader(c, account)
    const at = pointOf(c.req.valid('query'))
    const balanceMinutes = await getBalanceAsOf(c.get('services').ctx, { ...account, at })
    return c.json({ balanceMinutes }, 200)
  })
  router.openapi(statementRoute, async (c) => {
    const account = c.req.valid('param')
    await requireReader(c, account)
    const { from = null, until = null, limit, cursor = null } = c.req.valid('query')
    const asked = { ...account, fromOn: from, untilOn: until, limit, cursor }
    const page = await listStatement(c.get('services').ctx, asked)
    return c.json({ items: page.items.map(lineOf), nextCursor: page.nextCursor }, 200)
  })
  router.openapi(holdsRoute, async (c) => {
    const account = c.req.valid('param')
    await requireReader(c, account)
    const holds = await listOpenHolds(c.get('services').ctx, account)
    return c.json({ items: holds.map(holdOf) }, 200)
  })
}

function mountBooks(router: OpenAPIHono<AppEnv>): void {
  router.openapi(commonsRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCommonsReader(c, communityId)
    const account = { communityId, personId: null }
    const { accountId: _, ...balance } = await getBalance(c.get('services').ctx, account)
    return c.json({ ...account, ...balance }, 200)
  })
  router.openapi(trialRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireKeeper(c, communityId)
    const { lines, ...rest } = await getTrialBalance(c.get('services').ctx, { communityId })
    return c.json({ ...rest, lines: [...lines] }, 200)
  })
  router.openapi(proposalsRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireKeeper(c, communityId)
    const { state = null, limit, cursor = null } = c.req.valid('query')
    const asked = { communityId, state, limit, cursor }
    const page = await listProposals(c.get('services').ctx, asked)
    return c.json({ items: page.items.map(proposalOf), nextCursor: page.nextCursor }, 200)
  })
}

/** Exactly one axis. @throws `ledger.point-malformed` */
function pointOf({ version, sequence, effectiveAt }: z.output<typeof pointQuery>): Point {
  const points: Point[] = [
    ...(version === undefined ? [] : [{ version }]),
    ...(sequence === undefined ? [] : [{ sequence }]),
    ...(effectiveAt === undefined ? [] : [{ effectiveAt }]),
  ]
  const [only, second] = points
  if (!only || second) throw new DomainError(ledgerErrors['point-malformed'])
  return only
}
