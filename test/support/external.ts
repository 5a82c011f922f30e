import postgres, { type Sql } from 'postgres'
import { APPLICATION_ROLE } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'

export type TestServer = {
  readonly socket: { readonly host: string; readonly port: number }
  /** The migrated database that tests are cloned from. */
  readonly template: string
  remove(): Promise<void>
}

const TEMPLATE = 'aixin_test_template'

/**
 * A server that runs already, `host:port`: any PostgreSQL ≥ 15 that lets its superuser `postgres`
 * and the three roles of the application in without a password. The roles stay, the databases of
 * the run go.
 */
export async function useExternalServer(address: string): Promise<TestServer> {
  const [, host, port] = /^([^:]+):(\d+)$/.exec(address) ?? []
  if (!host || !port) throw new Error(`TEST_SERVER is host:port, not ${address}`)
  const socket = { host, port: Number(port) }
  const sql = postgres({
    ...{ ...socket, user: 'postgres', database: 'postgres' },
    ...{ max: 1, fetch_types: false, onnotice: () => undefined },
  })
  try {
    await sql.unsafe(ROLES)
    await dropTemplate(sql)
    await sql`create database ${sql(TEMPLATE)} owner aixin_owner template template0 encoding 'UTF8'`
    await migrate({ ...socket, database: TEMPLATE, user: 'aixin_migrate' }, APPLICATION_ROLE)
  } catch (error) {
    await sql.end({ timeout: 5 })
    throw error
  }
  const remove = () => dropTemplate(sql).finally(() => sql.end({ timeout: 5 }))
  return { socket, template: TEMPLATE, remove }
}

async function dropTemplate(sql: Sql): Promise<void> {
  await sql`drop database if exists ${sql(TEMPLATE)} with (force)`
}

const ROLES = `
  do $$ begin
    if to_regrole('aixin_owner') is null then create role aixin_owner nologin; end if;
    if to_regrole('aixin_migrate') is null then create role aixin_migrate login; end if;
    if to_regrole('aixin_app') is null then create role aixin_app login; end if;
  end $$;
  grant aixin_owner to aixin_migrate;`
