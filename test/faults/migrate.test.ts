import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APPLICATION_ROLE } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

/** Later than any migration of ours: drizzle passes over what is dated before the last one it ran. */
const LATER = 9_000_000_000_000

describe('migrating', () => {
  let database: TestDatabase
  let folder: string

  beforeEach(async () => {
    database = await openTestDatabase()
    folder = mkdtempSync(join(tmpdir(), 'aixin-migrations-'))
  })
  afterEach(async () => {
    rmSync(folder, { recursive: true })
    await database.drop()
  })

  const run = () => migrate(database.ownerTarget, APPLICATION_ROLE, folder)

  it('makes tables that belong to aixin_owner and that the application may only add to', async () => {
    writeMigrations(folder, ['create table trials (n int)'])
    await run()
    const [table] = await query(
      database.ownerTarget,
      (sql) => sql`select tableowner from pg_tables where tablename = 'trials'`,
    )
    expect(table).toEqual({ tableowner: 'aixin_owner' })
    await query(database.target, (sql) => sql`insert into trials values (1)`)
    for (const forbidden of [
      (sql: Sql) => sql`update trials set n = 2`,
      (sql: Sql) => sql`delete from trials`,
      (sql: Sql) => sql`truncate trials`,
    ]) {
      await expect(query(database.target, forbidden)).rejects.toThrow('permission denied')
    }
  })

  it('takes back what the privileges no longer name', async () => {
    writeMigrations(folder, [`create table trials (n int); grant all on trials to aixin_app`])
    await run()
    const answer = query(database.target, (sql) => sql`delete from trials`)
    await expect(answer).rejects.toThrow('permission denied')
  })

  it('runs once when four processes start together', async () => {
    writeMigrations(folder, ['create table trials (n int)', 'insert into trials values (1)'])
    await Promise.all([run(), run(), run(), run()])
    expect(await query(database.target, (sql) => sql`select n from trials`)).toEqual([{ n: 1 }])
  })

  it('refuses a migration that was edited after it ran', async () => {
    writeMigrations(folder, ['create table trials (n int)'])
    await run()
    writeMigrations(folder, ['create table trials (n bigint)'])
    await expect(run()).rejects.toThrow('1 edited after they ran')
  })

  it('leaves nothing of a migration that fails', async () => {
    writeMigrations(folder, ['create table trials (n int)', 'select 1 / 0'])
    await expect(run()).rejects.toThrow()
    const [row] = await query(
      database.ownerTarget,
      (sql) => sql`select to_regclass('public.trials') as found`,
    )
    expect(row).toEqual({ found: null })
  })
})

function writeMigrations(folder: string, statements: readonly string[]): void {
  mkdirSync(join(folder, 'meta'), { recursive: true })
  const entries = statements.map((statement, index) => {
    writeFileSync(join(folder, `${index}.sql`), statement)
    return { idx: index, version: '7', when: LATER + index, tag: String(index), breakpoints: true }
  })
  const journal = { version: '7', dialect: 'postgresql', entries }
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
}

async function query(
  target: DatabaseTarget,
  work: (sql: Sql) => PromiseLike<unknown>,
): Promise<unknown[]> {
  if ('url' in target) throw new Error('test databases are reached through a socket')
  const sql = postgres({ ...target, max: 1, fetch_types: false, onnotice: () => undefined })
  try {
    return [...((await work(sql)) as unknown[])]
  } finally {
    await sql.end()
  }
}
