import postgres from 'postgres'
import { monotonicMs } from '../../src/kernel/clock.ts'
import type { TestCluster } from './cluster.ts'

/**
 * What dies with signal 9: the postmaster alone, the server's sessions (PostgreSQL then starts anew
 * by itself), or every process of PostgreSQL. `sessions` are ended politely, as a failover does.
 */
export type Victim = 'postmaster' | 'backends' | 'everything' | 'sessions'

export async function killDatabase(cluster: TestCluster, victim: Victim): Promise<void> {
  if (victim === 'postmaster') return cluster.kill()
  const sql = postgres({
    ...cluster.superuser,
    max: 1,
    fetch_types: false,
    onnotice: () => undefined,
  })
  try {
    if (victim === 'sessions') {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'aixin'`
      return
    }
    const processes = await sql<{ pid: number; name: string }[]>`
      select pid, application_name as name from pg_stat_activity where pid <> pg_backend_pid()`
    const doomed = processes.filter(({ name }) => victim === 'everything' || name === 'aixin')
    if (victim === 'everything') cluster.kill()
    for (const { pid } of doomed) endNow(pid)
  } finally {
    await sql.end({ timeout: 1 }).catch(() => undefined)
  }
}

const BETWEEN_MS = 200

/** Ends the server's sessions every 200 ms, for so long; how often. */
export async function endSessionsFor(cluster: TestCluster, ms: number): Promise<number> {
  const untilMs = monotonicMs() + ms
  let times = 0
  while (monotonicMs() < untilMs) {
    await killDatabase(cluster, 'sessions')
    times += 1
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))
  }
  return times
}

/** It may have ended by itself meanwhile. */
function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
