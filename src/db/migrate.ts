import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres, { type Sql } from 'postgres'
import { deletable, updatable } from './privileges.ts'
import { StartupError } from '../kernel/startup-error.ts'
import type { DatabaseTarget } from './target.ts'

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url))

/** Any number: whoever holds it migrates, the others wait and then find nothing left to do. */
const MIGRATION_LOCK = 3_650_002
const OLDEST_SERVER = 150_000
/** The driver's own limit is shorter, but where it is hung up on at once it tries for ever. */
const REACH_MS = 15_000

/**
 * Brings the schema up to date as its owner and grants `applicationRole` exactly what privileges.ts
 * says. Safe to run from several processes at once.
 * @throws StartupError when the server is unsuitable or a landed migration was edited
 */
export async function migrate(
  owner: DatabaseTarget,
  applicationRole: string,
  folder = MIGRATIONS_FOLDER,
): Promise<void> {
  const sql = connect(owner)
  try {
    await assertSuitable(sql)
    await sql`select set_config('lock_timeout', '120s', false)`
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`
    // A migration that waits longer for a table would make every session behind it wait too.
    await sql`select set_config('lock_timeout', '5s', false)`
    await becomeOwner(sql)
    await apply(sql, folder)
    await grantToApplication(sql, applicationRole)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** The role that a connection acts as, and what tells its database from any other. */
export type Whereabouts = { readonly role: string; readonly place: string }

/** @throws what the driver says, or an Error when nobody answers for `withinMs` */
export async function findWhereabouts(
  target: DatabaseTarget,
  withinMs = REACH_MS,
): Promise<Whereabouts> {
  const sql = connect(target)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${withinMs} ms`)), withinMs)
  })
  const asked = sql<Whereabouts[]>`
    select current_user as role,
           concat_ws(' ', current_database(), extract(epoch from pg_postmaster_start_time())) as place`
  try {
    const [row] = await Promise.race([asked, late])
    if (!row) throw new Error('the database told no role')
    return row
  } finally {
    clearTimeout(timer)
    await sql.end({ timeout: 0 })
  }
}

/** One connection that is never exchanged: the lock and the role belong to its session. */
function connect(target: DatabaseTarget): Sql {
  const options = {
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: 'aixin-migrate' },
  }
  return 'url' in target ? postgres(target.url, options) : postgres({ ...options, ...target })
}

async function assertSuitable(sql: Sql): Promise<void> {
  const [server] = await sql<{ version: number; encoding: string }[]>`
    select current_setting('server_version_num')::int as version,
           current_setting('server_encoding') as encoding`
  if (server && server.version >= OLDEST_SERVER && server.encoding === 'UTF8') return
  throw new StartupError(
    `需要 PostgreSQL 15 或更高版本，且数据库编码为 UTF8（现为 ${server?.version}，${server?.encoding}）。`,
    `PostgreSQL 15 or newer and a database in UTF8 are needed (found ${server?.version}, ${server?.encoding}).`,
  )
}

/** Everything belongs to `aixin_owner` where that role exists, whoever runs the migration. */
async function becomeOwner(sql: Sql): Promise<void> {
  const owners = await sql`
    select from pg_roles where rolname = 'aixin_owner' and pg_has_role(oid, 'MEMBER')`
  if (owners.length > 0) await sql`set role aixin_owner`
}

async function apply(sql: Sql, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'meta/_journal.json'))) return
  const config = { migrationsFolder: folder }
  await applyMigrations(drizzle(sql), config)
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations`
  const applied = new Set(rows.map((row) => row.hash))
  const odd = readMigrationFiles(config).filter((migration) => !applied.has(migration.hash))
  if (odd.length === 0) return
  throw new StartupError(
    `数据库中的迁移与 drizzle/ 目录不一致：有 ${odd.length} 个迁移在执行后被改动，或时间早于已执行的迁移。`,
    `The migrations in drizzle/ are not those of the database: ${odd.length} edited after they ran, or dated before one that ran.`,
  )
}

/**
 * Makes the privileges of `role` on schema public exactly: SELECT and INSERT everywhere, UPDATE and
 * DELETE as privileges.ts lists. Nothing changes for a role that owns the tables anyway.
 */
async function grantToApplication(sql: Sql, role: string): Promise<void> {
  const [own] = await sql<{ same: boolean }[]>`select current_user = ${role} as same`
  if (own?.same) return
  await sql.begin(async (tx) => {
    for (const grant of grantsTo(identifier(role))) await tx.unsafe(grant)
  })
}

function grantsTo(role: string): readonly string[] {
  return [
    `revoke all on all tables in schema public from ${role}`,
    `grant usage on schema public to ${role}`,
    `grant select, insert on all tables in schema public to ${role}`,
    `grant usage on all sequences in schema public to ${role}`,
    ...Object.entries(updatable).map(
      ([table, columns]) =>
        `grant update (${columns.map(identifier).join()}) on public.${identifier(table)} to ${role}`,
    ),
    ...deletable.map((table) => `grant delete on public.${identifier(table)} to ${role}`),
  ]
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
