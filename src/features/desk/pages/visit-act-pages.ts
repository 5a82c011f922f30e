import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import {
  formKeyOf,
  formProblemOf,
  readForm,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { resolveSchema } from '../api/schemas.ts'
import { confirmVisit } from '../confirm-visit.ts'
import { disputeVisit } from '../dispute-visit.ts'
import type { Visit } from '../model/requests.ts'
import { resolveDispute } from '../resolve-dispute.ts'
import { fitting, reasonIn } from './desk-act-pages.ts'
import { keyInAddress, requestHref } from './parts.tsx'
import { requestPage } from './request-page.tsx'
import { sentForm } from './sent-form.ts'
import { helperTimesIn } from './time-fields.tsx'
import { readVisit } from './visit-pages.tsx'

/** What the asker and the desk say of a visit; they come back to the request's page. */
export function visitActPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.post('/visits/:id/confirm', (c) =>
    act(c, 'confirmed', (values, { communityId, id }) =>
      commit(c, confirmVisit, communityId, { visitId: id }, formKeyOf(values)),
    ),
  )
  router.post('/visits/:id/dispute', (c) =>
    act(c, 'disputed', (values, { communityId, id }) => {
      const input = { visitId: id, reason: reasonIn(values) }
      return commit(c, disputeVisit, communityId, input, formKeyOf(values))
    }),
  )
  router.post('/visits/:id/resolve', (c) =>
    act(c, 'saved', (values, visit) => {
      const upheld = values.text('decision') === 'uphold'
      const parsed = fitting(resolveSchema, {
        helpers: upheld ? helperTimesIn(values, visit) : null,
        reason: reasonIn(values),
      })
      const input = { visitId: visit.id, ...parsed }
      return commit(c, resolveDispute, visit.communityId, input, formKeyOf(values))
    }),
  )
  return router
}

async function act(
  c: AppContext,
  done: string,
  run: (values: FormValues, visit: Visit) => Promise<unknown>,
): Promise<Response> {
  const { communityId } = keyInAddress(c)
  const { visit } = await readVisit(c)
  const values = await readForm(c)
  try {
    await run(values, visit)
  } catch (error) {
    const sent = sentForm(c, values, formProblemOf(error))
    return requestPage(c, { communityId, id: visit.requestId }, sent)
  }
  return c.redirect(`${requestHref({ communityId, id: visit.requestId })}&done=${done}`, 303)
}
