import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { clientAddress } from '../../../http/client-address.ts'
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
  problemResponses,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { checkCertificate } from '../check-certificate.ts'
import { reportErrors } from '../errors.ts'
import { issueCertificate } from '../issue-certificate.ts'
import { listCertificates } from '../list-certificates.ts'
import { revokeCertificate } from '../revoke-certificate.ts'
import { answerCertificate } from './answer-certificate.ts'
import { readCertificate, requireCertificateLister } from './certificate-access.ts'
import {
  certificateSchema,
  certificateView,
  checkedSchema,
  checkedView,
  listedSchema,
  listedView,
} from './certificate-schemas.ts'

const tags = ['记录单']
const BASE = '/api/v1/communities/{communityId}/service-certificates'

const certificateParams = communityParams.extend({
  certificateId: idSchema.openapi({ param: { name: 'certificateId', in: 'path' } }),
})

const issueRoute = createRoute({
  method: 'post',
  path: BASE,
  tags,
  summary: '给储蓄本在本社区的人开具服务时长记录单；不能给自己开',
  parameters: idempotencyParameters,
  request: {
    params: communityParams,
    ...jsonBody(
      strict({
        personId: idSchema,
        fromOn: civilDateSchema,
        untilOn: civilDateSchema,
        inNationalSystem: z.boolean().default(false),
      }),
    ),
  },
  responses: {
    201: jsonResponse(
      z.object({ certificateId: idSchema, number: z.string(), code: z.string() }),
      '已开具',
    ),
    ...problemResponses,
  },
})

const listRoute = createRoute({
  method: 'get',
  path: BASE,
  tags,
  summary: '本社区给一个人开具过的记录单，最近的在前（本人，或社区工作者、区管理员）',
  request: { params: communityParams, query: z.object({ personId: idSchema }) },
  responses: {
    200: jsonResponse(z.object({ items: z.array(listedSchema) }), '记录单'),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: `${BASE}/{certificateId}`,
  tags,
  summary: '一张记录单：纸上写的，现在的状态，开具以后的更正',
  request: { params: certificateParams },
  responses: { 200: jsonResponse(certificateSchema, '记录单'), ...problemResponses },
})

const paperRoute = createRoute({
  method: 'get',
  path: `${BASE}/{certificateId}/paper`,
  tags,
  summary: '打印用的 PDF，带核对二维码',
  request: { params: certificateParams },
  responses: {
    200: {
      description: 'A4',
      content: { 'application/pdf': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...problemResponses,
  },
})

const revokeRoute = createRoute({
  method: 'post',
  path: `${BASE}/{certificateId}/revoke`,
  tags,
  summary: '撤回一张记录单，写明原因；撤回后不能恢复',
  parameters: idempotencyParameters,
  request: { params: certificateParams, ...jsonBody(strict({ reason: textSchema(200) })) },
  responses: {
    200: jsonResponse(z.object({ certificateId: idSchema }), '已撤回'),
    ...problemResponses,
  },
})

const checkRoute = createRoute({
  method: 'get',
  path: '/api/v1/service-certificates/{number}/{code}',
  tags,
  summary: '核对一张记录单，不用登录；编号或校验码不对都是查无此件',
  request: { params: z.object({ number: z.string().max(80), code: z.string().max(80) }) },
  security: [],
  responses: { 200: jsonResponse(checkedSchema, '纸上写的，姓名已遮盖'), ...problemResponses },
})

export function certificateRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountWrites(router)
  router.openapi(listRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { personId } = c.req.valid('query')
    await requireCertificateLister(c, { communityId, personId })
    const all = await listCertificates(c.get('services').ctx, { personId })
    const items = all.filter((one) => one.communityId === communityId).map(listedView)
    return c.json({ items }, 200)
  })
  router.openapi(getRoute, async (c) => {
    const view = await readCertificate(c, c.req.valid('param'))
    if (view.state === 'altered') throw new DomainError(reportErrors['certificate-altered'])
    return c.json(certificateView(view), 200)
  })
  router.openapi(paperRoute, (c) => answerCertificate(c, c.req.valid('param')))
  router.openapi(checkRoute, async (c) => {
    const asked = { ...c.req.valid('param'), name: null, address: clientAddress(c) }
    return c.json(checkedView(await checkCertificate(c.get('services').ctx, asked)), 200)
  })
  return router
}

function mountWrites(router: OpenAPIHono<AppEnv>): void {
  router.openapi(issueRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    return c.json(await commit(c, issueCertificate, communityId, c.req.valid('json')), 201)
  })
  router.openapi(revokeRoute, async (c) => {
    const { communityId, certificateId } = c.req.valid('param')
    const input = { certificateId, reason: c.req.valid('json').reason }
    return c.json(await commit(c, revokeCertificate, communityId, input), 200)
  })
}
