import { assertDriverGuarded } from './driver-guard.ts'
import { APPLICATION_ROLE, startEmbedded } from './embedded.ts'
import type { ServerEvent } from './embedded-watch.ts'
import { currentRole, migrate } from './migrate.ts'
import { StartupError } from '../kernel/startup-error.ts'
import type { DatabaseTarget } from './target.ts'

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
    : provideExternal(settings.databaseUrl, settings.databaseOwnerUrl ?? settings.databaseUrl)
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

async function provideExternal(url: string, ownerUrl: string): Promise<ProvidedDatabase> {
  const target = { url }
  const ownerTarget = { url: ownerUrl }
  const applicationRole = await reach('DATABASE_URL', target)
  await reach('DATABASE_OWNER_URL', ownerTarget)
  await migrate(ownerTarget, applicationRole)
  return {
    target,
    ownerTarget,
    embedded: false,
    supervise: () => undefined,
    stop: () => Promise.resolve(false),
  }
}

async function reach(setting: string, target: DatabaseTarget): Promise<string> {
  try {
    return await currentRole(target)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartupError(
      `连不上 ${setting} 所指的数据库：请检查地址、用户、密码，以及数据库是否在运行。`,
      `Cannot sign in to the database of ${setting}: ${reason}`,
    )
  }
}
