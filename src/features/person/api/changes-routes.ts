import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { addMembership } from '../add-membership.ts'
import { allowSavings } from '../allow-savings.ts'
import { changeHousehold } from '../change-household.ts'
import { endMembership } from '../end-membership.ts'
import { endRelation } from '../end-relation.ts'
import { giveConsent } from '../give-consent.ts'
import { grantRole } from '../grant-role.ts'
import { issueCard } from '../issue-card.ts'
import {
  consentKinds,
  membershipKinds,
  partyTies,
  politicalStatuses,
  relationKinds,
  roles,
} from '../model.ts'
import { registerVolunteer } from '../register-volunteer.ts'
import { revokeRole } from '../revoke-role.ts'
import { rotateSigningKey } from '../rotate-signing-key.ts'
import { setPoliticalStatus } from '../set-political-status.ts'
import { verifyRelation } from '../verify-relation.ts'
import { withdrawConsent } from '../withdraw-consent.ts'
import { enrolmentFields, personParams } from './parts.ts'

const tags = ['人员']
const reasonSchema = textSchema(200)
const consentSchema = z.object({ personId: idSchema, kind: z.enum(consentKinds) })

/** A write below one person: the same shape for all of them. */
function change<P extends string, B extends z.ZodType, R extends z.ZodType>(
  path: P,
  summary: string,
  body: B,
  answer: R,
) {
  return createRoute({
    method: 'post',
    path: `/api/v1/people/{personId}${path}` as const,
    tags,
    summary,
    parameters: idempotencyParameters,
    request: { params: personParams, ...jsonBody(body) },
    responses: { 200: jsonResponse(answer, '已办理'), ...problemResponses },
  })
}

const grantRoute = change(
  '/role-grants',
  '授予角色',
  strict({ role: z.enum(roles), nodeId: idSchema }),
  z.object({ grantId: idSchema }),
)

const revokeRoute = createRoute({
  method: 'post',
  path: '/api/v1/role-grants/{grantId}/revoke',
  tags,
  summary: '撤回角色；正在办理的审核之后一律不再生效',
  parameters: idempotencyParameters,
  request: {
    params: z.object({ grantId: idSchema.openapi({ param: { name: 'grantId', in: 'path' } }) }),
    ...jsonBody(strict({ reason: reasonSchema })),
  },
  responses: { 200: jsonResponse(z.object({ grantId: idSchema }), '已撤回'), ...problemResponses },
})

const joinRoute = change(
  '/memberships',
  '报到：增加归属',
  strict({ communityId: idSchema, kind: z.enum(membershipKinds) }),
  z.object({ membershipId: idSchema }),
)

const endMembershipRoute = change(
  '/memberships/end',
  '结束归属',
  strict({ membershipId: idSchema }),
  z.object({ membershipId: idSchema }),
)

const giveRoute = change('/consents', '同意', strict({ kind: z.enum(consentKinds) }), consentSchema)

const withdrawRoute = change(
  '/consents/withdraw',
  '撤回同意',
  strict({ kind: z.enum(consentKinds) }),
  consentSchema,
)

const relationSchema = z.object({
  personId: idSchema,
  relativeId: idSchema,
  kind: z.enum(relationKinds),
})

const relateRoute = change(
  '/relations',
  '核实亲属关系',
  strict({ relativeId: idSchema, kind: z.enum(relationKinds) }),
  relationSchema,
)

const endRelationRoute = change(
  '/relations/end',
  '结束亲属关系',
  strict({ relativeId: idSchema, reason: reasonSchema }),
  relationSchema.omit({ kind: true }),
)

const savingsRoute = change(
  '/relations/savings',
  '同意（或不再同意）亲属使用我的储蓄',
  strict({ relativeId: idSchema, allowed: z.boolean() }),
  z.object({ personId: idSchema, relativeId: idSchema, allowed: z.boolean() }),
)

const statusSchema = {
  politicalStatus: z.enum(politicalStatuses),
  partyTie: z.enum(partyTies).nullable(),
  sinceOn: civilDateSchema,
}

const statusRoute = change(
  '/statuses',
  '登记政治面貌与党组织关系',
  strict({ ...statusSchema, partyTie: statusSchema.partyTie.default(null) }),
  z.object(statusSchema),
)

const volunteerRoute = change(
  '/volunteer',
  '登记为志愿者',
  strict(enrolmentFields),
  z.object({ certificateNumber: z.string(), cardNumber: z.string().nullable() }),
)

const cardRoute = change(
  '/cards',
  '发服务卡（或补发）',
  strict({}),
  z.object({ cardNumber: z.string() }),
)

const householdRoute = change(
  '/household',
  '登记住户：自己一户，或与某人同户',
  strict({
    household: z.union([strict({ address: textSchema(200) }), strict({ withPersonId: idSchema })]),
    livesAlone: z.boolean().default(false),
  }),
  z.object({ householdId: idSchema }),
)

const rotateRoute = createRoute({
  method: 'post',
  path: '/api/v1/signing-keys',
  tags: ['登录'],
  summary: '更换签名密钥',
  parameters: idempotencyParameters,
  request: { ...jsonBody(strict({})) },
  responses: { 201: jsonResponse(z.object({ kid: z.string() }), '已更换'), ...problemResponses },
})

export function changesRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(grantRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, grantRole, input), 200)
  })
  router.openapi(revokeRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, revokeRole, input), 200)
  })
  router.openapi(joinRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, addMembership, input), 200)
  })
  router.openapi(endMembershipRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, endMembership, input), 200)
  })
  router.openapi(giveRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, giveConsent, input), 200)
  })
  router.openapi(withdrawRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, withdrawConsent, input), 200)
  })
  router.openapi(statusRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, setPoliticalStatus, input), 200)
  })
  addFileRoutes(router)
  return router
}

function addFileRoutes(router: OpenAPIHono<AppEnv>): void {
  router.openapi(relateRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, verifyRelation, input), 200)
  })
  router.openapi(endRelationRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    const { personId, relativeId } = await commitToDistrict(c, endRelation, input)
    return c.json({ personId, relativeId }, 200)
  })
  router.openapi(savingsRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, allowSavings, input), 200)
  })
  router.openapi(volunteerRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, registerVolunteer, input), 200)
  })
  router.openapi(cardRoute, async (c) =>
    c.json(await commitToDistrict(c, issueCard, c.req.valid('param')), 200),
  )
  router.openapi(householdRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await commitToDistrict(c, changeHousehold, input), 200)
  })
  router.openapi(rotateRoute, async (c) =>
    c.json(await commitToDistrict(c, rotateSigningKey, {}), 201),
  )
}
