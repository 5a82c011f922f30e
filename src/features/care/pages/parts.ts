import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { visitorOf } from '../../../http/commit.ts'
import { statusOf } from '../../../http/problem.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import type { FormProblem, FormValues } from '../../person/pages/form-parts.tsx'

/** The community in the address; without one, that of the visitor's books. @throws `request.not-found` */
export function communityOf(c: AppContext): Id {
  return idIn(c.req.query('community') ?? visitorOf(c).booksCommunityId)
}

/** An id in the path. @throws `request.not-found` */
export function pathId(c: AppContext, name = 'id'): Id {
  return idIn(c.req.param(name) ?? '')
}

function idIn(text: string): Id {
  if (!isId(text)) throw new DomainError(httpErrors['not-found'])
  return text
}

export type PageState = { readonly values: FormValues; readonly problem?: FormProblem | undefined }

/** What a page answers whose form came back. */
export function pageStatus({ problem }: PageState) {
  if (!problem) return {}
  return { status: problem.refusal ? statusOf(problem.refusal) : (422 as const) }
}

/** An empty field of a form is no value. */
export function orNull(text: string): string | null {
  return text === '' ? null : text
}

/** `…?community=`, as every page of the room names its place. */
export function at(path: string, communityId: Id): string {
  return `${path}?community=${communityId}`
}
