import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import type { HasPending } from '../move-books.ts'
import { proposalRoutes } from './proposal-routes.ts'
import { readRoutes } from './read-routes.ts'
import { writeRoutes } from './write-routes.ts'

/** `hasPending`: does something unfinished still belong to the books that are to move? */
export function ledgerRoutes(hasPending: HasPending): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const rooms = [readRoutes(), writeRoutes(hasPending), proposalRoutes()]
  for (const routes of rooms) router.route('/', routes)
  return router
}
