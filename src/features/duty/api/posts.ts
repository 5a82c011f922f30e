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
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { serviceDomains } from '../../service/model.ts'
import { claimPost } from '../claim-post.ts'
import { closePost } from '../close-post.ts'
import { confirmClaim } from '../confirm-claim.ts'
import { listFittingPosts } from '../list-fitting-posts.ts'
import { getPost, listPosts, listPostTypes } from '../list-posts.ts'
import { claimStates, postKinds, type PostType, type PostView } from '../model/posts.ts'
import { openPost } from '../open-post.ts'
import { declineClaim, releasePost } from '../release-post.ts'
import { idParams, reasonField, requireAnyRole, requireReader } from './parts.ts'
import { typeCodeSchema } from './preparations.ts'

const tags = ['岗位和服务队']
const base = '/api/v1/communities/{communityId}'

/** `places`: how many people, 1 to 500. */
export const placesSchema = z
  .number()
  .int('要填整数')
  .min(1, '至少一人')
  .max(500, '最多 500 人')
  .openapi({ example: 2 })

export const postFields = {
  typeCode: typeCodeSchema,
  kind: z.enum(postKinds).nullable().default(null),
  place: textSchema(100),
  stationId: idSchema.nullable().default(null),
  places: placesSchema,
}

const typeSchema = z
  .object({
    code: z.string(),
    name: z.string(),
    kind: z.enum(postKinds),
    domain: z.enum(serviceDomains),
    skills: z.array(z.string()),
    risky: z.boolean(),
    minimumAge: z.number().int(),
    needsInsurance: z.boolean(),
    needsTraining: z.boolean(),
    fromSeed: z.boolean(),
  })
  .openapi('PostType')

const postSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    type: typeSchema,
    kind: z.enum(postKinds),
    place: z.string(),
    stationName: z.string().nullable(),
    places: z.number().int(),
    taken: z.number().int(),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
  })
  .openapi('Post')

const claimSchema = z
  .object({
    id: idSchema,
    postId: idSchema,
    personId: idSchema,
    name: z.string(),
    cardNumber: z.string().nullable(),
    state: z.enum(claimStates),
    claimedAt: z.string(),
    confirmedById: idSchema.nullable(),
    confirmedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    endedReason: z.string().nullable(),
  })
  .openapi('PostClaim')

const refusalSchema = z.object({ code: z.string(), title: z.string(), advice: z.string() })
const fittingSchema = postSchema.extend({
  matched: z.array(z.string()),
  free: z.boolean(),
  refusal: refusalSchema.nullable(),
  claimId: idSchema.nullable(),
  claimState: z.enum(claimStates).nullable(),
})

const typesRoute = createRoute({
  method: 'get',
  path: '/api/v1/post-types',
  tags,
  summary: '十六种公益服务岗位：要求的年龄、技能、保险和培训',
  responses: {
    200: jsonResponse(z.object({ items: z.array(typeSchema) }), '岗位目录'),
    ...problemResponses,
  },
})

const openRoute = createRoute({
  method: 'post',
  path: `${base}/posts`,
  tags,
  summary: '设一个岗位',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(strict(postFields)) },
  responses: { 201: jsonResponse(z.object({ postId: idSchema }), '已设岗'), ...problemResponses },
})

const listRoute = createRoute({
  method: 'get',
  path: `${base}/posts`,
  tags,
  summary: '本社区的岗位，和等确认的认领',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(
      z.object({ posts: z.array(postSchema), waiting: z.array(claimSchema) }),
      '岗位和等确认的认领',
    ),
    ...problemResponses,
  },
})

const fittingRoute = createRoute({
  method: 'get',
  path: `${base}/posts/fitting`,
  tags,
  summary: '给我看的岗位：能认领、合我特长的在前，并写明原因',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(z.object({ items: z.array(fittingSchema) }), '岗位'),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: `${base}/posts/{id}`,
  tags,
  summary: '一个岗位，现在和以前在岗的人',
  request: { params: idParams },
  responses: {
    200: jsonResponse(postSchema.extend({ claims: z.array(claimSchema) }), '岗位和认领'),
    ...problemResponses,
  },
})

const closeRoute = createRoute({
  method: 'post',
  path: `${base}/posts/{id}/close`,
  tags,
  summary: '停一个岗位，写明原因；在岗的人退出',
  parameters: idempotencyParameters,
  request: { params: idParams, ...jsonBody(strict(reasonField)) },
  responses: {
    200: jsonResponse(z.object({ released: z.number().int() }), '已停岗'),
    ...problemResponses,
  },
})

const claimRoute = createRoute({
  method: 'post',
  path: `${base}/posts/{id}/claims`,
  tags,
  summary: '认领岗位：本人，或社区工作者代办；有风险的岗位等确认',
  parameters: idempotencyParameters,
  request: { params: idParams, ...jsonBody(strict({ personId: idSchema })) },
  responses: {
    201: jsonResponse(z.object({ claimId: idSchema, state: z.enum(claimStates) }), '已认领'),
    ...problemResponses,
  },
})

const claimParams = idParams.extend({
  claimId: idSchema.openapi({ param: { name: 'claimId', in: 'path' } }),
})
const personResponse = {
  200: jsonResponse(z.object({ personId: idSchema }), '已办理'),
  ...problemResponses,
}

const confirmRoute = createRoute({
  method: 'post',
  path: `${base}/posts/{id}/claims/{claimId}/confirm`,
  tags,
  summary: '确认一次认领；不能确认自己',
  parameters: idempotencyParameters,
  request: { params: claimParams, ...jsonBody(strict({})) },
  responses: personResponse,
})

const declineRoute = createRoute({
  method: 'post',
  path: `${base}/posts/{id}/claims/{claimId}/decline`,
  tags,
  summary: '不同意一次认领，写明原因',
  parameters: idempotencyParameters,
  request: { params: claimParams, ...jsonBody(strict(reasonField)) },
  responses: personResponse,
})

const releaseRoute = createRoute({
  method: 'post',
  path: `${base}/posts/{id}/claims/{claimId}/release`,
  tags,
  summary: '退出岗位：本人，或社区工作者代办',
  parameters: idempotencyParameters,
  request: { params: claimParams, ...jsonBody(strict(reasonField)) },
  responses: personResponse,
})

export function postRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountReads(router)
  mountClaims(router)
  router.openapi(openRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, openPost, communityId, c.req.valid('json')), 201)
  })
  router.openapi(closeRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { postId: id, ...c.req.valid('json') }
    return c.json(await commit(c, closePost, communityId, input), 200)
  })
  return router
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(typesRoute, async (c) => {
    const types = await listPostTypes(c.get('services').ctx)
    return c.json({ items: types.map(typeView) }, 200)
  })
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const { posts, waiting } = await listPosts(c.get('services').ctx, communityId)
    return c.json({ posts: posts.map(postView), waiting: [...waiting] }, 200)
  })
  router.openapi(fittingRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireAnyRole(c, communityId)
    const { personId } = visitorOf(c).actor
    const posts = await listFittingPosts(c.get('services').ctx, { communityId, personId })
    const items = posts.map(({ matched, free, refusal, claim, ...post }) => ({
      ...{ ...postView(post), matched: [...matched], free },
      ...{ refusal: refusal && told(refusal.error) },
      ...{ claimId: claim?.id ?? null, claimState: claim?.state ?? null },
    }))
    return c.json({ items }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireReader(c, communityId)
    const post = await getPost(c.get('services').ctx, { communityId, postId: id })
    return c.json({ ...postView(post), claims: [...post.claims] }, 200)
  })
}

function mountClaims(router: OpenAPIHono<AppEnv>): void {
  router.openapi(claimRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { postId: id, ...c.req.valid('json') }
    return c.json(await commit(c, claimPost, communityId, input), 201)
  })
  router.openapi(confirmRoute, async (c) => {
    const { communityId, id, claimId } = c.req.valid('param')
    return c.json(await commit(c, confirmClaim, communityId, { postId: id, claimId }), 200)
  })
  router.openapi(declineRoute, async (c) => {
    const { communityId, id, claimId } = c.req.valid('param')
    const input = { postId: id, claimId, ...c.req.valid('json') }
    return c.json(await commit(c, declineClaim, communityId, input), 200)
  })
  router.openapi(releaseRoute, async (c) => {
    const { communityId, id, claimId } = c.req.valid('param')
    const input = { postId: id, claimId, ...c.req.valid('json') }
    return c.json(await commit(c, releasePost, communityId, input), 200)
  })
}

function typeView(type: PostType): z.input<typeof typeSchema> {
  return { ...type, skills: [...type.skills] }
}

function postView(post: PostView): z.input<typeof postSchema> {
  const { communityId, id, kind, place, stationName, places, taken, openedAt, closedAt } = post
  const counts = { places, taken, openedAt, closedAt }
  return { communityId, id, type: typeView(post.type), kind, place, stationName, ...counts }
}

function told({ code, title, advice }: z.output<typeof refusalSchema>) {
  return { code, title, advice }
}
