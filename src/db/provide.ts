import { assertDriverGuarded } from './driver-guard.ts'
import { APPLICATION_ROLE, startEmbedded } from './embedded.ts'
import type { ServerEvent } from './embedded-watch.ts'
import { driverErrorOf } from './errors.ts'
import { findWhereabouts, migrate, type Whereabouts } from './migrate.ts'
import { StartupError } from '../kernel/startup-error.ts'
import type { DatabaseTarget } from './target.ts'

/** SQLSTATE insufficient_privilege. */
const FORBIDDEN = '42501'

export type DatabaseSettings = {
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly databaseOwnerUrl: string | null
}

export type ProvidedDatabase = {
  /** As the application signs in. */
  readonly target: DatabaseTarget
  readonly ownerTarget: DatabaseTarget
  readonly embedded: boolean
  /** Starts an embedded server again whenever it dies; an external one is looked after elsewhere. */
  supervise(report: (event: ServerEvent) => void): void
  /** Stops the embedded server if it is ours and unused; close your own connections first. */
  stop(): Promise<boolean>
}

/**
 * What every program of ours does first: the embedded database, or the external one that
 * `databaseUrl` names, migrated and with its privileges granted.
 * @throws StartupError in words for the person who started the program
 */
export async function provideDatabase(settings: DatabaseSettings): Promise<ProvidedDatabase> {
  assertDriverGuarded()
  return settings.databaseUrl === null
    ? provideEmbedded(settings.dataDir)
    : provideExternal(
        { url: settings.databaseUrl },
        { url: settings.databaseOwnerUrl ?? settings.databaseUrl },
      )
}

async function provideEmbedded(dataDir: string): Promise<ProvidedDatabase> {
  const server = await startEmbedded(dataDir)
  try {
    await migrate(server.owner, APPLICATION_ROLE)
  } catch (error) {
    await server.stop()
    throw error
  }
  return {
    target: server.application,
    ownerTarget: server.owner,
    embedded: true,
    supervise: (report) => server.supervise(report),
    stop: () => server.stop(),
  }
}

/** `DATABASE_URL` and `DATABASE_OWNER_URL`. @throws StartupError as `provideDatabase` */
export async function provideExternal(
  target: DatabaseTarget,
  ownerTarget: DatabaseTarget,
): Promise<ProvidedDatabase> {
  const application = await reach('DATABASE_URL', target)
  const owner = await reach('DATABASE_OWNER_URL', ownerTarget)
  if (application.place !== owner.place) throw notTheSame()
  await migrate(ownerTarget, application.role).catch((error: unknown) => {
    throw driverErrorOf(error)?.code === FORBIDDEN ? mayNotMigrate(owner, error) : error
  })
  return {
    target,
    ownerTarget,
    embedded: false,
    supervise: () => undefined,
    stop: () => Promise.resolve(false),
  }
}

async function reach(setting: string, target: DatabaseTarget): Promise<Whereabouts> {
  try {
    return await findWhereabouts(target)
  } catch (error) {
    throw new StartupError(
      `连不上 ${setting} 所指的数据库：请检查地址、用户、密码，以及数据库是否在运行。`,
      `Cannot sign in to the database of ${setting}: ${reasonOf(error)}`,
    )
  }
}

function notTheSame(): StartupError {
  return new StartupError(
    'DATABASE_URL 和 DATABASE_OWNER_URL 指向两个不同的数据库：请改成同一个数据库的两个用户。',
    'DATABASE_URL and DATABASE_OWNER_URL are two different databases: they should be two roles of the same one.',
  )
}

function mayNotMigrate({ role }: Whereabouts, error: unknown): StartupError {
  return new StartupError(
    `数据库用户 ${role} 没有权限建表或升级：请把 DATABASE_OWNER_URL 设为拥有这个数据库的用户。`,
    `The role ${role} may not migrate this database: set DATABASE_OWNER_URL to the role that owns it. ${reasonOf(error)}`,
  )
}

function reasonOf(error: unknown): string {
  const cause = driverErrorOf(error) ?? error
  return cause instanceof Error ? cause.message : String(cause)
}
