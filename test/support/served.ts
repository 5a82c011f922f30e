import { type ServerProcess, startServer } from '../../scripts/support/server-process.ts'
import { APPLICATION_ROLE } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { issueTokens } from '../../src/features/person/issue-tokens.ts'
import { systemNow } from '../../src/kernel/clock.ts'
import { startTestCluster, type TestCluster } from './cluster.ts'
import { openTestSession } from './sessions.ts'
import { openWorld, type TestPerson, type World } from './world.ts'

/**
 * The real server in a process of its own, on an embedded PostgreSQL of its own with durability on,
 * and the world that fills and looks at the same database.
 */
export type Served = {
  readonly world: World
  readonly cluster: TestCluster
  readonly address: () => string
  pid(): number
  /** What the server printed last. */
  output(): string
  /** An access token of a new session, good for fifteen minutes from now. */
  tokenOf(person: TestPerson): Promise<string>
  start(nodeOptions?: readonly string[]): Promise<void>
  /** Ends the server with signal 9; its exit status is null. */
  kill(): Promise<number | null>
  /** Ends the server as Ctrl-C does; its exit status. */
  terminate(): Promise<number | null>
  close(): Promise<void>
}

/** What `MASTER_KEY` has to be for the server to read what a world has sealed. */
export const MASTER_KEY = '07'.repeat(32)

/** Makes the database, lets PostgreSQL go, and has the server start both. */
export async function openServed({
  prepare,
}: {
  /** While PostgreSQL is down. */
  readonly prepare?: (dataDir: string) => void
} = {}): Promise<Served> {
  const cluster = await startTestCluster({ durable: true })
  const { application, owner } = cluster
  await migrate(owner, APPLICATION_ROLE)
  const world = await openWorld(systemNow(), {
    target: application,
    ownerTarget: owner,
    drop: () => cluster.remove(),
  })
  const issueToken = issueTokens(world.ctx, 'aixin')
  await cluster.halt()
  prepare?.(cluster.dataDir)
  let server: ServerProcess | undefined
  const killAtExit = () => server && process.kill(server.pid, 'SIGKILL')

  function running(): ServerProcess {
    if (!server) throw new Error('the server is not running')
    return server
  }

  async function ended(): Promise<number | null> {
    const status = await running().ended
    process.off('exit', killAtExit)
    return status
  }

  const served: Served = {
    world,
    cluster,
    address: () => running().address,
    pid: () => running().pid,
    output: () => running().output(),
    async tokenOf(person) {
      world.setNow(systemNow())
      return issueToken(await openTestSession(world, person, 'program'))
    },
    async start(nodeOptions = []) {
      const { dataDir } = cluster
      server = await startServer({ dataDir, environment: { MASTER_KEY }, nodeOptions })
      process.once('exit', killAtExit)
    },
    async kill() {
      process.kill(running().pid, 'SIGKILL')
      return ended()
    },
    async terminate() {
      process.kill(running().pid, 'SIGTERM')
      return ended()
    },
    async close() {
      if (server) await server.stop()
      await world.close()
    },
  }
  await served.start()
  return served
}
