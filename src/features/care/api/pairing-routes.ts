import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitSealed, visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import { assessMonth } from '../assess-month.ts'
import { endPairing } from '../end-pairing.ts'
import { finishAssistance } from '../finish-assistance.ts'
import { getPairing } from '../get-pairing.ts'
import { listOwnPairings, type OwnPairing } from '../list-own-pairings.ts'
import { listPairings } from '../list-pairings.ts'
import { pairHousehold } from '../pair-household.ts'
import { recordPairingAct } from '../record-pairing-act.ts'
import { writeRemark } from '../write-remark.ts'
import { requireCareRole } from './access.ts'
import {
  actWishSchema,
  assessmentSchema,
  finishSchema,
  monthSchema,
  ownPairingSchema,
  ownVisitSchema,
  pairingEndSchema,
  pairingLineSchema,
  pairingViewSchema,
  pairSchema,
  remarkSchema,
} from './pairing-schemas.ts'
import { careParams } from './schemas.ts'

const tags = ['帮扶']
const base = '/api/v1/communities/{communityId}/care'
const write = { method: 'post', tags, parameters: idempotencyParameters } as const
const read = { method: 'get', tags } as const
const pairingIdSchema = z.object({ pairingId: idSchema })
const actIdSchema = z.object({ actId: idSchema })

const listRoute = createRoute({
  ...read,
  path: `${base}/pairings`,
  summary: '结对帮扶情况登记表：姓名遮盖，次数和下次走访',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(pairingLineSchema) }), '结对'),
    ...problemResponses,
  },
})

const pairRoute = createRoute({
  ...write,
  path: `${base}/pairings`,
  summary: '结对：一名党员和一户，一对一或一对多',
  request: { params: communityParams, ...jsonBody(pairSchema) },
  responses: { 201: jsonResponse(pairingIdSchema, '已结对'), ...problemResponses },
})

const getRoute = createRoute({
  ...read,
  path: `${base}/pairings/{id}`,
  summary: '一对，和做过的事（不含内容）',
  request: { params: careParams },
  responses: { 200: jsonResponse(pairingViewSchema, '结对'), ...problemResponses },
})

const endRoute = createRoute({
  ...write,
  path: `${base}/pairings/{id}/end`,
  summary: '结束结对；留在历史里',
  request: { params: careParams, ...jsonBody(pairingEndSchema) },
  responses: { 200: jsonResponse(pairingIdSchema, '已结束'), ...problemResponses },
})

const actRoute = createRoute({
  ...write,
  path: `${base}/pairings/{id}/acts`,
  summary: '记一次走访、六件事之一、一代三送或实物；不记钱',
  request: { params: careParams, ...jsonBody(actWishSchema) },
  responses: { 201: jsonResponse(actIdSchema, '已记'), ...problemResponses },
})

const visitRoute = createRoute({
  ...write,
  path: `${base}/home-visits`,
  summary: '社区工作者自己的走访，不用结对',
  request: { params: communityParams, ...jsonBody(ownVisitSchema) },
  responses: { 201: jsonResponse(actIdSchema, '已记'), ...problemResponses },
})

const finishRoute = createRoute({
  ...write,
  path: `${base}/acts/{id}/finish`,
  summary: '办结一代三送，写结果',
  request: { params: careParams, ...jsonBody(finishSchema) },
  responses: { 200: jsonResponse(actIdSchema, '已办结'), ...problemResponses },
})

const assessRoute = createRoute({
  ...read,
  path: `${base}/assessments`,
  summary: '结对帮扶党员干部月绩：由记录算出',
  request: { params: communityParams, query: z.object({ month: monthSchema }) },
  responses: {
    200: jsonResponse(z.object({ items: z.array(assessmentSchema) }), '月绩'),
    ...problemResponses,
  },
})

const remarkRoute = createRoute({
  ...write,
  path: `${base}/remarks`,
  summary: '写月绩评语',
  request: { params: communityParams, ...jsonBody(remarkSchema) },
  responses: {
    200: jsonResponse(z.object({ helperId: idSchema, month: z.string() }), '已写'),
    ...problemResponses,
  },
})

const ownRoute = createRoute({
  ...read,
  path: '/api/v1/care/pairings',
  summary: '我结对的户，下一步做什么',
  responses: {
    200: jsonResponse(z.object({ items: z.array(ownPairingSchema) }), '结对'),
    ...problemResponses,
  },
})

export function pairingRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountReads(router)
  mountActs(router)
  router.openapi(pairRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    return c.json(await commitSealed(c, pairHousehold, communityId, c.req.valid('json')), 201)
  })
  router.openapi(endRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const input = { pairingId: id, ...c.req.valid('json') }
    return c.json(await commitSealed(c, endPairing, communityId, input), 200)
  })
  router.openapi(remarkRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    return c.json(await commitSealed(c, writeRemark, communityId, c.req.valid('json')), 200)
  })
  return router
}

function mountActs(router: OpenAPIHono<AppEnv>): void {
  router.openapi(actRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { at: { pairingId: id }, ...c.req.valid('json') }
    return c.json(await commitSealed(c, recordPairingAct, communityId, input), 201)
  })
  router.openapi(visitRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const { personId, actedOn, ...visit } = c.req.valid('json')
    const input = { at: { personId }, actedOn, act: { kind: 'homeVisit' as const, ...visit } }
    return c.json(await commitSealed(c, recordPairingAct, communityId, input), 201)
  })
  router.openapi(finishRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { actId: id, ...c.req.valid('json') }
    return c.json(await commitSealed(c, finishAssistance, communityId, input), 200)
  })
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const items = await listPairings(c.get('services').ctx, { communityId })
    return c.json({ items: items.map((one) => ({ ...one, household: [...one.household] })) }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const one = await getPairing(c.get('services').ctx, { communityId, pairingId: id })
    return c.json({ ...one, household: [...one.household], acts: [...one.acts] }, 200)
  })
  router.openapi(assessRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const { month } = c.req.valid('query')
    const items = await assessMonth(c.get('services').ctx, { communityId, month })
    return c.json({ items: [...items] }, 200)
  })
  router.openapi(ownRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    const items = await listOwnPairings(c.get('services').ctx, personId)
    return c.json({ items: items.map(ownView) }, 200)
  })
}

function ownView(one: OwnPairing): z.input<typeof ownPairingSchema> {
  return {
    ...one,
    household: [...one.household],
    people: [...one.people],
    acts: one.acts.map((act) => ({ ...act })),
    deeds: [...one.deeds],
  }
}
