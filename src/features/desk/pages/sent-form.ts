import type { AppContext } from '../../../http/env.ts'
import {
  noValues,
  type FormProblem,
  type FormState,
  type FormValues,
} from '../../person/pages/form-parts.tsx'

/** The one of a page's forms that was sent and comes back. */
export type SentForm = {
  readonly path: string
  readonly values: FormValues
  readonly problem: FormProblem
}

export function sentForm(c: AppContext, values: FormValues, problem: FormProblem): SentForm {
  return { path: c.req.path, values, problem }
}

/** What was typed into the form with this action; nothing for every other form of the page. */
export function stateAt(sent: SentForm | undefined, action: string): FormState {
  const isSent = sent !== undefined && action.split('?', 1)[0] === sent.path
  return isSent ? sent : { values: noValues, problem: undefined }
}
