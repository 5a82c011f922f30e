import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { activitiesPages } from './activities-page.tsx'
import { activityPages } from './activity-page.tsx'
import { planFormPages } from './plan-form.tsx'
import { planPages } from './plan-page.tsx'
import { plansPages } from './plans-page.tsx'
import { schoolHolidayPages } from './school-holidays-page.tsx'
import { shiftPages } from './shift-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function dutyPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', activitiesPages())
  router.route('/', activityPages())
  router.route('/', plansPages())
  router.route('/', planFormPages())
  router.route('/', planPages())
  router.route('/', shiftPages())
  router.route('/', schoolHolidayPages())
  return router
}
