import { type Cluster, connectAsSuperuser } from './embedded-server.ts'

/** Any number: held while roles and the database are made, since two starts may meet here. */
const CATALOG_LOCK = 3_650_001

/**
 * Makes what a fresh cluster lacks: `aixin_owner`, who owns everything and cannot sign in;
 * `aixin_migrate`, who may become the owner; `aixin_app`, who may do what it is granted; and the
 * database `aixin`, closed to everybody else.
 */
export async function prepareCatalog(cluster: Cluster): Promise<void> {
  const sql = connectAsSuperuser(cluster)
  try {
    await sql`select pg_advisory_lock(${CATALOG_LOCK})`
    const roles = await sql`select from pg_roles where rolname in
      ('aixin_owner', 'aixin_migrate', 'aixin_app')`
    if (roles.length < 3) await sql.begin((tx) => [tx.unsafe(ROLES)])
    const databases = await sql`select from pg_database where datname = 'aixin'`
    if (databases.length === 0) await sql`create database aixin owner aixin_owner`
    await sql.unsafe(ACCESS)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const ROLES = `
  do $$ begin
    if to_regrole('aixin_owner') is null then create role aixin_owner nologin; end if;
    if to_regrole('aixin_migrate') is null then create role aixin_migrate login; end if;
    if to_regrole('aixin_app') is null then create role aixin_app login; end if;
  end $$;
  grant aixin_owner to aixin_migrate;`

const ACCESS = `
  revoke all on database aixin from public;
  grant connect on database aixin to aixin_migrate, aixin_app;`
