import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import type { PersonParts } from '../api/parts.ts'
import { erasurePages } from './erasure-pages.tsx'
import { mePages } from './me-page.tsx'
import { newNodePages } from './new-node-pages.tsx'
import { nodesPages } from './nodes-page.tsx'
import { peopleList } from './people-list.tsx'
import { personFilePages } from './person-page.tsx'
import { registerPages } from './register-pages.tsx'
import { signInPages } from './sign-in-pages.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function personPages(parts: PersonParts): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', signInPages(parts))
  router.route('/', registerPages())
  router.route('/', mePages())
  router.route('/', nodesPages())
  router.route('/', newNodePages())
  router.route('/', peopleList())
  router.route('/', personFilePages())
  router.route('/', erasurePages(parts))
  return router
}
