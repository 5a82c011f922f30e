import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { askPages } from './ask-pages.tsx'
import { instructionPages } from './instruction-page.tsx'
import { withdrawPages } from './withdraw-pages.tsx'

export function redemptionPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  for (const page of [askPages(), withdrawPages(), instructionPages()]) router.route('/', page)
  return router
}
