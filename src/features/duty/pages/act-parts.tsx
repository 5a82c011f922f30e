import type { z, OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { statusOf } from '../../../http/problem.ts'
import { requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import {
  FormMistakes,
  formProblemOf,
  mistakesOf,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'

export const organisers = ['coordinator']

/** What a page shows besides its facts: a form that came back. */
export type PageState = { readonly values: FormValues; readonly problem: FormProblem | undefined }

export const fresh: PageState = { values: noValues, problem: undefined }

/** The page, and what its forms do: `act` says where to go; what it refuses comes back on the page. */
export function mountActs(
  router: OpenAPIHono<AppEnv>,
  page: (c: AppContext, state: PageState) => Promise<Response>,
  acts: Readonly<Record<string, (c: AppContext, values: FormValues) => Promise<string>>>,
): void {
  for (const [path, act] of Object.entries(acts)) {
    router.post(path, async (c) => {
      visitorOf(c)
      const values = await readForm(c)
      try {
        return c.redirect(await act(c, values), 303)
      } catch (error) {
        return page(c, { values, problem: formProblemOf(error) })
      }
    })
  }
}

/** What a form sent, as the API would take it. @throws FormMistakes by field */
export function parsed<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new FormMistakes(mistakesOf(result.error, {}))
}

/** An id of the path. @throws `request.not-found` */
export function pathId(c: AppContext, name = 'id'): Id {
  const id = c.req.param(name) ?? ''
  if (!isId(id)) throw new DomainError(httpErrors['not-found'])
  return id
}

/** The community in the address, where the visitor coordinates. @throws `request.not-found` */
export async function communityOf(c: AppContext): Promise<Id> {
  const communityId = c.req.query('community') ?? visitorOf(c).booksCommunityId
  if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
  await requireRole(c, visitorOf(c), organisers, communityId)
  return communityId
}

export function statusIn({ problem }: PageState) {
  if (!problem) return {}
  return { status: problem.refusal ? statusOf(problem.refusal) : (422 as const) }
}

/** A name or a card number a line. */
export function linesOf(text: string): readonly string[] {
  return text
    .split(/[\r\n,，、;；]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
