import type { OpenAPIHono } from '@hono/zod-openapi'
import { mountAssets } from './http/assets.ts'
import { mountCareMode } from './http/care-mode.ts'
import { mountDocs } from './http/docs-page.tsx'
import type { AppContext, AppEnv, Services } from './http/env.ts'
import { httpErrors } from './http/errors.ts'
import {
  bodyLimitMiddleware,
  headersMiddleware,
  noStoreMiddleware,
  originMiddleware,
  requestMiddleware,
} from './http/guards.ts'
import { mountHealth } from './http/health.ts'
import { makeRouter } from './http/openapi.ts'
import { homeOf, renderProblem } from './http/page.tsx'
import { refusalFrom, sendProblem, wantsJson } from './http/problem.ts'
import { sessionMiddleware, type LoadVisitor } from './http/session.ts'
import { refuse, type Refusal } from './kernel/errors.ts'

export type AppParts = {
  readonly services: Services
  readonly loadVisitor: LoadVisitor
  readonly isStopping: () => boolean
}

/** The composition root: what every request passes, then every room. */
export function buildApp({ services, loadVisitor, isStopping }: AppParts): OpenAPIHono<AppEnv> {
  const app = makeRouter()
  app.onError((error, c) => {
    const refusal = refusalFrom(error)
    if (refusal.error.kind === 'internal') {
      services.logger.error({ requestId: c.get('requestId'), error }, 'a request failed')
    }
    return answerProblem(c, refusal)
  })
  app.notFound((c) => answerProblem(c, refuse(httpErrors['not-found'])))
  app.use(requestMiddleware(services), headersMiddleware, noStoreMiddleware)
  mountAssets(app)
  mountHealth(app, isStopping)
  app.use(bodyLimitMiddleware, originMiddleware, sessionMiddleware(loadVisitor))
  mountDocs(app)
  mountCareMode(app)
  mountRooms(app)
  mountDescription(app)
  return app
}

function answerProblem(c: AppContext, refusal: Refusal): Response | Promise<Response> {
  return wantsJson(c) ? sendProblem(c, refusal) : renderProblem(c, refusal)
}

function mountRooms(app: OpenAPIHono<AppEnv>): void {
  app.get('/', (c) => {
    const visitor = c.get('visitor')
    return c.redirect(visitor ? homeOf(visitor) : '/sign-in')
  })
}

function mountDescription(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: '爱心储蓄 Aixin',
      version: '0.1.0',
      description: '志愿服务时间储蓄：记录、审核、储蓄、使用、核对。数额一律为整数分钟。',
    },
    security: [{ bearer: [] }],
  })
}
