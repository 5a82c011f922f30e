import type { z } from '@hono/zod-openapi'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Choice } from '../../../http/components/choices.tsx'
import { ErrorSummary, type FieldMistake } from '../../../http/components/error-summary.tsx'
import type { Option } from '../../../http/components/fields.tsx'
import { checkedKey } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { formatAdvice } from '../../../http/openapi.ts'
import { problemOf } from '../../../http/problem.ts'
import { sessionCookieName } from '../../../http/session.ts'
import { formRefusal } from '../../../http/page.tsx'
import { DomainError, type Refusal } from '../../../kernel/errors.ts'

/** What a form sent: one text a field, `all` for boxes of one name. */
export type FormValues = {
  readonly key: string
  readonly text: (name: string) => string
  readonly all: (name: string) => readonly string[]
}

/** What a form sent that has a field for each of many rows. */
export type NamedValues = FormValues & { readonly names: readonly string[] }

export const noValues: FormValues = { key: '', text: () => '', all: () => [] }

export async function readForm(c: AppContext): Promise<NamedValues> {
  const form = await c.req.parseBody({ all: true })
  const all = (name: string): readonly string[] => {
    const value = form[name]
    const list = Array.isArray(value) ? value : [value]
    return list.filter((one) => typeof one === 'string')
  }
  const text = (name: string) => (all(name)[0] ?? '').trim()
  return { key: text('idempotencyKey'), text, all, names: Object.keys(form) }
}

/** A form that is not sent yet, filled in by the link that led to it; nothing secret travels there. */
export function valuesInAddress(c: AppContext): FormValues {
  const text = (name: string) => (c.req.query(name) ?? '').trim().slice(0, 100)
  return { key: '', text, all: (name) => [text(name)] }
}

/** @throws `command.key-malformed` for a form that was not ours */
export function formKeyOf(values: FormValues): string {
  return checkedKey(values.key)
}

/** Why a form came back: a refusal, or fields that do not fit. */
export type FormProblem = {
  readonly refusal?: Refusal
  readonly mistakes?: readonly FieldMistake[]
  /** By field: the people whom its words may mean. */
  readonly candidates?: Readonly<Record<string, readonly Choice[]>>
}

/** Mistakes in fields, thrown from wherever they are seen to the form that shows them. */
export class FormMistakes extends Error {
  readonly problem: FormProblem

  constructor(
    mistakes: readonly FieldMistake[],
    candidates?: Readonly<Record<string, readonly Choice[]>>,
  ) {
    super('fields to put right')
    this.problem = { mistakes, ...(candidates ? { candidates } : {}) }
  }
}

/** One mistake, in the field of that id. */
export function mistake(id: string, message: string): FormMistakes {
  return new FormMistakes([{ id, message }])
}

/**
 * What a form shows when it comes back. A name that means nobody is its matter too; faults, and
 * what it cannot mend, are thrown on.
 */
export function formProblemOf(error: unknown): FormProblem {
  if (error instanceof FormMistakes) return error.problem
  const isAboutNames =
    error instanceof DomainError && error.refusal.error.code.startsWith('person.')
  return { refusal: isAboutNames ? error.refusal : formRefusal(error) }
}

/** What was typed into a field, and what was wrong with it, under the field's name. */
export function fieldOf({ values, problem }: FormState) {
  return (name: string) => ({
    name,
    value: values.text(name),
    error: mistakeAt(problem, name),
  })
}

export type FormState = {
  readonly values: FormValues
  readonly problem: FormProblem | undefined
}

export function FormProblems({ c, problem }: { c: AppContext; problem: FormProblem | undefined }) {
  if (!problem) return null
  const { refusal, mistakes = [] } = problem
  if (!refusal) return <ErrorSummary title="有内容要改" mistakes={mistakes} />
  const { title, detail, code, requestId } = problemOf(refusal, c.get('requestId'))
  return <ErrorSummary title={title} advice={detail} code={code} requestId={requestId} />
}

export function mistakeAt(problem: FormProblem | undefined, id: string): string | undefined {
  return problem?.mistakes?.find((mistake) => mistake.id === id)?.message
}

/** Lists and calendars give these values: nobody types them. */
const formWords: Readonly<Record<string, string>> = {
  [formatAdvice.id]: '请选择一项',
  [formatAdvice.instant]: '请选择日期和时间',
  [formatAdvice.date]: '请选择日期',
}

/** The first mistake of each field; `ids` says which input shows a schema's path. */
export function mistakesOf(
  error: z.ZodError,
  ids: Readonly<Record<string, string>>,
): readonly FieldMistake[] {
  const byId = new Map<string, string>()
  for (const { path, message } of error.issues) {
    const whole = path.map(String).join('.')
    const id = ids[whole] ?? ids[String(path[0])] ?? String(path[0])
    if (!byId.has(id)) byId.set(id, formWords[message] ?? message)
  }
  return [...byId].map(([id, message]) => ({ id, message }))
}

export function optionsOf<T extends string>(names: Readonly<Record<T, string>>): readonly Option[] {
  return Object.entries<string>(names).map(([value, label]) => ({ value, label }))
}

export function readCookie(c: AppContext): string | undefined {
  const secret = getCookie(c, sessionCookieName(c.get('services').secureCookies))
  return secret && /^[A-Za-z0-9_-]{20,100}$/.test(secret) ? secret : undefined
}

export function writeCookie(c: AppContext, secret: string, maxAgeSeconds: number): void {
  const { secureCookies } = c.get('services')
  setCookie(c, sessionCookieName(secureCookies), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: secureCookies,
    maxAge: maxAgeSeconds,
  })
}

export function clearCookie(c: AppContext): void {
  const { secureCookies } = c.get('services')
  deleteCookie(c, sessionCookieName(secureCookies), { path: '/', secure: secureCookies })
}
