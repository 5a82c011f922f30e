import { readConfig, type Config } from '../src/config.ts'
import type { ServerEvent } from '../src/db/embedded-watch.ts'
import { provideDatabase, type ProvidedDatabase } from '../src/db/provide.ts'
import { StartupError } from '../src/kernel/startup-error.ts'
import { monotonicMs } from '../src/kernel/clock.ts'
import { openCtx, run } from '../src/main.ts'
import { provideDemo, type DemoWish } from './demo/provide-demo.ts'
import { signIns, signInTable } from './demo/sign-ins.ts'

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

/** `--demo` and `--no-demo`; null for neither. */
function readWish(words: readonly string[]): boolean | null {
  const [first, ...more] = words
  if (first === undefined) return null
  if (more.length === 0 && first === '--demo') return true
  if (more.length === 0 && first === '--no-demo') return false
  throw new StartupError(
    `不认识 ${words.join(' ')}：npm start 后面可以写 -- --demo（装入演示数据）或 -- --no-demo（不装）。`,
    `Not understood: ${words.join(' ')}. After npm start, -- --demo or -- --no-demo may follow.`,
  )
}

/** True when the database holds the demonstration, filled just now or long ago. */
async function fill(
  config: Config,
  { target, embedded }: ProvidedDatabase,
  wish: Pick<DemoWish, 'wanted' | 'isStopping'>,
): Promise<boolean> {
  const ctx = openCtx(config, target)
  try {
    return await provideDemo(ctx, { ...wish, embedded, print: console.log })
  } finally {
    await ctx.db.close()
  }
}

function greet(address: string, isDemo: boolean): void {
  console.log(`爱心储蓄已启动：${address}`)
  if (!isDemo) return
  console.log(`这里是演示数据，可以用下面的手机号登录：\n${signInTable(signIns)}`)
  console.log('在登录页填手机号，验证码显示在本窗口；同一号码有两个人的，登录后选择是哪一位。')
}

async function serve(
  config: Config,
  { target }: ProvidedDatabase,
  { isDemo, stopped }: { readonly isDemo: boolean; readonly stopped: Promise<void> },
): Promise<void> {
  const app = await run(config, target, { demoSignIns: isDemo ? signIns : [] })
  greet(app.address, isDemo)
  await stopped
  await app.stop()
}

async function start(): Promise<void> {
  outliveOutput()
  let isStopping = false
  const stopped = untilStopped().then(() => void (isStopping = true))
  const wanted = readWish(process.argv.slice(2))
  const config = readConfig()
  if (config.databaseUrl !== null && config.databaseOwnerUrl === null)
    console.warn('没有设置 DATABASE_OWNER_URL：应用以表的所有者身份运行，数据库权限的保护较弱。')
  const database = await provideDatabase(config)
  database.supervise(reportServer)
  try {
    const isDemo = await fill(config, database, { wanted, isStopping: () => isStopping })
    if (!isStopping) await serve(config, database, { isDemo, stopped })
  } finally {
    const ended = await database.stop()
    if (database.embedded)
      console.log(
        ended ? '数据库已停止。' : '数据库没有停止：另一个程序还在使用它，或它已不在运行。',
      )
  }
}

const cannotListen: Readonly<Record<string, string>> = {
  EADDRINUSE:
    '端口已被占用：请停止占用它的程序，或用 PORT 换一个端口。\nThe port is in use: stop what uses it, or set PORT.',
  EACCES:
    '没有权限使用这个端口：请用 PORT 换一个 1024 以上的端口。\nThis port is not allowed: set PORT to one above 1024.',
  EADDRNOTAVAIL:
    '这台机器没有 HOST 所写的地址：请改正 HOST，或不设。\nThis machine has no such address: mend HOST, or leave it unset.',
  ENOTFOUND:
    '找不到 HOST 所写的地址：请改正 HOST，或不设。\nThe address of HOST is not found: mend it, or leave it unset.',
}

/** What a person can mend is said in a sentence; anything else keeps its stack. */
function explain(error: unknown): unknown {
  if (error instanceof StartupError) return error.message
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return error
  const isOurs = error.syscall === 'listen' || error.syscall === 'getaddrinfo'
  return (isOurs && cannotListen[String(error.code)]) || error
}

start().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(explain(error))
    process.exit(1)
  },
)
