import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { activitiesPages } from './activities-page.tsx'
import { activityPages } from './activity-page.tsx'
import { attendancePages } from './attendance-page.tsx'
import { checkInPages } from './check-in-pages.tsx'
import { myPostsPages } from './my-posts-page.tsx'
import { ownShiftsPages } from './own-shifts-page.tsx'
import { planFormPages } from './plan-form.tsx'
import { planPages } from './plan-page.tsx'
import { plannerPages } from './planner-page.tsx'
import { plansPages } from './plans-page.tsx'
import { postPages } from './post-page.tsx'
import { postsPages } from './posts-page.tsx'
import { schoolHolidayPages } from './school-holidays-page.tsx'
import { shiftPages } from './shift-page.tsx'
import { signUpPages } from './sign-up-pages.ts'
import { stationPages } from './station-page.tsx'
import { teamPages } from './team-page.tsx'
import { teamsPages } from './teams-page.tsx'
import { unplannedPages } from './unplanned-pages.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function dutyPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', activitiesPages())
  router.route('/', activityPages())
  router.route('/', plansPages())
  router.route('/', plannerPages())
  router.route('/', planFormPages())
  router.route('/', planPages())
  router.route('/', shiftPages())
  router.route('/', signUpPages())
  router.route('/', attendancePages())
  router.route('/', ownShiftsPages())
  router.route('/', checkInPages())
  router.route('/', stationPages())
  router.route('/', unplannedPages())
  router.route('/', schoolHolidayPages())
  router.route('/', myPostsPages())
  router.route('/', postsPages())
  router.route('/', postPages())
  router.route('/', teamsPages())
  router.route('/', teamPages())
  return router
}
