import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitSealed, visitorOf } from '../../../http/commit.ts'
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
  strict,
} from '../../../http/openapi.ts'
import { endNote } from '../end-note.ts'
import { listFile } from '../list-file.ts'
import { listOpenings } from '../list-openings.ts'
import { listOwnItems } from '../list-own-items.ts'
import { listRegister } from '../list-register.ts'
import { openFile } from '../open-file.ts'
import { openOwnFile } from '../open-own-file.ts'
import { recordConsent } from '../record-consent.ts'
import { withdrawConsent } from '../withdraw-consent.ts'
import { writeNote } from '../write-note.ts'
import { readOpening, requireCareRole } from './access.ts'
import {
  careParams,
  consentSchema,
  familyOpeningSchema,
  filePersonParams,
  maskedFileSchema,
  noteSchema,
  openedFileSchema,
  openingSchema,
  ownItemSchema,
  registerSchema,
  registerViewSchema,
  withdrawalSchema,
} from './schemas.ts'
import { familyOpeningView, maskedFileView, openedFileView, registerView } from './views.ts'

const tags = ['帮扶']
const base = '/api/v1/communities/{communityId}/care'
const write = { method: 'post', tags, parameters: idempotencyParameters } as const
const read = { method: 'get', tags } as const
const noteIdSchema = z.object({ noteId: idSchema })
const openingIdSchema = z.object({ openingId: idSchema })
const pageQuery = z.object({ limit: limitSchema, cursor: cursorSchema.optional() })

const consentRoute = createRoute({
  ...write,
  path: `${base}/consents`,
  summary: '登记单独同意，每项分开；本人、监护人或近亲属',
  request: { params: communityParams, ...jsonBody(consentSchema) },
  responses: {
    201: jsonResponse(z.object({ consentIds: z.array(idSchema) }), '已登记'),
    ...problemResponses,
  },
})

const withdrawRoute = createRoute({
  ...write,
  path: `${base}/consents/withdraw`,
  summary: '撤回对一项的同意；这一项的内容立即删去',
  request: { params: communityParams, ...jsonBody(withdrawalSchema) },
  responses: { 200: jsonResponse(withdrawalSchema, '已撤回'), ...problemResponses },
})

const listRegisterRoute = createRoute({
  ...read,
  path: `${base}/register`,
  summary: '弱势群体情况登记表：遮盖的姓名和人数',
  request: { params: communityParams, query: pageQuery },
  responses: { 200: jsonResponse(registerViewSchema, '登记表'), ...problemResponses },
})

const registerRoute = createRoute({
  ...write,
  path: `${base}/register`,
  summary: '登记或更正一人的需要；临时困难写结束日期',
  request: { params: communityParams, ...jsonBody(registerSchema) },
  responses: { 201: jsonResponse(noteIdSchema, '已登记'), ...problemResponses },
})

const noteRoute = createRoute({
  ...write,
  path: `${base}/notes`,
  summary: '写或更正档案的一项；旧内容封存在更正记录里',
  request: { params: communityParams, ...jsonBody(noteSchema) },
  responses: { 201: jsonResponse(noteIdSchema, '已写'), ...problemResponses },
})

const endRoute = createRoute({
  ...write,
  path: `${base}/notes/{id}/end`,
  summary: '结束一项，例如不再是重点保障',
  request: { params: careParams, ...jsonBody(strict({})) },
  responses: { 200: jsonResponse(noteIdSchema, '已结束'), ...problemResponses },
})

const fileRoute = createRoute({
  ...read,
  path: `${base}/files/{personId}`,
  summary: '一户的档案，合着的：有哪些项，同意到哪天',
  request: { params: filePersonParams },
  responses: { 200: jsonResponse(maskedFileSchema, '合着的档案'), ...problemResponses },
})

const openRoute = createRoute({
  ...write,
  path: `${base}/openings`,
  summary: '打开一户的档案：先说明原因，每次都留痕，家庭看得到',
  request: { params: communityParams, ...jsonBody(openingSchema) },
  responses: { 201: jsonResponse(openingIdSchema, '已打开'), ...problemResponses },
})

const openOwnRoute = createRoute({
  ...write,
  path: `${base}/own-openings`,
  summary: '打开关于自己的内容',
  request: { params: communityParams, ...jsonBody(strict({})) },
  responses: { 201: jsonResponse(openingIdSchema, '已打开'), ...problemResponses },
})

const openingRoute = createRoute({
  ...read,
  path: `${base}/openings/{id}`,
  summary: '打开的内容：只给打开的人看，过一会儿关上',
  request: { params: careParams },
  responses: { 200: jsonResponse(openedFileSchema, '内容'), ...problemResponses },
})

const familyRoute = createRoute({
  ...read,
  path: '/api/v1/care/openings',
  summary: '谁看过我家的档案',
  request: { query: pageQuery },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(familyOpeningSchema), nextCursor: z.string().nullable() }),
      '查看记录，最近的在前',
    ),
    ...problemResponses,
  },
})

const ownItemsRoute = createRoute({
  ...read,
  path: '/api/v1/care/items',
  summary: '关于我写了哪几项，同意到哪天',
  responses: {
    200: jsonResponse(z.object({ items: z.array(ownItemSchema) }), '各项'),
    ...problemResponses,
  },
})

export function fileRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountWrites(router)
  mountOpenings(router)
  router.openapi(listRegisterRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const { limit, cursor } = c.req.valid('query')
    const { ctx } = c.get('services')
    const register = await listRegister(ctx, { communityId, limit, cursor: cursor ?? null })
    return c.json(registerView(register), 200)
  })
  router.openapi(fileRoute, async (c) => {
    const { communityId, personId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const file = await listFile(c.get('services').ctx, { communityId, personId })
    return c.json(maskedFileView(file), 200)
  })
  router.openapi(familyRoute, async (c) => {
    const { personId } = visitorOf(c).actor
    const { limit, cursor } = c.req.valid('query')
    const { ctx } = c.get('services')
    const page = await listOpenings(ctx, { personId, limit, cursor: cursor ?? null })
    return c.json({ items: page.items.map(familyOpeningView), nextCursor: page.nextCursor }, 200)
  })
  router.openapi(ownItemsRoute, async (c) => {
    const items = await listOwnItems(c.get('services').ctx, visitorOf(c).actor.personId)
    return c.json({ items: [...items] }, 200)
  })
  return router
}

function mountWrites(router: OpenAPIHono<AppEnv>): void {
  router.openapi(consentRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const { consentIds } = await commitSealed(c, recordConsent, communityId, c.req.valid('json'))
    return c.json({ consentIds: [...consentIds] }, 201)
  })
  router.openapi(withdrawRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    return c.json(await commitSealed(c, withdrawConsent, communityId, c.req.valid('json')), 200)
  })
  router.openapi(registerRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    const input = { ...c.req.valid('json'), item: 'need' as const }
    return c.json(await commitSealed(c, writeNote, communityId, input), 201)
  })
  router.openapi(noteRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    return c.json(await commitSealed(c, writeNote, communityId, c.req.valid('json')), 201)
  })
  router.openapi(endRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    await requireCareRole(c, communityId)
    return c.json(await commitSealed(c, endNote, communityId, { noteId: id }), 200)
  })
}

function mountOpenings(router: OpenAPIHono<AppEnv>): void {
  router.openapi(openRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    await requireCareRole(c, communityId)
    return c.json(await commitSealed(c, openFile, communityId, c.req.valid('json')), 201)
  })
  router.openapi(openOwnRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commitSealed(c, openOwnFile, communityId, {}), 201)
  })
  router.openapi(openingRoute, async (c) => {
    const { communityId, id } = c.req.valid('param')
    return c.json(openedFileView(await readOpening(c, communityId, id)), 200)
  })
}
