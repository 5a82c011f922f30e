import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { expect, inject } from 'vitest'
import { APPLICATION_ROLE } from '../../src/db/embedded.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import type { TestServer } from './external.ts'

export type TestDatabase = {
  /** As the application signs in. */
  readonly target: DatabaseTarget
  /** As the owner's role signs in, who may `set role aixin_owner`. */
  readonly ownerTarget: DatabaseTarget
  /** Ends every session and removes the database. */
  drop(): Promise<void>
}

let opened = 0

/**
 * A database of its own, named after the test file that asks: a clone of the migrated template.
 * Call it in `beforeAll` and `drop` it in `afterAll`.
 */
export function openTestDatabase(): Promise<TestDatabase> {
  const server = { socket: inject('serverSocket'), template: inject('templateDatabase') }
  return cloneTemplate(server, databaseName(expect.getState().testPath ?? 'test'))
}

/** A clone of a server's migrated template, outside of Vitest too. */
export async function cloneTemplate(
  { socket, template }: Pick<TestServer, 'socket' | 'template'>,
  database: string,
): Promise<TestDatabase> {
  const drop = (sql: Sql) => sql`drop database if exists ${sql(database)} with (force)`
  await asSuperuser(socket, (sql) => [
    drop(sql),
    sql`create database ${sql(database)} template ${sql(template)} strategy file_copy owner aixin_owner`,
  ])
  return {
    target: { ...socket, database, user: APPLICATION_ROLE },
    ownerTarget: { ...socket, database, user: 'aixin_migrate' },
    drop: () => asSuperuser(socket, (sql) => [drop(sql)]),
  }
}

/** Readable, and different for files of one name in two folders. */
function databaseName(testPath: string): string {
  const hash = createHash('sha256').update(testPath).digest('hex').slice(0, 8)
  const word = basename(testPath)
    .replace(/\.test\.tsx?$/, '')
    .replace(/\W+/g, '_')
  return `t_${word.slice(0, 40)}_${hash}_${(opened += 1)}`
}

async function asSuperuser(
  socket: TestServer['socket'],
  work: (sql: Sql) => readonly PromiseLike<unknown>[],
): Promise<void> {
  const sql = postgres({
    ...socket,
    ...{ user: 'postgres', database: 'postgres', max: 1, fetch_types: false },
    onnotice: () => undefined,
  })
  try {
    for (const statement of work(sql)) await statement
  } finally {
    await sql.end({ timeout: 5 })
  }
}
