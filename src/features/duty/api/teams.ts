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
  textSchema,
} from '../../../http/openapi.ts'
import { foundTeam } from '../found-team.ts'
import { dissolveTeam, joinTeam, leadTeam, leaveTeam } from '../join-team.ts'
import { getTeam, listTeams } from '../list-teams.ts'
import { teamKinds } from '../model/teams.ts'
import { idParams, MOST_PEOPLE, reasonField, requireReader, whoSchema } from './parts.ts'

const tags = ['岗位和服务队']
const base = '/api/v1/communities/{communityId}'

export const teamFields = {
  kind: z.enum(teamKinds),
  name: textSchema(40),
  mark580: z.boolean(),
}

const teamSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    kind: z.enum(teamKinds),
    name: z.string(),
    mark580: z.boolean(),
    foundedAt: z.string(),
    dissolvedAt: z.string().nullable(),
  })
  .openapi('Team')

const memberSchema = z.object({
  personId: idSchema,
  name: z.string(),
  leads: z.boolean(),
  sinceOn: z.string(),
  untilOn: z.string().nullable(),
})

const foundRoute = createRoute({
  method: 'post',
  path: `${base}/teams`,
  tags,
  summary: '成立服务队；who 填姓名、服务卡号或编号，leaders 从中选',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(
      strict({ ...teamFields, who: whoSchema, leaders: z.array(textSchema(60)).max(MOST_PEOPLE) }),
    ),
  },
  responses: { 201: jsonResponse(z.object({ teamId: idSchema }), '已成立'), ...problemResponses },
})

const listRoute = createRoute({
  method: 'get',
  path: `${base}/teams`,
  tags,
  summary: '本社区的服务队',
  request: { params: communityParams },
  responses: {
    200: jsonResponse(
      z.object({
        items: z.array(
          teamSchema.extend({ headcount: z.number().int(), leaders: z.array(z.string()) }),
        ),
      }),
      '服务队',
    ),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: `${base}/teams/{id}`,
  tags,
  summary: '一支服务队，现在和以前的队员',
  request: { params: idParams },
  responses: {
    200: jsonResponse(teamSchema.extend({ members: z.array(memberSchema) }), '服务队和队员'),
    ...problemResponses,
  },
})

const joinRoute = createRoute({
  method: 'post',
  path: `${base}/teams/{id}/members`,
  tags,
  summary: '加入队员；who 填姓名、服务卡号或编号',
  parameters: idempotencyParameters,
  request: { params: idParams, ...jsonBody(strict({ who: whoSchema })) },
  responses: {
    200: jsonResponse(z.object({ personIds: z.array(idSchema) }), '已加入'),
    ...problemResponses,
  },
})

const memberParams = idParams.extend({
  personId: idSchema.openapi({ param: { name: 'personId', in: 'path' } }),
})
const personResponse = {
  200: jsonResponse(z.object({ personId: idSchema }), '已办理'),
  ...problemResponses,
}

const leaveRoute = createRoute({
  method: 'post',
  path: `${base}/teams/{id}/members/{personId}/leave`,
  tags,
  summary: '退出服务队：本人，或社区工作者代办',
  parameters: idempotencyParameters,
  request: { params: memberParams, ...jsonBody(strict({})) },
  responses: personResponse,
})

const leadRoute = createRoute({
  method: 'post',
  path: `${base}/teams/{id}/members/{personId}/lead`,
  tags,
  summary: '定或不再定一位队员带队；可以有几位',
  parameters: idempotencyParameters,
  request: { params: memberParams, ...jsonBody(strict({ leads: z.boolean() })) },
  responses: personResponse,
})

const dissolveRoute = createRoute({
  method: 'post',
  path: `${base}/teams/{id}/dissolve`,
  tags,
  summary: '解散服务队，写明原因',
  parameters: idempotencyParameters,
  request: { params: idParams, ...jsonBody(strict(reasonField)) },
  responses: { 200: jsonResponse(z.object({ teamId: idSchema }), '已解散'), ...problemResponses },
})

export function teamRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountReads(router)
  mountMembers(router)
  router.openapi(foundRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, foundTeam, communityId, c.req.valid('json')), 201)
  })
  router.openapi(dissolveRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { teamId: id, ...c.req.valid('json') }
    return c.json(await commit(c, dissolveTeam, communityId, input), 200)
  })
  return router
}

function mountReads(router: OpenAPIHono<AppEnv>): void {
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireReader(c, communityId)
    const teams = await listTeams(c.get('services').ctx, communityId)
    const items = teams.map((team) => ({ ...team, leaders: [...team.leaders] }))
    return c.json({ items }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireReader(c, communityId)
    const team = await getTeam(c.get('services').ctx, { communityId, teamId: id })
    return c.json({ ...team, members: [...team.members] }, 200)
  })
}

function mountMembers(router: OpenAPIHono<AppEnv>): void {
  router.openapi(joinRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    const input = { teamId: id, ...c.req.valid('json') }
    const { personIds } = await commit(c, joinTeam, communityId, input)
    return c.json({ personIds: [...personIds] }, 200)
  })
  router.openapi(leaveRoute, async (c) => {
    const { communityId, id, personId } = c.req.valid('param')
    return c.json(await commit(c, leaveTeam, communityId, { teamId: id, personId }), 200)
  })
  router.openapi(leadRoute, async (c) => {
    const { communityId, id, personId } = c.req.valid('param')
    const input = { teamId: id, personId, ...c.req.valid('json') }
    return c.json(await commit(c, leadTeam, communityId, input), 200)
  })
}
