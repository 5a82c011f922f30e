import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql as text } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/db/client.ts'
import { assertDriverGuarded, driverFolder, missingGuards } from '../../src/db/driver-guard.ts'
import { makeBell } from '../support/bell.ts'
import { startTestCluster, type TestCluster } from '../support/cluster.ts'

/** Five outages, each of up to ten seconds on a busy machine. */
const LONG = { timeout: 180_000 }
const QUIET = { max: 1, fetch_types: false, onnotice: () => undefined }

describe('the check of the driver at start', () => {
  it('finds every guard in the installed driver', () => {
    expect(missingGuards(driverFolder())).toEqual([])
  })

  it.each(['write-guard', 'unsent-guard', 'leftover-guard', 'row-guard', 'transaction-guard'])(
    'refuses a driver without the %s, and says how to mend it',
    (guard) => {
      const folder = mkdtempSync(join(tmpdir(), 'aixin-driver-'))
      try {
        cpSync(driverFolder(), folder, { recursive: true })
        for (const file of ['src/connection.js', 'src/index.js']) {
          const source = readFileSync(join(folder, file), 'utf8')
          writeFileSync(join(folder, file), source.replace(`// aixin: ${guard}`, ''))
        }
        expect(missingGuards(folder)).toEqual([guard])
        expect(() => assertDriverGuarded(folder)).toThrow('npx patch-package')
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )
})

describe('a connection that dies in a transaction', () => {
  let cluster: TestCluster
  const restarts = makeBell()

  beforeAll(async () => {
    cluster = await startTestCluster()
    cluster.supervise((event) => event.kind === 'restarted' && restarts.ring())
    await asSuperuser(async (sql) => {
      await sql`create table parts (key text, part int)`
      await sql`grant select, insert on parts to aixin_app`
    })
  })
  afterAll(() => cluster.remove())

  it('refuses the rest of the transaction, even when the driver has reconnected', async () => {
    const closed = makeBell()
    const lost = closed.rung()
    const pool = postgres({ ...cluster.application, ...QUIET, onclose: () => closed.ring() })
    const rest = { code: 'nothing' }
    const transaction = pool.begin(async (tx) => {
      await tx`insert into parts values ('reconnected', 1)`
      const [session] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
      await asSuperuser((sql) => sql`select pg_terminate_backend(${session?.pid ?? 0})`)
      await lost
      await pool`select 'the pool has its one connection again'`
      rest.code = await tx`insert into parts values ('reconnected', 2)`.then(() => 'done', codeOf)
    })
    await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
    await expect.poll(() => rest.code).toBe('CONNECTION_CLOSED')
    expect(await pool`select part from parts where key = 'reconnected'`).toHaveLength(0)
    await pool.end()
  })

  it('gives no left-over error to the next session', async () => {
    const pool = postgres({ ...cluster.application, ...QUIET })
    const sleeping = pool.begin((tx) => tx`select pg_sleep(60)`).then(() => 'done', codeOf)
    await expect.poll(() => endSleeping('select pg_sleep')).toHaveLength(1)
    expect(await sleeping).toBe('CONNECTION_CLOSED')
    expect(await pool`select 1 as one`).toEqual([{ one: 1 }])
    await pool.end()
  })

  it('gives no left-over rows to the next session', async () => {
    const pool = postgres({ ...cluster.application, ...QUIET })
    const cut = pool`select n, repeat('x', 10000), case when n = 50 then pg_sleep(60) end
      from generate_series(1, 50) as n`.then(() => 'done', codeOf)
    await expect.poll(() => endSleeping('repeat')).toHaveLength(1)
    expect(await cut).toBe('CONNECTION_CLOSED')
    expect([...(await pool`select 1 as one`)]).toEqual([{ one: 1 }])
    await pool.end()
  })

  it('gives no rows of a query that failed half-way to the next one', async () => {
    const pool = postgres({ ...cluster.application, ...QUIET })
    const failed = await pool`select 1 / (3 - n) as part from generate_series(1, 5) as n`.catch(
      codeOf,
    )
    expect(failed).toBe('22012')
    expect([...(await pool`select 1 as one`)]).toEqual([{ one: 1 }])
    await pool.end()
  })

  it(
    'leaves the process alive and no half transaction when PostgreSQL is killed under load',
    LONG,
    async () => {
      const database = openDatabase({ target: cluster.application })
      const load = startLoad(database)
      for (const kill of [killBackend, killServer, killBackend, killServer, killBackend]) {
        await load.acknowledged(40)
        await kill()
      }
      await load.acknowledged(40)
      await load.end()
      await database.close()
      const keys = await asSuperuser(
        (sql) => sql<{ key: string; parts: number }[]>`
        select key, count(*)::int as parts from parts where key like 'load-%' group by key`,
      )
      expect(keys.filter((row) => row.parts !== 3)).toEqual([])
      const stored = new Set(keys.map((row) => row.key))
      expect(load.keys.filter((key) => !stored.has(key))).toEqual([])
    },
  )

  function endSleeping(beginning: string) {
    return asSuperuser(
      (sql) => sql`
        select pg_terminate_backend(pid) from pg_stat_activity where query like ${`%${beginning}%`}
          and pid <> pg_backend_pid() and wait_event = 'PgSleep'`,
    )
  }

  async function killServer(): Promise<void> {
    const back = restarts.rung()
    cluster.kill()
    await back
  }

  async function killBackend(): Promise<void> {
    const sessions = await asSuperuser(
      (sql) => sql<{ pid: number }[]>`
        select pid from pg_stat_activity where application_name = 'aixin' and state <> 'idle'`,
    )
    for (const { pid } of sessions.slice(0, 1)) process.kill(pid, 'SIGKILL')
  }

  async function asSuperuser<T>(work: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
    const sql = postgres({ ...cluster.superuser, ...QUIET, database: 'aixin' })
    try {
      return await work(sql)
    } finally {
      await sql.end()
    }
  }
})

type Load = {
  /** The keys that were answered as stored. */
  readonly keys: readonly string[]
  /** Resolves when `count` more transactions have been answered. */
  acknowledged(count: number): Promise<void>
  end(): Promise<void>
}

/** Six hands that write three rows in a transaction of five statements, over and over. */
function startLoad(database: Database): Load {
  const keys: string[] = []
  const answered = makeBell()
  const run = { ended: false, written: 0 }

  async function write(): Promise<void> {
    while (!run.ended) {
      const key = `load-${(run.written += 1)}`
      const stored = await database
        .transaction(async (tx) => {
          await tx.execute(text`insert into parts values (${key}, 1)`)
          await tx.execute(text`select count(*) from pg_class`)
          await Promise.all([
            tx.execute(text`insert into parts values (${key}, 2)`),
            tx.execute(text`select count(*) from pg_proc`),
          ])
          await tx.execute(text`insert into parts values (${key}, 3)`)
        })
        .then(
          () => true,
          () => false,
        )
      if (stored) keys.push(key)
      if (stored) answered.ring()
    }
  }

  const hands = Array.from({ length: 6 }, write)
  return {
    keys,
    acknowledged: async (count) => {
      const goal = keys.length + count
      while (keys.length < goal) await answered.rung()
    },
    end: async () => {
      run.ended = true
      await Promise.all(hands)
    },
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
