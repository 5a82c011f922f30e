import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { approve, approvePage, handIn, handInPage, reject, rejectPage } from './act-pages.tsx'
import { rows, template } from './downloads.ts'
import { importPage } from './import-page.tsx'
import { listPage } from './list-page.tsx'
import { receiveFile, uploadPage } from './upload-page.tsx'
import { checkAgain } from './uploaded-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function importPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/imports', (c) => listPage(c))
  router.get('/imports/new', (c) => uploadPage(c, ''))
  router.post('/imports/upload', (c) => receiveFile(c))
  router.get('/imports/templates/:kind', (c) => template(c))
  router.get('/imports/:id', (c) => importPage(c))
  router.get('/imports/:id/rows', (c) => rows(c))
  router.post('/imports/:id/check', (c) => checkAgain(c))
  router.get('/imports/:id/hand-in', (c) => handInPage(c))
  router.post('/imports/:id/hand-in', (c) => handIn(c))
  router.get('/imports/:id/approve', (c) => approvePage(c))
  router.post('/imports/:id/approve', (c) => approve(c))
  router.get('/imports/:id/reject', (c) => rejectPage(c))
  router.post('/imports/:id/reject', (c) => reject(c))
  return router
}
