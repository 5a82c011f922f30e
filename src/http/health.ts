import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from './env.ts'

/**
 * `/healthz`: the process lives. `/readyz`: it can reach its database and is not stopping. While it
 * is stopping, every answer ends its connection: a caller who keeps one busy would hold up the end.
 */
export function mountHealth(app: OpenAPIHono<AppEnv>, isStopping: () => boolean): void {
  app.use(async (c, next) => {
    await next()
    if (isStopping()) c.header('Connection', 'close')
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const ready = !isStopping() && (await c.get('services').ctx.db.ping())
    return c.json({ status: ready ? 'ready' : 'unavailable' }, ready ? 200 : 503)
  })
}
