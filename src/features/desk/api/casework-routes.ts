import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  idempotencyParameters,
  idSchema,
  instantSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { redrawPhoto } from '../redraw-photo.ts'
import { addPhoto } from '../add-photo.ts'
import { addTask } from '../add-task.ts'
import { closeDeliberation } from '../close-deliberation.ts'
import { closeReferral } from '../close-referral.ts'
import { closeTask } from '../close-task.ts'
import { decideHandover } from '../decide-handover.ts'
import { getCasework } from '../get-casework.ts'
import { getPhoto } from '../get-photo.ts'
import { parties } from '../model/casework.ts'
import { offerHandover } from '../offer-handover.ts'
import { openDeliberation } from '../open-deliberation.ts'
import { referRequest } from '../refer-request.ts'
import { statePosition } from '../state-position.ts'
import { readRequest, requireDesk } from './access.ts'
import { caseworkSchema } from './casework-schemas.ts'
import { caseworkOf } from './casework-views.ts'
import { reasonSchema, requestParams, tags } from './schemas.ts'

const base = '/api/v1/communities/{communityId}/requests/{requestId}'
const made = z.object({ id: idSchema })

const readRoute = createRoute({
  method: 'get',
  path: `${base}/casework`,
  tags,
  summary: '办理情况：限时、任务、交接、转介、协商、照片',
  request: { params: requestParams },
  responses: { 200: jsonResponse(caseworkSchema, '办理情况'), ...problemResponses },
})

const photoParams = requestParams.extend({
  photoId: idSchema.openapi({ param: { name: 'photoId', in: 'path' } }),
})

const photoRoute = createRoute({
  method: 'get',
  path: `${base}/photos/{photoId}`,
  tags,
  summary: '一张照片，JPEG',
  request: { params: photoParams },
  responses: {
    200: { description: '照片', content: { 'image/jpeg': { schema: z.string() } } },
    ...problemResponses,
  },
})

function step<P extends string, S extends z.ZodObject, B extends z.ZodType>(
  path: P,
  summary: string,
  params: S,
  body: B,
) {
  return createRoute({
    method: 'post',
    path: `${base}/${path}` as const,
    tags,
    summary,
    parameters: idempotencyParameters,
    request: { params, ...jsonBody(body) },
    responses: { 200: jsonResponse(made, '已办理'), ...problemResponses },
  })
}

const taskParams = requestParams.extend({
  taskId: idSchema.openapi({ param: { name: 'taskId', in: 'path' } }),
})
const referralParams = requestParams.extend({
  referralId: idSchema.openapi({ param: { name: 'referralId', in: 'path' } }),
})

const routes = {
  addTask: step(
    'tasks',
    '分解：加一项任务，可以交给别人',
    requestParams,
    strict({
      content: reasonSchema,
      handlerId: idSchema.nullable().default(null),
      dueAt: instantSchema.nullable().default(null),
    }),
  ),
  closeTask: step(
    'tasks/{taskId}/close',
    '任务办完或取消，写明结果',
    taskParams,
    strict({ done: z.boolean(), result: reasonSchema }),
  ),
  offerHandover: step(
    'handover',
    '交接给另一位社区工作者；对方接手以前仍由自己负责',
    requestParams,
    strict({ toId: idSchema, reason: reasonSchema }),
  ),
  decideHandover: step(
    'handover/decide',
    '接手、谢绝，或收回交接',
    requestParams,
    strict({ accepted: z.boolean() }),
  ),
  refer: step(
    'referrals',
    '转介给能帮忙的单位；答复求助人以前，事项仍在服务台',
    requestParams,
    strict({ organisation: textSchema(100), reason: reasonSchema }),
  ),
  closeReferral: step(
    'referrals/{referralId}/close',
    '转介的结果',
    referralParams,
    strict({ helped: z.boolean(), outcome: reasonSchema }),
  ),
  openDeliberation: step(
    'deliberation',
    '发起“五位一体”协商',
    requestParams,
    strict({ topic: reasonSchema }),
  ),
  statePosition: step(
    'deliberation/positions',
    '记一方的意见',
    requestParams,
    strict({ party: z.enum(parties), speaker: textSchema(60), position: reasonSchema }),
  ),
  closeDeliberation: step(
    'deliberation/close',
    '协商的结果',
    requestParams,
    strict({ result: reasonSchema }),
  ),
  addPhoto: step(
    'photos',
    '添加照片：JPEG、PNG、WebP，不超过 8 MB；去掉位置等信息后加密保存',
    requestParams,
    strict({
      caption: textSchema(100),
      image: z
        .string()
        .max(12_000_000)
        .regex(/^[A-Za-z0-9+/]+={0,2}$/),
    }),
  ),
} as const

export function caseworkRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(readRoute, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    await requireDesk(c, communityId)
    await readRequest(c, communityId, requestId)
    const key = { communityId, id: requestId }
    return c.json(caseworkOf(await getCasework(c.get('services').ctx, key)), 200)
  })
  router.openapi(photoRoute, async (c) => {
    const { communityId, requestId, photoId } = c.req.valid('param')
    await readRequest(c, communityId, requestId)
    const key = { communityId, id: requestId }
    const image = await getPhoto(c.get('services').ctx, key, photoId)
    return c.body(new Uint8Array(image), 200, { 'Content-Type': 'image/jpeg' })
  })
  mountSteps(router)
  return router
}

function mountSteps(router: OpenAPIHono<AppEnv>): void {
  const mount = <I extends object, O extends { readonly id: string }>(
    route: (typeof routes)[keyof typeof routes],
    useCase: Parameters<typeof commit<I, O>>[1],
  ) => {
    router.openapi(route, async (c) => {
      const { communityId, ...ids } = c.req.valid('param')
      const input = { ...ids, ...c.req.valid('json') } as unknown as I
      const { id } = await commit(c, useCase, communityId, input)
      return c.json({ id }, 200)
    })
  }
  mount(routes.addTask, addTask)
  mount(routes.closeTask, closeTask)
  mount(routes.offerHandover, offerHandover)
  mount(routes.decideHandover, decideHandover)
  mount(routes.refer, referRequest)
  mount(routes.closeReferral, closeReferral)
  mount(routes.openDeliberation, openDeliberation)
  mount(routes.statePosition, statePosition)
  mount(routes.closeDeliberation, closeDeliberation)
  router.openapi(routes.addPhoto, async (c) => {
    const { communityId, requestId } = c.req.valid('param')
    const { caption, image } = c.req.valid('json')
    const redrawn = await redrawPhoto(Buffer.from(image, 'base64'))
    const input = { requestId, caption, image: redrawn.toString('base64') }
    const { id } = await commit(c, addPhoto, communityId, input)
    return c.json({ id }, 200)
  })
}
