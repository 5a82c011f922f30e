import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { calendarPages } from './calendar-pages.tsx'
import { ownRosterPages } from './own-rosters-page.tsx'
import { rosterPage, rosterPosts } from './roster-page.tsx'
import { rotationPages } from './rotation-page.tsx'
import { swapPages } from './swap-page.tsx'

/** 值班表 and 我的值班, for app.ts to mount at `/`. */
export function rosterPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/rosters', (c) => rosterPage(c, c.req.query()))
  for (const pages of [rosterPosts, rotationPages, ownRosterPages, swapPages, calendarPages]) {
    router.route('/', pages())
  }
  return router
}
