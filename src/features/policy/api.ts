import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict } from '../../http/commit.ts'
import type { AppEnv } from '../../http/env.ts'
import {
  civilDateSchema,
  idempotencyParameters,
  idSchema,
  instantSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
  textSchema,
} from '../../http/openapi.ts'
import { confirmPolicy } from './confirm-policy.ts'
import { listPolicies } from './list-policies.ts'
import { policyCodes, type PolicyCode, type PolicyValues } from './model.ts'
import { proposePolicy, type Authorise } from './propose-policy.ts'
import { withdrawPolicy } from './withdraw-policy.ts'

const tags = ['规则']
const reasonSchema = textSchema(200)
const params = z.object({
  policyId: idSchema.openapi({ param: { name: 'policyId', in: 'path' } }),
})
const policyIdSchema = z.object({ policyId: idSchema })

const versionSchema = z
  .object({
    id: idSchema,
    code: z.enum(policyCodes),
    version: z.number().int(),
    value: z
      .custom<PolicyValues[PolicyCode]>()
      .openapi({ type: 'object', additionalProperties: true }),
    effectiveFromOn: civilDateSchema,
    reason: z.string(),
    proposedAt: instantSchema,
    confirmedAt: instantSchema.nullable(),
    withdrawnAt: instantSchema.nullable(),
  })
  .openapi('PolicyVersion')

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/policies',
  tags,
  security: [],
  summary: '全部规则的各个版本（公开）',
  responses: {
    200: jsonResponse(z.object({ items: z.array(versionSchema) }), '规则'),
    ...problemResponses,
  },
})

const proposeRoute = createRoute({
  method: 'post',
  path: '/api/v1/policies',
  tags,
  summary: '提出规则的新版本，最早明天生效；另一位区管理员确认后才算数',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(
      strict({
        code: z.enum(policyCodes),
        value: z.record(z.string().max(60), z.unknown()),
        effectiveFromOn: civilDateSchema,
        reason: reasonSchema,
      }),
    ),
  },
  responses: {
    201: jsonResponse(policyIdSchema.extend({ version: z.number().int() }), '已提出'),
    ...problemResponses,
  },
})

const confirmRoute = createRoute({
  method: 'post',
  path: '/api/v1/policies/{policyId}/confirm',
  tags,
  summary: '确认规则（不能是提出的人）',
  parameters: idempotencyParameters,
  request: { params, ...jsonBody(strict({})) },
  responses: { 200: jsonResponse(policyIdSchema, '已确认'), ...problemResponses },
})

const withdrawRoute = createRoute({
  method: 'post',
  path: '/api/v1/policies/{policyId}/withdraw',
  tags,
  summary: '撤回还没有生效的规则',
  parameters: idempotencyParameters,
  request: { params, ...jsonBody(strict({ reason: reasonSchema })) },
  responses: { 200: jsonResponse(policyIdSchema, '已撤回'), ...problemResponses },
})

/** For app.ts to mount at `/`; `authorise` checks the district administrator's role. */
export function policyRoutes(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const propose = proposePolicy(authorise)
  const confirm = confirmPolicy(authorise)
  const withdraw = withdrawPolicy(authorise)

  router.openapi(listRoute, async (c) => {
    const items = (await listPolicies(c.get('services').ctx)).map((one) => {
      const { proposedById: _, confirmedById: __, ...shown } = one
      return shown
    })
    return c.json({ items }, 200)
  })
  router.openapi(proposeRoute, async (c) =>
    c.json(await commitToDistrict(c, propose, c.req.valid('json')), 201),
  )
  router.openapi(confirmRoute, async (c) =>
    c.json(await commitToDistrict(c, confirm, c.req.valid('param')), 200),
  )
  router.openapi(withdrawRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, withdraw, input), 200)
  })
  return router
}
