import { Hono } from 'hono'
import { expect, it } from 'vitest'
import type { AppEnv } from '../../src/http/env.ts'
import { deadlineMiddleware } from '../../src/http/guards.ts'
import { refusalFrom } from '../../src/http/problem.ts'

it('whoever is not answered in time is told to ask again under the same key', async () => {
  const refusals: string[] = []
  const app = new Hono<AppEnv>()
  app.onError((error, c) => {
    refusals.push(refusalFrom(error).error.code)
    return c.body(null, 503)
  })
  app.use('/never', deadlineMiddleware(20))
  app.use('/soon', deadlineMiddleware())
  app.get('/never', () => new Promise<Response>(() => undefined))
  app.get('/soon', (c) => c.text('here'))
  expect((await app.request('/never')).status).toBe(503)
  expect(refusals).toEqual(['db.unavailable'])
  expect(await (await app.request('/soon')).text()).toBe('here')
})
