import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import type { OpenInbox } from '../model/inbox.ts'
import { caseworkRoutes } from './casework-routes.ts'
import { figuresRoutes } from './figures-routes.ts'
import { inboxRoutes } from './inbox-routes.ts'
import { requestRoutes } from './request-routes.ts'
import { visitRoutes } from './visit-routes.ts'

export function deskRoutes(openInbox: OpenInbox): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', requestRoutes())
  router.route('/', visitRoutes())
  router.route('/', caseworkRoutes())
  router.route('/', inboxRoutes(openInbox))
  router.route('/', figuresRoutes())
  return router
}
