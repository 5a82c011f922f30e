import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { caseworkActPages } from './casework-act-pages.ts'
import { consolePages } from './console-page.tsx'
import { figuresPages } from './figures-page.tsx'
import { deskActPages } from './desk-act-pages.ts'
import { flowPages } from './flow-page.tsx'
import { inboxPages } from './inbox-page.tsx'
import { ownRequestsPages } from './own-requests-page.tsx'
import { requestPages } from './request-page.tsx'
import { tasksPages } from './tasks-page.tsx'
import { visitActPages } from './visit-act-pages.ts'
import { visitPages } from './visit-pages.tsx'

export function deskPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const pages = [ownRequestsPages(), requestPages(), deskActPages(), consolePages()]
  for (const page of [
    ...pages,
    caseworkActPages(),
    inboxPages(),
    figuresPages(),
    flowPages(),
    tasksPages(),
    visitPages(),
    visitActPages(),
  ]) {
    router.route('/', page)
  }
  return router
}
