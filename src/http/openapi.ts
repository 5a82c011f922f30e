import { OpenAPIHono, z } from '@hono/zod-openapi'
import { parseCivilDate, parseInstant, type CivilDate, type Instant } from '../kernel/clock.ts'
import { refuse } from '../kernel/errors.ts'
import { isId } from '../kernel/ids.ts'
import { isAmount, MAX_MINUTES, type Minutes } from '../kernel/minutes.ts'
import { MAX_PAGE } from '../kernel/paging.ts'
import { cleanText } from '../kernel/text.ts'
import type { AppContext, AppEnv } from './env.ts'
import { httpErrors } from './errors.ts'
import { fieldsOf, sendProblem } from './problem.ts'

// What a schema says of a field is read by people too.
z.config(z.locales.zhCN())

/** Every room's API is one of these: a schema that does not fit is a 422 with its fields. */
export function makeRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) =>
      result.success
        ? undefined
        : sendProblem(c as AppContext, refuse(httpErrors.invalid), fieldsOf(result.error)),
  })
}

/** Bodies refuse fields that they do not know. */
export const strict = z.strictObject

/** Said to programs; a form says it in its own words (`mistakesOf`). */
export const formatAdvice = {
  id: '编号格式不对',
  instant: '时间要写成 2026-11-24T09:00:00+08:00 的样子',
  date: '日期要写成 2026-11-24 的样子',
} as const

export const idSchema = z
  .string()
  .refine(isId, formatAdvice.id)
  .openapi({ format: 'uuid', example: '01a20ba4-9ca6-748a-badb-c9241f21bc8a' })

export const instantSchema = z
  .string()
  .max(40)
  .transform((text, check): Instant => {
    const instant = parseInstant(text)
    if (instant) return instant
    check.addIssue({ code: 'custom', message: formatAdvice.instant })
    return z.NEVER
  })
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-24T09:00:00+08:00' })

export const civilDateSchema = z
  .string()
  .max(10)
  .transform((text, check): CivilDate => {
    const date = parseCivilDate(text)
    if (date) return date
    check.addIssue({ code: 'custom', message: formatAdvice.date })
    return z.NEVER
  })
  .openapi({ type: 'string', format: 'date', example: '2026-11-24' })

/** A positive whole number of minutes, as a JSON integer, up to `most`. */
export function minutesSchema(most = MAX_MINUTES) {
  return z
    .custom<Minutes>((value) => isAmount(value) && value <= most, '要填大于零的整数分钟')
    .openapi({ type: 'integer', minimum: 1, maximum: most, example: 60 })
}

/** Clean text of at most `most` characters (code points), trimmed, NFC; empty is refused. */
export function textSchema(most: number, options: { lines?: boolean } = {}) {
  return z
    .string()
    .max(most * 4)
    .transform((text, check): string => {
      const clean = cleanText(text, most, options)
      if (clean !== undefined && clean !== '') return clean
      check.addIssue({ code: 'custom', message: `请填写，最多 ${most} 个字，不含特殊控制字符` })
      return z.NEVER
    })
    .openapi({ type: 'string', maxLength: most })
}

export const limitSchema = z.coerce
  .number()
  .int()
  .min(1)
  .max(MAX_PAGE)
  .default(20)
  .openapi({ type: 'integer', minimum: 1, maximum: MAX_PAGE })

export const cursorSchema = z.string().min(1).max(2048)

export const communityParams = z.object({
  communityId: idSchema.openapi({ param: { name: 'communityId', in: 'path' } }),
})

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')

/** The answers that every route can give besides its own. */
export const problemResponses = {
  default: {
    description: 'RFC 9457 problem with a stable code',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
} as const

export function jsonBody<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const
}

export function jsonResponse<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } } as const
}

/**
 * Documented on every write, and read by `idempotencyKeyOf`. As `request.headers` all headers of a
 * request would be copied, sorted and checked, which takes some ten microseconds.
 */
export const idempotencyParameters: { name: string; in: 'header'; [more: string]: unknown }[] = [
  {
    name: 'idempotency-key',
    in: 'header',
    required: false,
    description: '8–100 letters, digits, - or _; the same key returns the same answer',
    schema: { type: 'string' },
  },
]
