import { mkdirSync, readFileSync } from 'node:fs'
import postgres, { type Sql } from 'postgres'
import { APPLICATION_ROLE, startEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { loadSealKeys } from '../../src/db/seal-keys.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { signIn, type Session } from '../support/http-client.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { makeTemporaryData, removeTemporaryData } from '../support/temporary-data.ts'
import { parentOf } from './cpu.ts'
import { makeDistrict, type District } from './district.ts'
import { startLoad, type LoadProcess } from './load-process.ts'
import { RAW_CONNECTIONS, YARDSTICK_CONNECTIONS, type ScopeName } from './plan.ts'
import { makeBenchSchema, makeRecords, submitRecords, type Records } from './records.ts'
import { makeYardsticks } from './yardsticks.ts'

/** Everything that is measured or measures, each in a process of its own. */
export type Stage = {
  /** The yardsticks' own connections, of the superuser. */
  readonly sql: Sql
  /** Those that write raw rows. */
  readonly rowSql: Sql
  readonly dataDir: string
  readonly district: District
  readonly records: Records
  readonly server: ServerProcess
  /** What `npm start` tells node, for other processes of the server. */
  readonly startFlags: readonly string[]
  readonly postmaster: number
  readonly load: LoadProcess
  /** By the coordinator's person. */
  readonly sessions: ReadonlyMap<Id, Session>
  close(): Promise<void>
}

export type StageOptions = {
  readonly volunteers: Readonly<Record<ScopeName, number>>
  readonly records: Readonly<Record<ScopeName, number>>
  /** A folder for the server's CPU profile. */
  readonly profileDir: string | null
}

/** The rows of a batch are few: found one by one by their keys, not by reading whole tables. */
const BY_KEY = { enable_hashjoin: false, enable_mergejoin: false }

/** PostgreSQL as the product starts it, a district in it, the real server on it, and the load. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const dataDir = makeTemporaryData('bench')
  const ending: (() => unknown)[] = [() => removeTemporaryData(dataDir)]
  const close = async () => {
    for (const end of ending.splice(0).reverse()) await end()
  }
  try {
    const database = await startEmbedded(dataDir)
    ending.push(() => database.halt())
    await migrate(database.owner, APPLICATION_ROLE)
    const shared = {
      ...database.superuser,
      database: database.application.database,
      fetch_types: false,
      onnotice: () => undefined,
    }
    const sql = postgres({ ...shared, max: YARDSTICK_CONNECTIONS })
    const rowSql = postgres({ ...shared, max: RAW_CONNECTIONS.spread, connection: BY_KEY })
    ending.push(() => Promise.all([sql.end({ timeout: 5 }), rowSql.end({ timeout: 5 })]))
    const district = await fill(sql, dataDir, options)
    const flags = startFlags()
    const load = startLoad()
    ending.push(() => load.stop())
    const server = await startServer({
      dataDir,
      nodeOptions: [...flags, ...profiling(options.profileDir)],
      args: ['--no-demo'],
    })
    ending.push(() => server.stop())
    return {
      ...{ sql, rowSql, dataDir, district, load, server, close },
      startFlags: flags,
      records: makeRecords(options.records),
      postmaster: parentOf(await backendOf(sql)),
      sessions: await signInAll(server, district),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** What `npm start` tells node. */
function startFlags(): string[] {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { scripts } = JSON.parse(file) as { readonly scripts: { readonly start: string } }
  const flags = /\bnode (.*)--import tsx/.exec(scripts.start)?.[1]
  if (flags === undefined) throw new Error(`how does npm start run node? ${scripts.start}`)
  return flags.split(' ').filter((flag) => flag !== '')
}

function profiling(folder: string | null): string[] {
  if (folder === null) return []
  mkdirSync(folder, { recursive: true })
  return ['--cpu-prof', '--cpu-prof-dir', folder]
}

async function fill(sql: Sql, dataDir: string, options: StageOptions): Promise<District> {
  await makeYardsticks(sql)
  await makeBenchSchema(sql)
  const district = await makeDistrict(sql, loadSealKeys({ masterKey: null, dataDir }))
  for (const scope of Object.values(district)) {
    await submitRecords(sql, scope, options.volunteers[scope.name], options.records[scope.name])
  }
  await settle(sql)
  return district
}

/** What the server's own maintenance would come to by itself, before the clock and not under it. */
export async function settle(sql: Sql): Promise<void> {
  await sql.unsafe('vacuum (analyze)')
  await sql.unsafe('checkpoint')
}

const FIRST_JOBS_MS = 60_000

/** What the server's jobs build once after their first start and later only keep up. */
export async function awaitFirstJobs(sql: Sql): Promise<void> {
  const giveUpAtMs = monotonicMs() + FIRST_JOBS_MS
  for (;;) {
    const [row] = await sql.unsafe<{ done: boolean }[]>(
      `select exists (select from overview_snapshots where as_of_at is not null)
          and not exists (select from persons p
                           where not exists (select from search_terms t where t.person_id = p.id))
              as done`,
    )
    if (row?.done) return
    if (monotonicMs() > giveUpAtMs) throw new Error('the jobs of a fresh server do not end')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function backendOf(sql: Sql): Promise<number> {
  const [row] = await sql.unsafe<{ pid: number }[]>('select pg_backend_pid() as pid')
  return row?.pid ?? 0
}

async function signInAll(
  server: ServerProcess,
  district: District,
): Promise<ReadonlyMap<Id, Session>> {
  const sessions = new Map<Id, Session>()
  for (const { coordinatorsOf } of Object.values(district)) {
    for (const { personId, phone } of [...coordinatorsOf.values()].flat()) {
      if (!sessions.has(personId)) sessions.set(personId, await signIn(server, phone))
    }
  }
  return sessions
}
