import { join, resolve } from 'node:path'
import { chooseAccount, isProcess, isRoot } from './embedded-account.ts'
import { findOrMakeFolder, socketFolder, SYSTEM_FOLDER } from './embedded-folder.ts'
import { findPrograms } from './embedded-programs.ts'
import { prepareCatalog } from './embedded-catalog.ts'
import {
  bringUp,
  type Cluster,
  connectAsSuperuser,
  initialize,
  PORT,
  shutDown,
  starterOf,
  SUPERUSER,
} from './embedded-server.ts'
import { makeWatch, type ServerEvent } from './embedded-watch.ts'
import type { DatabaseTarget } from './target.ts'

/** The role that the application signs in as; privileges.ts says what it may. */
export const APPLICATION_ROLE = 'aixin_app'

export type SocketTarget = Extract<DatabaseTarget, { host: string }>

export type EmbeddedDatabase = {
  readonly application: SocketTarget
  /** Signs in as `aixin_migrate`, who may become `aixin_owner`. */
  readonly owner: SocketTarget
  /** For tests, which make databases of their own. */
  readonly superuser: SocketTarget
  /** Starts the server again whenever it dies, until `stop`. */
  supervise(report: (event: ServerEvent) => void): void
  /**
   * Stops the server if nobody else is connected and whoever started it was this process or is dead;
   * true when it stopped. Close your own pools first.
   */
  stop(): Promise<boolean>
  /** Stops the server whoever started it and whoever is connected. */
  halt(): Promise<boolean>
}

const FAREWELLS = 20
const FAREWELL_MS = 50

/**
 * Runs PostgreSQL in `dataDir/postgres`, reachable through a private unix socket only, or adopts the
 * server that runs there already. `durable: false` is for tests.
 * @throws StartupError in words for the person who started it
 */
export async function startEmbedded(
  dataDir: string,
  { durable = true }: { readonly durable?: boolean } = {},
): Promise<EmbeddedDatabase> {
  const cluster = await findOrMakeCluster(resolve(dataDir), durable)
  const server = await bringUp(cluster)
  const watch = makeWatch(cluster, server)
  await prepareCatalog(cluster)

  async function stop(): Promise<boolean> {
    await watch.end()
    return (await isOursAndUnused(cluster)) && shutDown(cluster)
  }

  async function halt(): Promise<boolean> {
    await watch.end()
    return shutDown(cluster)
  }

  const socket = { host: cluster.socket, port: PORT }
  return {
    application: { ...socket, database: 'aixin', user: APPLICATION_ROLE },
    owner: { ...socket, database: 'aixin', user: 'aixin_migrate' },
    superuser: { ...socket, database: 'postgres', user: SUPERUSER },
    supervise: (report) => watch.begin(report),
    stop,
    halt,
  }
}

async function findOrMakeCluster(dataDir: string, durable: boolean): Promise<Cluster> {
  const account = chooseAccount(join(dataDir, 'postgres'))
  const programs = await findPrograms(account, isRoot() ? SYSTEM_FOLDER : join(dataDir, 'programs'))
  const folder = await findOrMakeFolder(dataDir, account, (fresh) =>
    initialize({ folder: fresh, programs, account, durable }),
  )
  const log = join(dataDir, 'postgres.log')
  return { folder, programs, account, durable, log, socket: socketFolder(folder, account) }
}

/** Sessions that just ended are still listed for a moment, so it asks a few times. */
async function isOursAndUnused(cluster: Cluster): Promise<boolean> {
  const sql = connectAsSuperuser(cluster)
  try {
    const starter = starterOf(await sql`show cluster_name`)
    if (starter !== process.pid && isProcess(starter)) return false
    for (let asked = 0; asked < FAREWELLS; asked += 1) {
      const others = await sql`
        select from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`
      if (others.length === 0) return true
      await new Promise((wake) => setTimeout(wake, FAREWELL_MS))
    }
    return false
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}
