import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { checkerPages } from './checker-page.ts'
import { logPages } from './log-pages.tsx'
import { receiptPages } from './receipt-pages.tsx'
import { verifyPages } from './verify-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function proofPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const pages = [receiptPages(), checkerPages(), logPages(), verifyPages()]
  for (const each of pages) router.route('/', each)
  return router
}
