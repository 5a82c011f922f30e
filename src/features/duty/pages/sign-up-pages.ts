import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formKeyOf, formProblemOf, noValues, readForm } from '../../person/pages/form-parts.tsx'
import { signUp } from '../sign-up.ts'
import { withdrawSignUp } from '../withdraw-sign-up.ts'
import { keyInAddress, shiftHref } from './plan-parts.tsx'
import { shiftPage } from './shift-page.tsx'

export function signUpPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.post('/shifts/:id/sign-up', (c) => act(c, signUp))
  router.post('/shifts/:id/withdraw', (c) => act(c, withdrawSignUp))
  return router
}

async function act(c: AppContext, useCase: typeof signUp): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  try {
    const input = { shiftId: id, personId: null }
    const { state } = await commit(c, useCase, communityId, input, formKeyOf(values))
    return c.redirect(`${shiftHref({ communityId, id })}&done=${state}`, 303)
  } catch (error) {
    return shiftPage(c, noValues, formProblemOf(error))
  }
}
