import type { TestProject } from 'vitest/node'
import { APPLICATION_ROLE } from '../../src/db/embedded.ts'
import { assertDriverGuarded } from '../../src/db/driver-guard.ts'
import { migrate } from '../../src/db/migrate.ts'
import { removeAbandonedClusters, startTestCluster } from './cluster.ts'
import { useExternalServer, type TestServer } from './external.ts'
import { provideBrowser, type FoundBrowser } from './find-browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's one server: where it listens. */
    readonly serverSocket: TestServer['socket']
    readonly templateDatabase: TestServer['template']
    /** What the browser tests use, installed where there was none. */
    readonly browser: FoundBrowser
  }
}

/**
 * One server for the whole run, of its own or, with `TEST_SERVER=host:port`, one that runs already;
 * a database on it, migrated here, is what tests are cloned from.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  assertDriverGuarded()
  await removeAbandonedClusters()
  project.provide('browser', await provideBrowser())
  const address = process.env.TEST_SERVER
  const server = address ? await useExternalServer(address) : await startOwnServer()
  project.provide('serverSocket', server.socket)
  project.provide('templateDatabase', server.template)
  return () => server.remove()
}

export async function startOwnServer(): Promise<TestServer> {
  const cluster = await startTestCluster()
  try {
    await migrate(cluster.owner, APPLICATION_ROLE)
  } catch (error) {
    await cluster.remove()
    throw error
  }
  const { host, port } = cluster.superuser
  return {
    socket: { host, port },
    template: cluster.owner.database,
    remove: () => cluster.remove(),
  }
}
