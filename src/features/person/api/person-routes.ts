import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { changesRoutes } from './changes-routes.ts'
import { erasureRoutes } from './erasure-routes.ts'
import type { PersonParts } from './parts.ts'
import { peopleRoutes } from './people-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'

/** The room's API, for app.ts to mount at `/`. */
export function personRoutes(parts: PersonParts): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', signInRoutes(parts))
  router.route('/', peopleRoutes())
  router.route('/', changesRoutes())
  router.route('/', erasureRoutes(parts))
  return router
}
