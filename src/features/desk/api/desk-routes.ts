import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { requestRoutes } from './request-routes.ts'
import { visitRoutes } from './visit-routes.ts'

export function deskRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', requestRoutes())
  router.route('/', visitRoutes())
  return router
}
