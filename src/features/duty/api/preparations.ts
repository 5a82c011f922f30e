import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
  communityParams,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  minutesSchema,
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { acceptRisk } from '../accept-risk.ts'
import { listInsurances } from '../list-insurances.ts'
import { listReportIns } from '../list-report-ins.ts'
import { listTrainings } from '../list-trainings.ts'
import { postTypeCodes } from '../model/posts.ts'
import { recordInsurance } from '../record-insurance.ts'
import { recordTraining } from '../record-training.ts'
import { reportIn } from '../report-in.ts'
import { pageOf, pageQuery, requireReader, whoSchema } from './parts.ts'

const tags = ['岗位和服务队']
const base = '/api/v1/communities/{communityId}'
export const typeCodeSchema = z.enum(postTypeCodes)

export const reportInFields = {
  workUnit: textSchema(60),
  letterNumber: textSchema(40),
  letterOn: civilDateSchema,
}
export const insuranceFields = {
  insurer: textSchema(60),
  policyNumber: textSchema(60),
  fromOn: civilDateSchema,
  untilOn: civilDateSchema,
}
export const trainingFields = {
  name: textSchema(60),
  content: textSchema(500),
  trainingMinutes: minutesSchema(1440),
  organiser: textSchema(60),
  heldOn: civilDateSchema,
}

const reportInSchema = z
  .object({
    id: idSchema,
    personId: idSchema,
    name: z.string(),
    workUnit: z.string(),
    letterNumber: z.string(),
    letterOn: z.string(),
    receivedById: idSchema,
    receivedAt: z.string(),
    certificateNumber: z.string().nullable(),
    cardNumber: z.string().nullable(),
  })
  .openapi('ReportIn')

const insuranceSchema = z
  .object({
    id: idSchema,
    personId: idSchema.nullable(),
    teamId: idSchema.nullable(),
    insuredName: z.string(),
    insurer: z.string(),
    policyNumber: z.string(),
    fromOn: z.string(),
    untilOn: z.string(),
    recordedById: idSchema,
    recordedAt: z.string(),
  })
  .openapi('Insurance')

const trainingSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    content: z.string(),
    trainingMinutes: z.number().int(),
    organiser: z.string(),
    heldOn: z.string(),
    typeCode: z.string().nullable(),
    headcount: z.number().int(),
  })
  .openapi('Training')

const reportInRoute = createRoute({
  method: 'post',
  path: `${base}/report-ins`,
  tags,
  summary: '登记一封报到函；此人即在本社区报到',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ personId: idSchema, ...reportInFields })),
  },
  responses: {
    201: jsonResponse(z.object({ reportInId: idSchema }), '已登记'),
    ...problemResponses,
  },
})

const reportInsRoute = createRoute({
  method: 'get',
  path: `${base}/report-ins`,
  tags,
  summary: '本社区收到的报到函，最近的在前',
  request: { params: communityParams, query: pageQuery },
  responses: { 200: jsonResponse(pageOf(reportInSchema), '一页报到函'), ...problemResponses },
})

const insuranceRoute = createRoute({
  method: 'post',
  path: `${base}/insurances`,
  tags,
  summary: '登记保险：给一位志愿者，或给一支服务队（两项填一项）',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(
      strict({
        personId: idSchema.nullable().default(null),
        teamId: idSchema.nullable().default(null),
        ...insuranceFields,
      }),
    ),
  },
  responses: {
    201: jsonResponse(z.object({ insuranceId: idSchema }), '已登记'),
    ...problemResponses,
  },
})

const insurancesRoute = createRoute({
  method: 'get',
  path: `${base}/insurances`,
  tags,
  summary: '本社区登记的保险，最近的在前',
  request: { params: communityParams, query: pageQuery },
  responses: { 200: jsonResponse(pageOf(insuranceSchema), '一页保险'), ...problemResponses },
})

const riskRoute = createRoute({
  method: 'post',
  path: `${base}/risk-acceptances`,
  tags,
  summary: '上岗前确认已知悉一种岗位的风险',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(strict({ personId: idSchema, typeCode: typeCodeSchema })),
  },
  responses: {
    201: jsonResponse(z.object({ riskAcceptanceId: idSchema }), '已确认'),
    ...problemResponses,
  },
})

const trainingRoute = createRoute({
  method: 'post',
  path: `${base}/trainings`,
  tags,
  summary: '登记一次培训和参训的人；who 填姓名、服务卡号或编号',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(
      strict({
        ...trainingFields,
        typeCode: typeCodeSchema.nullable().default(null),
        who: whoSchema,
      }),
    ),
  },
  responses: {
    201: jsonResponse(z.object({ trainingId: idSchema }), '已登记'),
    ...problemResponses,
  },
})

const trainingsRoute = createRoute({
  method: 'get',
  path: `${base}/trainings`,
  tags,
  summary: '本社区的培训，最近的在前',
  request: { params: communityParams, query: pageQuery },
  responses: { 200: jsonResponse(pageOf(trainingSchema), '一页培训'), ...problemResponses },
})

export function preparationRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountReads(router)
  router.openapi(reportInRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, reportIn, communityId, c.req.valid('json')), 201)
  })
  router.openapi(insuranceRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, recordInsurance, communityId, c.req.valid('json')), 201)
  })
  router.openapi(riskRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, acceptRisk, communityId, c.req.valid('json')), 201)
  })
  router.openapi(trainingRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, recordTraining, communityId, c.req.valid('json')), 201)
  })
  return router
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(reportInsRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const { limit, cursor = null } = c.req.valid('query')
    const page = await listReportIns(c.get('services').ctx, { communityId, limit, cursor })
    return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200)
  })
  router.openapi(insurancesRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const { limit, cursor = null } = c.req.valid('query')
    const page = await listInsurances(c.get('services').ctx, { communityId, limit, cursor })
    return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200)
  })
  router.openapi(trainingsRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const { limit, cursor = null } = c.req.valid('query')
    const page = await listTrainings(c.get('services').ctx, { communityId, limit, cursor })
    return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200)
  })
}
