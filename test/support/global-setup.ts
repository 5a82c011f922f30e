import type { TestProject } from 'vitest/node'
import { APPLICATION_ROLE } from '../../src/db/embedded.ts'
import { assertDriverGuarded } from '../../src/db/driver-guard.ts'
import { migrate } from '../../src/db/migrate.ts'
import { removeAbandonedClusters, startTestCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's one server: where its unix socket is. */
    readonly clusterSocket: { readonly host: string; readonly port: number }
  }
}

/** One cluster for the whole run; its database `aixin`, migrated here, is what tests are cloned from. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  assertDriverGuarded()
  await removeAbandonedClusters()
  const cluster = await startTestCluster()
  try {
    await migrate(cluster.owner, APPLICATION_ROLE)
  } catch (error) {
    await cluster.remove()
    throw error
  }
  const { host, port } = cluster.superuser
  project.provide('clusterSocket', { host, port })
  return () => cluster.remove()
}
