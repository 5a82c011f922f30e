import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded } from '../../src/db/embedded.ts'
import { makeBell } from '../support/bell.ts'
import { startTestCluster, type TestCluster } from '../support/cluster.ts'

/** A start may wait thirty seconds for what a killed server left. */
const LONG = { timeout: 90_000 }

describe('the embedded database', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    cluster = await startTestCluster()
  })
  afterAll(() => cluster.remove())

  it('orders text by code point in UTF-8, on every machine alike', async () => {
    const [row] = await query(
      cluster.superuser,
      (sql) => sql`
        select datlocprovider as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding
        from pg_database where datname = 'aixin'`,
    )
    expect(row).toEqual({ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8' })
  })

  it('listens on its private socket only', async () => {
    const [row] = await query(cluster.superuser, (sql) => sql`show listen_addresses`)
    expect(row).toEqual({ listen_addresses: '' })
  })

  it.each<[string, (sql: Sql) => PromiseLike<unknown>]>([
    ['make roles', (sql) => sql`create role intruder`],
    ['make databases', (sql) => sql`create database intruder`],
    ['make tables', (sql) => sql`create table intruder (n int)`],
    ['become the owner', (sql) => sql`set role aixin_owner`],
    ['run programs', (sql) => sql`copy (select 1) to program 'true'`],
  ])('does not let the application %s', async (_, statement) => {
    await expect(query(cluster.application, statement)).rejects.toThrow('permission denied')
  })

  it('is adopted by a second start, and stays while somebody is connected', async () => {
    const before = postmasterPid(cluster)
    const second = await startEmbedded(cluster.dataDir, { durable: false })
    const session = postgres({ ...second.application, max: 1 })
    await session`select 1`
    expect(await second.stop()).toBe(false)
    await session.end()
    expect(postmasterPid(cluster)).toBe(before)
  })

  it('starts while the backends of a killed server are still at work', LONG, async () => {
    const busy = postgres({ ...cluster.application, max: 3, onnotice: () => undefined })
    const counting = [1, 2, 3].map(() =>
      busy.begin(async (tx) => {
        await tx`set statement_timeout = '4s'`
        await tx`select count(*) from generate_series(1, 10000000000)`
      }),
    )
    const ended = Promise.allSettled(counting)
    await expect
      .poll(() =>
        query(
          cluster.superuser,
          (sql) => sql`select from pg_stat_activity where query like '%generate_series(1, 1%'
            and state = 'active' and pid <> pg_backend_pid()`,
        ),
      )
      .toHaveLength(3)
    cluster.kill()
    await startEmbedded(cluster.dataDir, { durable: false })
    expect(await query(cluster.application, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
    await ended
    await busy.end()
  })

  it(
    'starts its server again when that is killed, and keeps what was committed',
    LONG,
    async () => {
      const own = await startEmbedded(cluster.dataDir, { durable: false })
      const restarted = makeBell()
      own.supervise((event) => event.kind === 'restarted' && restarted.ring())
      await query(
        cluster.superuser,
        (sql) => sql`create table if not exists kept as select 1 as one`,
      )
      const back = restarted.rung()
      cluster.kill()
      await back
      const rows = await query(cluster.superuser, (sql) => sql`select * from kept`)
      expect(rows).toEqual([{ one: 1 }])
      expect(await own.stop()).toBe(true)
      expect(existsSync(join(cluster.dataDir, 'postgres/postmaster.pid'))).toBe(false)
    },
  )
})

describe('the folder of the embedded database', () => {
  let folder: TestCluster

  beforeAll(async () => {
    folder = await startTestCluster()
    await folder.halt()
  })
  afterAll(() => folder.remove())

  it('may have a name too long for a socket, with spaces, commas and quotes', LONG, async () => {
    const dataDir = join(folder.dataDir, `很长的 "名字", it's $HOME ${'x'.repeat(120)}`)
    const server = await startEmbedded(dataDir, { durable: false })
    expect(await query(server.application, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
    expect(server.application.host).toMatch(/^\/tmp\/aixin-/)
    await server.halt()
    rmSync(server.application.host, { recursive: true })
  })

  it('is never made anew where a link says that data were', async () => {
    const dataDir = join(folder.dataDir, 'dangling')
    mkdirSync(dataDir)
    symlinkSync(join(folder.dataDir, 'nowhere'), join(dataDir, 'postgres'))
    await expect(startEmbedded(dataDir)).rejects.toThrow('does not exist')
  })
})

type Target = TestCluster['application']

async function query(target: Target, work: (sql: Sql) => PromiseLike<unknown>): Promise<unknown[]> {
  const sql = postgres({ ...target, max: 1, fetch_types: false, onnotice: () => undefined })
  try {
    return [...((await work(sql)) as unknown[])]
  } finally {
    await sql.end()
  }
}

function postmasterPid(cluster: TestCluster): string {
  return readFileSync(join(cluster.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0] ?? ''
}
