import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, commitSealed } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  cursorSchema,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  limitSchema,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import { addFixEntry } from '../add-fix-entry.ts'
import { advanceFix } from '../advance-fix.ts'
import { listFixes, type FixView } from '../list-fixes.ts'
import { registerFix } from '../register-fix.ts'
import { withdrawFixEntry } from '../withdraw-fix-entry.ts'
import { requireCareRole } from './access.ts'
import {
  advanceSchema,
  fixEntrySchema,
  fixSchema,
  fixViewSchema,
  fixWithdrawalSchema,
} from './pairing-schemas.ts'
import { careParams } from './schemas.ts'

const tags = ['民生实事']
const base = '/api/v1/communities/{communityId}/fixes'
const write = { method: 'post', tags, parameters: idempotencyParameters } as const
const fixIdSchema = z.object({ fixId: idSchema })
const entryIdSchema = z.object({ entryId: idSchema })

const entryParams = careParams.extend({
  entryId: idSchema.openapi({ param: { name: 'entryId', in: 'path' } }),
})

const listRoute = createRoute({
  method: 'get',
  tags,
  path: base,
  summary: '民生实事：发现、筹措、花费、解决，人人可看',
  request: {
    params: communityParams,
    query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }),
  },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(fixViewSchema), nextCursor: z.string().nullable() }),
      '实事，最近的在前',
    ),
    ...problemResponses,
  },
})

const registerRoute = createRoute({
  ...write,
  path: base,
  summary: '把走访发现的问题立为实事；写下的都公开',
  request: { params: communityParams, ...jsonBody(fixSchema) },
  responses: { 201: jsonResponse(fixIdSchema, '已立'), ...problemResponses },
})

const advanceRoute = createRoute({
  ...write,
  path: `${base}/{id}/advance`,
  summary: '往下办：发现 → 筹措 → 解决中 → 已解决',
  request: { params: careParams, ...jsonBody(advanceSchema) },
  responses: { 200: jsonResponse(fixIdSchema, '已更新'), ...problemResponses },
})

const entryRoute = createRoute({
  ...write,
  path: `${base}/{id}/entries`,
  summary: '记一笔筹到的或花掉的，整元；不同意具名的不留姓名',
  request: { params: careParams, ...jsonBody(fixEntrySchema) },
  responses: { 201: jsonResponse(entryIdSchema, '已记'), ...problemResponses },
})

const withdrawRoute = createRoute({
  ...write,
  path: `${base}/{id}/entries/{entryId}/withdraw`,
  summary: '收回记错的一笔，写明原因；留在页面上，不再计入',
  request: { params: entryParams, ...jsonBody(fixWithdrawalSchema) },
  responses: { 200: jsonResponse(entryIdSchema, '已收回'), ...problemResponses },
})

export function fixRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { limit, cursor } = c.req.valid('query')
    const { ctx } = c.get('services')
    const page = await listFixes(ctx, { communityId, limit, cursor: cursor ?? null })
    return c.json({ items: page.items.map(fixView), nextCursor: page.nextCursor }, 200)
  })
  router.openapi(registerRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    return c.json(await commit(c, registerFix, communityId, c.req.valid('json')), 201)
  })
  router.openapi(advanceRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const input = { fixId: id, ...c.req.valid('json') }
    return c.json(await commit(c, advanceFix, communityId, input), 200)
  })
  router.openapi(entryRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const input = { fixId: id, ...c.req.valid('json') }
    return c.json(await commitSealed(c, addFixEntry, communityId, input), 201)
  })
  router.openapi(withdrawRoute, async (c) => {
    const { communityId, id, entryId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const input = { fixId: id, entryId, ...c.req.valid('json') }
    return c.json(await commit(c, withdrawFixEntry, communityId, input), 200)
  })
  return router
}

function fixView(fix: FixView): z.input<typeof fixViewSchema> {
  return { ...fix, entries: [...fix.entries], steps: [...fix.steps] }
}
