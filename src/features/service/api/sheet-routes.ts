import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  idempotencyParameters,
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import { sendProblem, type FieldProblem } from '../../../http/problem.ts'
import { holdsRole } from '../../../http/session.ts'
import { DomainError, isRefusal, refuse } from '../../../kernel/errors.ts'
import { openedToken } from '../approve-records.ts'
import { serviceErrors } from '../errors.ts'
import { getGroupSheet, type OpenedSheet } from '../get-group-sheet.ts'
import { handInGroupSheet } from '../hand-in-group-sheet.ts'
import type { JudgedRow, RecordKey, SheetRow } from '../model.ts'
import { parseGroupSheet } from '../parse-group-sheet.ts'
import { recordParams } from './record-routes.ts'
import { inboxRecordOf, inboxRecordSchema, recordKeySchema, sheetSchema, tags } from './schemas.ts'

const handInRoute = createRoute({
  method: 'post',
  path: '/api/v1/communities/{communityId}/group-sheets',
  tags,
  summary: '队长交签到表：全部登记，或一行也不登记',
  description: '有问题的行在 fields 里按行号列出，例如 `line 3`。',
  parameters: idempotencyParameters,
  request: { params: communityParams, ...jsonBody(sheetSchema) },
  responses: {
    201: jsonResponse(
      z.object({ sheetId: idSchema, records: z.array(recordKeySchema) }),
      '已提交，等待审核',
    ),
    ...problemResponses,
  },
})

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/group-sheets/{id}',
  tags,
  summary: '一张签到表和它的记录；审核人读取时带打开凭证 openedToken',
  request: { params: recordParams },
  responses: {
    200: jsonResponse(
      z.object({
        communityId: idSchema,
        id: idSchema,
        title: z.string(),
        servedOn: z.string(),
        handedInById: idSchema,
        handedInAt: z.string(),
        records: z.array(inboxRecordSchema),
        openedToken: z.string().nullable(),
      }),
      '签到表',
    ),
    ...problemResponses,
  },
})

export function sheetRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(handInRoute, async (c) => {
    const { communityId } = c.req.valid('param')
    const { rows, text, ...shared } = c.req.valid('json')
    const read = rowsOf(rows, text)
    const input = { ...shared, rows: read }
    const handedIn = await commit(c, handInGroupSheet, communityId, input)
    const { sheetId } = handedIn
    if (sheetId === null) {
      const refusal = refuse(serviceErrors['sheet-rows'])
      return sendProblem(c, refusal, fieldsOfRows(handedIn.rows)) as never
    }
    return c.json({ sheetId, records: [...handedIn.records] }, 201)
  })
  router.openapi(getRoute, async (c) => {
    const { sheet, openedToken: token } = await openSheet(c, c.req.valid('param'))
    const { records, ...head } = sheet
    return c.json({ ...head, records: records.map(inboxRecordOf), openedToken: token }, 200)
  })
  return router
}

type TypedRow = Omit<SheetRow, 'line'>

/** Typed rows are counted from 1; a table's lines as its writer sees them, header included. */
function rowsOf(
  rows: readonly TypedRow[] | undefined,
  text: string | undefined,
): readonly SheetRow[] {
  if ((rows === undefined) === (text === undefined)) {
    throw new DomainError(serviceErrors['sheet-empty'])
  }
  if (text === undefined) return (rows ?? []).map((row, index) => ({ line: index + 1, ...row }))
  const parsed = parseGroupSheet(text)
  if (isRefusal(parsed)) throw new DomainError(parsed.error, parsed.details)
  return parsed
}

export function fieldsOfRows(rows: readonly JudgedRow[]): FieldProblem[] {
  return rows.flatMap(({ line, problem }) =>
    problem ? [{ path: `line ${line}`, message: `${problem.title}。${problem.advice}` }] : [],
  )
}

/**
 * For those who approve or check at the place of service, and for whoever handed it in.
 * @throws `service.sheet-not-found`
 */
export async function openSheet(
  c: AppContext,
  key: RecordKey,
): Promise<{ readonly sheet: OpenedSheet; readonly openedToken: string | null }> {
  const visitor = visitorOf(c)
  const { ctx } = c.get('services')
  const sheet = await getGroupSheet(ctx, key)
  const { personId } = visitor.actor
  const approves = await holdsRole(c, visitor, ['coordinator'], sheet.communityId)
  const checkers = ['districtAdministrator', 'supervisor', 'auditor']
  const mayRead =
    approves ||
    sheet.handedInById === personId ||
    (await holdsRole(c, visitor, checkers, sheet.communityId))
  if (!mayRead) throw new DomainError(serviceErrors['sheet-not-found'])
  return { sheet, openedToken: approves ? openedToken(ctx.sealKeys, personId, sheet.id) : null }
}
