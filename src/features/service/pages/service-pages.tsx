import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { approvePages } from './approve-pages.tsx'
import { inboxPages } from './inbox-page.tsx'
import { newRecordPages } from './new-record-page.tsx'
import { ownRecordsPages } from './own-records-page.tsx'
import { personRecordsPages } from './person-records-page.tsx'
import { recordPages } from './record-page.tsx'
import { sheetFormPages } from './sheet-form-page.tsx'
import { sheetPages } from './sheet-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function servicePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', newRecordPages())
  router.route('/', ownRecordsPages())
  router.route('/', sheetFormPages())
  router.route('/', sheetPages())
  router.route('/', inboxPages())
  router.route('/', approvePages())
  router.route('/', recordPages())
  router.route('/', personRecordsPages())
  return router
}
