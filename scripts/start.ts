import { readConfig } from '../src/config.ts'
import type { ServerEvent } from '../src/db/embedded-watch.ts'
import { provideDatabase } from '../src/db/provide.ts'
import { StartupError } from '../src/kernel/startup-error.ts'
import { monotonicMs } from '../src/kernel/clock.ts'
import { run } from '../src/main.ts'

/** A terminal's Ctrl-C reaches us directly and again through npm: that counts once. */
const SAME_SIGNAL_MS = 500

/** Resolves at the first signal to stop; a second one ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    const heard = (signal: NodeJS.Signals) => {
      if (firstAt === undefined) {
        firstAt = monotonicMs()
        console.log('正在停止：先办完手上的请求…… (stopping)')
        resolve()
      } else if (signal !== 'SIGHUP' && monotonicMs() - firstAt > SAME_SIGNAL_MS) process.exit(130)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard)
  })
}

/** A closed terminal or a dead `| tee` must not end us before the requests and the database. */
function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

function reportServer(event: ServerEvent): void {
  if (event.kind === 'died') console.error('数据库意外停止，正在重新启动…… (PostgreSQL died)')
  if (event.kind === 'restarted') console.error('数据库已恢复。 (PostgreSQL is up again)')
  if (event.kind === 'failed') console.error('数据库没有恢复，继续尝试。', event.error)
}

async function start(): Promise<void> {
  outliveOutput()
  const stopped = untilStopped()
  const config = readConfig()
  if (config.databaseUrl !== null && config.databaseOwnerUrl === null)
    console.warn('没有设置 DATABASE_OWNER_URL：应用以表的所有者身份运行，数据库权限的保护较弱。')
  const database = await provideDatabase(config)
  database.supervise(reportServer)
  try {
    const app = await run(config, database.target)
    console.log(`爱心储蓄已启动：${app.address}`)
    await stopped
    await app.stop()
  } finally {
    const ended = await database.stop()
    if (database.embedded)
      console.log(
        ended ? '数据库已停止。' : '数据库没有停止：另一个程序还在使用它，或它已不在运行。',
      )
  }
}

/** What a person can mend is said in a sentence; anything else keeps its stack. */
function explain(error: unknown): unknown {
  if (error instanceof StartupError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return '端口已被占用：请停止占用它的程序，或用 PORT 换一个端口。\nThe port is in use: stop what uses it, or set PORT.'
  return error
}

start().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(explain(error))
    process.exit(1)
  },
)
