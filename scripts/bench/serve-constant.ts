import { serve } from '@hono/node-server'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { provideDatabase } from '../../src/db/provide.ts'
import { makeLogger } from '../../src/http/log.ts'
import { openCtx } from '../../src/main.ts'

/**
 * The yardstick of case 5: the whole application with one route more, whose answer is always the
 * same, of the size of a balance. It costs what every request costs before its handler begins.
 */
async function start(): Promise<void> {
  const config = readConfig()
  const database = await provideDatabase(config)
  const ctx = openCtx(config, database.target)
  const app = buildApp(ctx, {
    lanes: config.lanes,
    logger: makeLogger(config.logLevel),
    sender: { reaches: 'phone', send: () => Promise.resolve() },
    publicUrl: config.publicUrl,
    isStopping: () => false,
  })
  app.get('/api/v1/constant', (c) =>
    c.json({
      communityId: '01900000-0000-7000-8000-000000000000',
      personId: '01900000-0000-7000-8000-000000000001',
      ...{ balanceMinutes: 600, heldMinutes: 0, availableMinutes: 600, version: 10 },
      closedAt: null,
    }),
  )
  serve({ fetch: app.fetch, port: config.port, hostname: config.host }, ({ port }) => {
    console.log(`爱心储蓄已启动：http://localhost:${port}`)
  })
}

process.once('SIGTERM', () => process.exit(0))
start().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
