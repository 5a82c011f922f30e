import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { activitiesPages } from './activities-page.tsx'
import { activityPages } from './activity-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function dutyPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', activitiesPages())
  router.route('/', activityPages())
  return router
}
