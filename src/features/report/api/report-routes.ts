import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
  communityParams,
  idSchema,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import type { Id } from '../../../kernel/ids.ts'
import { exportedStates, formatsOf, type ExportKind, type ExportScope } from '../model.ts'
import { answerExport, contentTypes } from './answer-export.ts'

const tags = ['导出']

const format = z
  .enum(formatsOf.records, '格式只有 csv 和 xlsx')
  .openapi({ description: 'csv：UTF-8 带 BOM；xlsx：第二张表是说明' })
const printedToo = z
  .enum(formatsOf.statement, '格式只有 csv、xlsx 和 pdf')
  .openapi({ description: 'csv：UTF-8 带 BOM；xlsx：第二张表是说明；pdf：A4，最多五千笔' })

const period = { from: civilDateSchema.optional(), until: civilDateSchema.optional() }

const file = z.string().openapi({ format: 'binary' })

/** An export under a community, in both formats. */
function exporting<P extends string, S extends z.ZodObject, Q extends z.ZodObject>(
  kind: ExportKind,
  path: P,
  summary: string,
  params: S,
  query: Q,
) {
  return createRoute({
    method: 'get',
    path: `/api/v1/communities/{communityId}/exports/${path}` as const,
    tags,
    summary,
    request: { params, query },
    responses: {
      200: {
        description: '文件，边读边发',
        content: Object.fromEntries(
          formatsOf[kind].map((each) => [contentTypes[each], { schema: file }]),
        ),
      },
      ...problemResponses,
    },
  })
}

const peopleRoute = exporting(
  'people',
  'people',
  '导出社区的人员名册（电话已遮盖）',
  communityParams,
  z.object({ format }),
)
const recordsRoute = exporting(
  'records',
  'records',
  '导出在社区服务的记录，按服务日期，from、until 必填，最多五年',
  communityParams,
  z.object({ format, ...period, state: z.enum(exportedStates, '没有这个状态').optional() }),
)
const statementRoute = exporting(
  'statement',
  'statements/{personId}',
  '导出一个人的储蓄明细（本人，或管理这本账的人）',
  communityParams.extend({
    personId: idSchema.openapi({ param: { name: 'personId', in: 'path' } }),
  }),
  z.object({ format: printedToo, ...period }),
)
const trialRoute = exporting(
  'trial-balance',
  'trial-balance',
  '导出社区账簿的试算表',
  communityParams,
  z.object({ format }),
)

const booksRoute = exporting(
  'books',
  'books',
  '导出社区账簿的每一笔划转（审计员、区管理员），不含姓名；until 按入账日期，含当日',
  communityParams,
  z.object({
    format: z.enum(formatsOf.books, '格式只有 csv、hledger 和 beancount').openapi({
      description: 'csv：一行一条分录；hledger、beancount：这两个程序的账簿文件，文末核对结余',
    }),
    until: civilDateSchema.optional(),
  }),
)

export function reportRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(peopleRoute, (c) => {
    const scope = scopeOf('people', c.req.valid('param').communityId)
    return answerExport(c, scope, c.req.valid('query').format)
  })
  router.openapi(recordsRoute, (c) => {
    const { format, from = null, until = null, state = null } = c.req.valid('query')
    const scope = scopeOf('records', c.req.valid('param').communityId)
    return answerExport(c, { ...scope, fromOn: from, untilOn: until, state }, format)
  })
  router.openapi(statementRoute, (c) => {
    const { format, from = null, until = null } = c.req.valid('query')
    const { communityId, personId } = c.req.valid('param')
    const scope = scopeOf('statement', communityId)
    return answerExport(c, { ...scope, personId, fromOn: from, untilOn: until }, format)
  })
  router.openapi(trialRoute, (c) => {
    const scope = scopeOf('trial-balance', c.req.valid('param').communityId)
    return answerExport(c, scope, c.req.valid('query').format)
  })
  router.openapi(booksRoute, (c) => {
    const { format, until = null } = c.req.valid('query')
    const scope = scopeOf('books', c.req.valid('param').communityId)
    return answerExport(c, { ...scope, untilOn: until }, format)
  })
  return router
}

export function scopeOf(kind: ExportKind, communityId: Id): ExportScope {
  return { kind, communityId, personId: null, fromOn: null, untilOn: null, state: null }
}
