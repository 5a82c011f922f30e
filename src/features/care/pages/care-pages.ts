import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { assessmentPages } from './assessment-page.tsx'
import { filePages } from './file-page.tsx'
import { fixPages } from './fix-pages.tsx'
import { fixesPages } from './fixes-pages.tsx'
import { minePages } from './mine-page.tsx'
import { openingPages } from './opening-page.tsx'
import { ownPairingsPages } from './own-pairings-page.tsx'
import { pairingsPages } from './pairings-page.tsx'
import { registerPages } from './register-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function carePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', registerPages())
  router.route('/', filePages())
  router.route('/', openingPages())
  router.route('/', minePages())
  router.route('/', pairingsPages())
  router.route('/', ownPairingsPages())
  router.route('/', assessmentPages())
  router.route('/', fixesPages())
  router.route('/', fixPages())
  return router
}
