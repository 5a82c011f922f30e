import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { introductionRoutes } from './introduction-routes.ts'
import { standingRoutes } from './standing-routes.ts'

/** The room's API, for app.ts to mount at `/`. */
export function incentiveRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', introductionRoutes())
  router.route('/', standingRoutes())
  return router
}
