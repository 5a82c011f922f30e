import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { inboxRoutes } from './inbox.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import type { Authorise } from '../../policy/propose-policy.ts'
import { channelRoutes } from './channels.ts'
import { givenUpRoutes } from './given-up.ts'

/** The room's API, for app.ts to mount at `/`. */
export function noticeRoutes(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', inboxRoutes())
  router.route('/', channelRoutes())
  router.route('/', subscriptionRoutes(authorise))
  router.route('/', givenUpRoutes(authorise))
  return router
}
