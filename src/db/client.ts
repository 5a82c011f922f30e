import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres, { type Sql } from 'postgres'
import { DomainError } from '../kernel/errors.ts'
import { databaseErrors } from './errors.ts'
import { makeSemaphore } from './semaphore.ts'
import type { DatabaseTarget } from './target.ts'

type NoSchema = Record<string, never>
export type Tx = Parameters<Parameters<PostgresJsDatabase<NoSchema>['transaction']>[0]>[0]
/** Whatever a store can query: the pool or an open transaction. */
export type Queryable = PostgresJsDatabase<NoSchema> | Tx

export type DatabaseOptions = {
  readonly target: DatabaseTarget
  /** Connections; also how many transactions may run at once. */
  readonly connections?: number
  /** Off behind a pooler in transaction mode (`DATABASE_PREPARE=0`). */
  readonly prepare?: boolean
  /** How long a caller waits for a free connection before it is told `db.busy`. */
  readonly waitMs?: number
  readonly statementTimeoutMs?: number
}

export type Database = {
  /** Runs `work` outside a transaction. @throws DomainError `db.busy`, `db.unavailable` */
  read<T>(work: (tx: Queryable) => Promise<T>, deadlineMs?: number): Promise<T>
  /** Runs `work` in one READ COMMITTED transaction. @throws as `read` */
  transaction<T>(work: (tx: Tx) => Promise<T>, deadlineMs?: number): Promise<T>
  /** True when the database answers. */
  ping(): Promise<boolean>
  close(): Promise<void>
}

const DEADLINE_MS = 10_000

function connect(options: DatabaseOptions): Sql {
  const timeoutMs = options.statementTimeoutMs ?? 8_000
  const shared = {
    max: options.connections ?? 10,
    prepare: options.prepare ?? true,
    fetch_types: false,
    connect_timeout: 5,
    idle_timeout: 60,
    max_lifetime: null,
    backoff: (tries: number) => Math.min(0.05 * 2 ** tries, 1),
    onnotice: () => undefined,
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: 'aixin',
      TimeZone: 'UTC',
      plan_cache_mode: 'force_generic_plan',
      statement_timeout: timeoutMs,
      lock_timeout: Math.min(timeoutMs, 4_000),
      idle_in_transaction_session_timeout: 15_000,
    },
  }
  const { target } = options
  return 'url' in target ? postgres(target.url, shared) : postgres({ ...shared, ...target })
}

/**
 * One pool with three guards: a semaphore, so that a flood is refused instead of queued without end;
 * a deadline around everything, since a killed backend can leave a promise unsettled; and a fresh
 * pool once a deadline has fired, because the driver cannot drop a single connection.
 */
export function openDatabase(options: DatabaseOptions): Database {
  let client = connect(options)
  let orm = drizzle(client)
  const slots = makeSemaphore(options.connections ?? 10, options.waitMs ?? 2_000)

  function swap(stale: Sql): void {
    if (stale !== client) return
    client = connect(options)
    orm = drizzle(client)
    stale.end({ timeout: 0 }).catch(() => undefined)
  }

  async function guarded<T>(work: () => Promise<T>, deadlineMs: number): Promise<T> {
    const release = await slots.acquire()
    const used = client
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        swap(used)
        reject(new DomainError(databaseErrors.unavailable))
      }, deadlineMs)
    })
    try {
      return await Promise.race([work(), deadline])
    } finally {
      clearTimeout(timer)
      release()
    }
  }

  return {
    read: (work, deadlineMs = DEADLINE_MS) => guarded(() => work(orm), deadlineMs),
    transaction: (work, deadlineMs = DEADLINE_MS) =>
      guarded(() => orm.transaction(work), deadlineMs),
    ping: () =>
      guarded(() => orm.execute('select 1'), 2_000).then(
        () => true,
        () => false,
      ),
    close: () => client.end({ timeout: 5 }),
  }
}
