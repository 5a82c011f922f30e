import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { inboxPages } from './inbox-page.tsx'
import type { Authorise } from '../../policy/propose-policy.ts'
import { givenUpPages } from './given-up-page.tsx'
import { subscriptionPages } from './subscriptions-page.tsx'
import { channelPages } from './channels-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function noticePages(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.route('/', inboxPages())
  router.route('/', channelPages())
  router.route('/', subscriptionPages(authorise))
  router.route('/', givenUpPages(authorise))
  return router
}
