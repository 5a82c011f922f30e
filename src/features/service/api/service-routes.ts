import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { inboxRoutes } from './inbox-routes.ts'
import { offeringRoutes } from './offering-routes.ts'
import { recordRoutes } from './record-routes.ts'
import { sheetRoutes } from './sheet-routes.ts'

/** The room's API, for app.ts to mount at `/`. */
export function serviceRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', offeringRoutes())
  router.route('/', inboxRoutes())
  router.route('/', recordRoutes())
  router.route('/', sheetRoutes())
  return router
}
