import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { monotonicMs } from '../kernel/clock.ts'
import { type Account, CHILD_ENVIRONMENT, isProcess, run } from './embedded-account.ts'
import { StartupError } from '../kernel/startup-error.ts'

/** A cluster on disk and how to run it. */
export type Cluster = {
  readonly folder: string
  readonly programs: string
  readonly account: Account
  readonly socket: string
  readonly log: string
  /** False only for tests: what was committed then survives kill -9, but not a power cut. */
  readonly durable: boolean
}

/** A server that answers; `child` when this process started it. */
export type Server = { readonly pid: number; readonly child: ChildProcess | undefined }

type Health = 'up' | 'starting' | 'down'

export const PORT = 5432
export const SUPERUSER = 'postgres'

/** After kill -9 the backends of the dead server hold its shared memory for about five seconds. */
const RETRY_MS = 30_000
const POLL_MS = 40
const STARTER = 'aixin-started-by-'

/** @throws StartupError when initdb fails */
export async function initialize(cluster: Omit<Cluster, 'socket' | 'log'>): Promise<void> {
  const settings = [
    'timezone=UTC',
    'log_timezone=UTC',
    'jit=off',
    ...(cluster.durable ? [] : HASTY),
  ]
  const made = await run(cluster.account, join(cluster.programs, 'bin/initdb'), [
    ...['-D', cluster.folder, '-U', SUPERUSER, '-E', 'UTF8', '--locale=C'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--auth-local=trust', '--auth-host=reject'],
    ...settings.flatMap((setting) => ['-c', setting]),
    ...(cluster.durable ? [] : ['--no-sync']),
  ])
  if (made.succeeded) return
  throw new StartupError(
    `无法建立数据库目录 ${cluster.folder}。`,
    `Cannot make the database in ${cluster.folder}: ${made.output.trim()}`,
  )
}

const HASTY = ['wal_level=minimal', 'max_wal_senders=0', 'max_connections=200']

/**
 * Adopts the server that runs on this cluster, or starts it, again and again for thirty seconds;
 * stale state is PostgreSQL's own affair. @throws StartupError with the end of the server's log
 */
export async function bringUp(cluster: Cluster): Promise<Server> {
  const giveUpAt = monotonicMs() + RETRY_MS
  for (;;) {
    const server = (await adopt(cluster)) ?? (await launch(cluster))
    if (server) return server
    if (monotonicMs() > giveUpAt) throw failure(cluster)
    await pause(10 * POLL_MS)
  }
}

export function isAlive(server: Server): boolean {
  const { child } = server
  return child ? child.exitCode === null && child.signalCode === null : isProcess(server.pid)
}

/** Ends the server: sessions are rolled back, what was committed is on disk. */
export async function shutDown(cluster: Cluster): Promise<boolean> {
  const program = join(cluster.programs, 'bin/pg_ctl')
  const how = ['stop', '-D', cluster.folder, '-m', 'fast', '-w', '-t', '60']
  return (await run(cluster.account, program, how)).succeeded
}

/** A connection of the superuser, for the few things that only it may do. */
export function connectAsSuperuser(cluster: Cluster): Sql {
  return postgres({
    host: cluster.socket,
    port: PORT,
    user: SUPERUSER,
    database: 'postgres',
    max: 1,
    fetch_types: false,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: { application_name: 'aixin-embedded' },
  })
}

/** Waits while the server is starting, however long it replays its log after a crash. */
async function adopt(cluster: Cluster): Promise<Server | undefined> {
  let health = await probe(cluster)
  while (health === 'starting') {
    await pause(POLL_MS)
    health = await probe(cluster)
  }
  const pid = health === 'up' ? postmasterPid(cluster) : undefined
  return pid === undefined ? undefined : { pid, child: undefined }
}

async function launch(cluster: Cluster): Promise<Server | undefined> {
  const log = openSync(cluster.log, 'a', 0o600)
  const child = spawn(join(cluster.programs, 'bin/postgres'), options(cluster), {
    ...cluster.account,
    cwd: '/',
    env: CHILD_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  child.on('error', () => undefined)
  const server = { pid: child.pid ?? 0, child }
  while (child.pid !== undefined && isAlive(server)) {
    if ((await probe(cluster)) === 'up' && postmasterPid(cluster) === child.pid) return server
    await pause(POLL_MS)
  }
  return undefined
}

/** The process that started the server, from `show cluster_name`. */
export function starterOf(rows: readonly Record<string, unknown>[]): number {
  return Number(String(rows[0]?.['cluster_name']).slice(STARTER.length))
}

/** No shell between us and the server: the paths may hold anything. */
function options(cluster: Cluster): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: `"${cluster.socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: String(PORT),
    cluster_name: `${STARTER}${process.pid}`,
    fsync: cluster.durable ? 'on' : 'off',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    logging_collector: cluster.durable ? 'on' : 'off',
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    // Statements and the details of errors hold names and phones.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  const pairs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', cluster.folder, ...pairs]
}

async function probe(cluster: Cluster): Promise<Health> {
  if (!existsSync(join(cluster.socket, `.s.PGSQL.${PORT}`))) return 'down'
  const sql = connectAsSuperuser(cluster)
  try {
    await sql`select 1`
    return 'up'
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code === '57P03' ? 'starting' : 'up'
    return 'down'
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function postmasterPid(cluster: Cluster): number | undefined {
  const file = join(cluster.folder, 'postmaster.pid')
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN
  return Number.isNaN(pid) ? undefined : pid
}

function failure(cluster: Cluster): StartupError {
  const lines = existsSync(cluster.log) ? readFileSync(cluster.log, 'utf8').trim().split('\n') : []
  return new StartupError(
    `内置 PostgreSQL 在 30 秒内没有启动；日志在 ${cluster.log} 和 ${join(cluster.folder, 'log')}。`,
    `The embedded PostgreSQL did not start within 30 seconds. The end of its log:\n${lines.slice(-8).join('\n')}`,
  )
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
