import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitAs, commitToDistrict, idempotencyKeyOf, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
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
import { holdsRole, requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../../kernel/ids.ts'
import { hashSecret } from '../../../kernel/seal.ts'
import { addNode } from '../add-node.ts'
import { personErrors } from '../errors.ts'
import { belongsTo, loadProfile, type Profile } from '../load-profile.ts'
import { loadTree } from '../load-tree.ts'
import {
  consentKinds,
  erasureBases,
  erasureStates,
  genders,
  membershipKinds,
  nodeKinds,
  partyTies,
  politicalStatuses,
  relationKinds,
  roles,
} from '../model.ts'
import { registerPerson, type Registered, type RegisterPerson } from '../register-person.ts'
import { searchPeople } from '../search-people.ts'
import {
  nodeFields,
  personParams,
  phoneSchema,
  registeredSchema,
  registrationFields,
} from './parts.ts'

const tags = ['人员']
const keepers = ['coordinator', 'districtAdministrator']

const nodeSchema = z
  .object({
    id: idSchema,
    kind: z.enum(nodeKinds),
    parentId: idSchema.nullable(),
    name: z.string(),
  })
  .openapi('Node')

const grantSchema = z.object({ role: z.string(), nodeId: idSchema })

const meRoute = createRoute({
  method: 'get',
  path: '/api/v1/me',
  tags,
  summary: '我是谁：角色与储蓄本所在社区',
  responses: {
    200: jsonResponse(
      z.object({
        personId: idSchema,
        name: z.string(),
        booksCommunityId: idSchema,
        roleGrants: z.array(grantSchema),
      }),
      '当前登录的人',
    ),
    ...problemResponses,
  },
})

const treeRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities',
  tags,
  security: [],
  summary: '区、街道、社区、服务站',
  responses: {
    200: jsonResponse(z.object({ items: z.array(nodeSchema) }), '全部节点'),
    ...problemResponses,
  },
})

const addNodeRoute = createRoute({
  method: 'post',
  path: '/api/v1/nodes',
  tags,
  summary: '增加街道、社区或服务站',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(
      strict({
        kind: z.enum(['subdistrict', 'community', 'station']),
        parentId: idSchema,
        ...nodeFields,
      }),
    ),
  },
  responses: { 201: jsonResponse(nodeSchema, '已增加'), ...problemResponses },
})

const householdSchema = z
  .union([strict({ address: textSchema(200) }), strict({ withPersonId: idSchema })])
  .nullable()
  .default(null)

const registerRoute = createRoute({
  method: 'post',
  path: '/api/v1/people',
  tags,
  summary: '社区工作者为居民或志愿者登记',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(
      strict({
        ...registrationFields,
        phone: phoneSchema.nullable().default(null),
        household: householdSchema,
      }),
    ),
  },
  responses: { 201: jsonResponse(registeredSchema, '已登记'), ...problemResponses },
})

const selfRoute = createRoute({
  method: 'post',
  path: '/api/v1/registrations',
  tags,
  security: [],
  summary: '验证手机号后自己登记；随后用同一 choiceToken 选择本人登录',
  parameters: idempotencyParameters,
  request: {
    ...jsonBody(
      strict({
        ...registrationFields,
        choiceToken: z.string().regex(/^[A-Za-z0-9_-]{20,100}$/),
        household: strict({ address: textSchema(200) })
          .nullable()
          .default(null),
      }),
    ),
  },
  responses: { 201: jsonResponse(registeredSchema, '已登记'), ...problemResponses },
})

const listedSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    bornOn: z.string().nullable(),
    phone: z.string().nullable().openapi({ description: '已遮盖' }),
    certificateNumber: z.string().nullable(),
    cardNumber: z.string().nullable(),
    politicalStatus: z.enum(politicalStatuses).nullable(),
    booksCommunityId: idSchema,
  })
  .openapi('ListedPerson')

const searchRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/people',
  tags,
  summary: '按姓名、拼音、服务卡号、注册登记证号（或其末几位）、电话或其后四位查找本社区的人',
  request: {
    params: communityParams,
    query: z.object({
      query: z.string().max(60).default(''),
      cursor: cursorSchema.optional(),
      limit: limitSchema,
    }),
  },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(listedSchema), nextCursor: z.string().nullable() }),
      '找到的人',
    ),
    ...problemResponses,
  },
})

const profileSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    gender: z.enum(genders).nullable(),
    bornOn: civilDateSchema.nullable(),
    phone: z.string().nullable(),
    workUnit: z.string().nullable(),
    livesAlone: z.boolean(),
    address: z.string().nullable(),
    booksCommunityId: idSchema,
    registeredOn: civilDateSchema,
    hasLeft: z.boolean(),
    erasedAt: instantSchema.nullable(),
    erasure: z
      .object({ id: idSchema, basis: z.enum(erasureBases), state: z.enum(erasureStates) })
      .nullable(),
    volunteer: z
      .object({
        certificateNumber: z.string(),
        certificateOn: civilDateSchema,
        cardNumber: z.string().nullable(),
        cardOn: civilDateSchema.nullable(),
        skills: z.array(z.string()),
      })
      .nullable(),
    endedCards: z.array(
      z.object({
        cardNumber: z.string(),
        cardOn: civilDateSchema,
        endedOn: civilDateSchema,
      }),
    ),
    status: z
      .object({
        sinceOn: civilDateSchema,
        politicalStatus: z.enum(politicalStatuses),
        partyTie: z.enum(partyTies).nullable(),
      })
      .nullable(),
    memberships: z.array(
      z.object({
        id: idSchema,
        communityId: idSchema,
        communityName: z.string(),
        kind: z.enum(membershipKinds),
        sinceOn: civilDateSchema,
        untilOn: civilDateSchema.nullable(),
      }),
    ),
    roleGrants: z.array(
      z.object({ id: idSchema, role: z.enum(roles), nodeId: idSchema, nodeName: z.string() }),
    ),
    consents: z.array(
      z.object({
        kind: z.enum(consentKinds),
        wording: z.string(),
        givenAt: instantSchema,
        withdrawnAt: instantSchema.nullable(),
      }),
    ),
    relations: z.array(
      z.object({
        relativeId: idSchema,
        relativeName: z.string(),
        kind: z.enum(relationKinds),
        savingsConsentAt: instantSchema.nullable(),
      }),
    ),
  })
  .openapi('Profile')

const profileRoute = createRoute({
  method: 'get',
  path: '/api/v1/people/{personId}',
  tags,
  summary: '一个人的登记内容（本人或其社区的工作者）',
  request: { params: personParams },
  responses: { 200: jsonResponse(profileSchema, '登记内容'), ...problemResponses },
})

export function peopleRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(meRoute, (c) => {
    const { actor, name, booksCommunityId, roleGrants } = visitorOf(c)
    return c.json(
      { personId: actor.personId, name, booksCommunityId, roleGrants: [...roleGrants] },
      200,
    )
  })
  router.openapi(treeRoute, async (c) => {
    const tree = await loadTree(c.get('services').ctx)
    const items = [...tree.values()].map(({ id, kind, parentId, name }) => ({
      ...{ id, kind, parentId, name },
    }))
    return c.json({ items }, 200)
  })
  router.openapi(addNodeRoute, async (c) => {
    const { id, kind, parentId, name } = await commitToDistrict(c, addNode, c.req.valid('json'))
    return c.json({ id, kind, parentId, name }, 201)
  })
  router.openapi(registerRoute, async (c) =>
    c.json(
      await commitToDistrict(c, registerPerson, { ...c.req.valid('json'), sessionHash: null }),
      201,
    ),
  )
  router.openapi(selfRoute, async (c) => {
    const { choiceToken, ...input } = c.req.valid('json')
    return c.json(await registerSelf(c, { ...input, phone: null }, choiceToken), 201)
  })
  router.openapi(searchRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { query, cursor = null, limit } = c.req.valid('query')
    await requireRole(c, visitorOf(c), keepers, communityId)
    const page = await searchPeople(c.get('services').ctx, {
      communityIds: [communityId],
      ...{ query, cursor, limit },
    })
    return c.json({ ...page, items: [...page.items] }, 200)
  })
  router.openapi(profileRoute, async (c) => {
    const profile = await profileFor(c, c.req.valid('param').personId)
    return c.json(profileView(profile), 200)
  })
  return router
}

/** The profile, for the person and for coordinators of their communities; nobody else has one. */
export async function profileFor(c: AppContext, personId: Id): Promise<Profile> {
  const visitor = visitorOf(c)
  const profile = await loadProfile(c.get('services').ctx, personId)
  if (visitor.actor.personId === personId) return profile
  for (const communityId of belongsTo(profile)) {
    if (await holdsRole(c, visitor, keepers, communityId)) return profile
  }
  throw new DomainError(personErrors['not-found'])
}

function profileView(profile: Profile): z.output<typeof profileSchema> {
  const { volunteer, erasure } = profile
  return {
    ...profile,
    erasure: erasure && { id: erasure.id, basis: erasure.basis, state: erasure.state },
    volunteer: volunteer && { ...volunteer, skills: [...volunteer.skills] },
    endedCards: [...profile.endedCards],
    memberships: [...profile.memberships],
    roleGrants: [...profile.roleGrants],
    consents: [...profile.consents],
    relations: [...profile.relations],
  }
}

/** Nobody is signed in yet: the proven phone's session stands in for the actor in the key. */
export function registerSelf(
  c: AppContext,
  input: Omit<RegisterPerson, 'sessionHash'>,
  secret: string,
  formKey?: string,
): Promise<Registered> {
  const sessionHash = hashSecret(secret)
  return commitAs(c, registerPerson, {
    scope: DISTRICT_SCOPE,
    actor: { kind: 'system', personId: null, name: 'self-registration' },
    key: hashSecret(`${sessionHash} ${formKey ?? idempotencyKeyOf(c)}`),
    input: { ...input, sessionHash },
  })
}
