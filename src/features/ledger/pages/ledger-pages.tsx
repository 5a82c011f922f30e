import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import type { HasPending } from '../move-books.ts'
import { donatePages } from './donate-pages.tsx'
import { givePages } from './give-pages.tsx'
import { personBooksPages } from './person-books-pages.tsx'
import { personSavingsPages } from './person-savings-page.tsx'
import { proposalFormPages } from './proposal-form-page.tsx'
import { proposalPages } from './proposal-page.tsx'
import { proposalsPages } from './proposals-page.tsx'
import { savingsPages } from './savings-page.tsx'
import { statementPages } from './statement-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function ledgerPages(hasPending: HasPending): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const pages = [
    ...[savingsPages(), statementPages(), givePages(), donatePages()],
    ...[personSavingsPages(), personBooksPages(hasPending)],
    ...[proposalFormPages(), proposalsPages(), proposalPages()],
  ]
  for (const page of pages) router.route('/', page)
  return router
}
