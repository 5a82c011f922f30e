import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { databaseErrors, refusalOf } from '../db/errors.ts'
import { refuse, type ErrorKind, type Refusal } from '../kernel/errors.ts'
import type { AppContext, AppEnv } from './env.ts'
import { httpErrors } from './errors.ts'

const statusOfKind = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
  limited: 429,
  busy: 503,
  internal: 500,
} as const satisfies Record<ErrorKind, ContentfulStatusCode>

const statusOfCode: Readonly<Record<string, ContentfulStatusCode>> = {
  [httpErrors['method-not-allowed'].code]: 405,
  [httpErrors['too-large'].code]: 413,
  [httpErrors['content-type'].code]: 415,
}

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly requestId: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly fields?: readonly FieldProblem[]
}

export type FieldProblem = { readonly path: string; readonly message: string }

export function statusOf(refusal: Refusal): ContentfulStatusCode {
  return statusOfCode[refusal.error.code] ?? statusOfKind[refusal.error.kind]
}

/** RFC 9457, with our stable code, the next step in Chinese and the request's id. */
export function problemOf(
  refusal: Refusal,
  requestId: string,
  fields?: readonly FieldProblem[],
): Problem {
  const { error, details } = refusal
  return {
    type: `/docs/errors#${error.code}`,
    title: error.title,
    status: statusOf(refusal),
    code: error.code,
    detail: error.advice,
    requestId,
    ...(Object.keys(details).length > 0 ? { details } : {}),
    ...(fields && fields.length > 0 ? { fields } : {}),
  }
}

/** The refusal behind anything thrown; unknown errors become `request.internal` and tell nothing. */
export function refusalFrom(error: unknown): Refusal {
  const known = refusalOf(error)
  if (known) return known
  if (error instanceof HTTPException) return refusalOfStatus(error.status)
  return refuse(httpErrors.internal)
}

function refusalOfStatus(status: number): Refusal {
  if (status === 400) return refuse(httpErrors.malformed)
  if (status === 413) return refuse(httpErrors['too-large'])
  if (status === 404) return refuse(httpErrors['not-found'])
  if (status === 503) return refuse(databaseErrors.unavailable)
  return refuse(httpErrors.internal)
}

export function sendProblem(
  c: AppContext,
  refusal: Refusal,
  fields?: readonly FieldProblem[],
): Response {
  const problem = problemOf(refusal, c.get('requestId'), fields)
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
  }
  if (refusal.error.kind === 'busy') headers['retry-after'] = '2'
  if (refusal.error.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer'
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, headers)
}

/** What a schema found, one line a field; the value itself is never repeated. */
export function fieldsOf(error: z.ZodError): FieldProblem[] {
  return error.issues.slice(0, 50).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }))
}

/** True for callers that read JSON; people get a page. */
export function wantsJson(c: Context<AppEnv>): boolean {
  const { path } = c.req
  if (path.startsWith('/api/') || path.startsWith('/.well-known/') || path === '/openapi.json')
    return true
  return !(c.req.header('accept') ?? '').includes('text/html')
}
