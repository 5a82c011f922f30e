import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { inboxRoutes } from './inbox.ts'
import { channelRoutes } from './channels.ts'

/** The room's API, for app.ts to mount at `/`. */
export function noticeRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', inboxRoutes())
  router.route('/', channelRoutes())
  return router
}
