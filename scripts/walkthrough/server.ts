import { readConfig } from '../../src/config.ts'
import { assertDriverGuarded } from '../../src/db/driver-guard.ts'
import { APPLICATION_ROLE, startEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { parseInstant } from '../../src/kernel/clock.ts'
import { run } from '../../src/main.ts'
import { makeFirstAdministrator } from '../support/first-administrator.ts'
import { removeTemporaryData } from '../support/temporary-data.ts'
import { phones } from './cast.ts'
import { STORY_BEGINS } from './stage.ts'

/**
 * The service as `npm start` runs it, with two differences: its data are thrown away, and it goes by
 * the story's clock, because what is told takes five weeks and must come out alike on every day that
 * it is told. The clock stands where the walkthrough, which started it, last set it.
 */
async function serve(): Promise<void> {
  assertDriverGuarded()
  outliveOutput()
  const config = readConfig()
  const ended = untilEnded()
  const embedded = await startEmbedded(config.dataDir, { durable: false })
  try {
    await migrate(embedded.owner, APPLICATION_ROLE)
    const app = await run(config, embedded.application, { now: storyClock() })
    await makeFirstAdministrator(app.ctx, { phone: phones.administrator, name: '演示区管理员' })
    console.log(`爱心储蓄已启动：${app.address}`)
    await ended
    await app.stop()
  } finally {
    await embedded.halt()
    await removeTemporaryData(config.dataDir)
  }
}

/** Whoever reads what we print may be gone before the database has stopped. */
function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

function storyClock() {
  let now = STORY_BEGINS
  process.on('message', (text) => {
    now = parseInstant(String(text)) ?? now
    process.send?.(now)
  })
  return () => now
}

/** Told to end, or left alone by a walkthrough that was killed. */
function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
    process.on('disconnect', () => resolve())
  })
}

serve().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
