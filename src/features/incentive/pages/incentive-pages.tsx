import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { introductionPages } from './introduction-page.tsx'
import { standingPages } from './standing-page.tsx'
import { standingsPages } from './standings-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function incentivePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', introductionPages())
  router.route('/', standingsPages())
  router.route('/', standingPages())
  return router
}
