import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { fileRoutes } from './file-routes.ts'
import { fixRoutes } from './fix-routes.ts'
import { pairingRoutes } from './pairing-routes.ts'

/** The room's API, for app.ts to mount at `/`. */
export function careRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', fileRoutes())
  router.route('/', pairingRoutes())
  router.route('/', fixRoutes())
  return router
}
