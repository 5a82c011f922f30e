import { monotonicMs } from '../../src/kernel/clock.ts'
import { newId } from '../../src/kernel/ids.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { ask, balanceRequests, tokensOf } from './ask.ts'
import type { PlainRequest } from './load.ts'
import { READ_CONNECTIONS, type Sizes } from './plan.ts'
import { readSlice } from './records.ts'
import type { Comparison } from './results.ts'
import type { Stage } from './stage.ts'

const READERS = 2_000
/** Of fifty requests one is a write. */
const READS_TO_A_WRITE = 49
const READINGS = 6
/** By then every job has run once, and what it needs is loaded. */
const JOBS_MS = 7_000
const WARMING = 1_000

export type HeapReading = { readonly requests: number; readonly bytes: number }
export type HeapRun = {
  readonly comparison: Comparison
  /** How the heap went on, after a collection each time. */
  readonly readings: readonly HeapReading[]
}

/** A fresh server that tells its heap; started early, so that every job has run once by the time. */
export function startHeapServer(stage: Stage): Promise<ServerProcess> {
  return startServer({
    dataDir: stage.dataDir,
    nodeOptions: [
      ...stage.startFlags,
      ...['--expose-gc', '--import', 'tsx', '--import', './scripts/bench/heap-probe.ts'],
    ],
    args: ['--no-demo'],
  })
}

/**
 * Case 9: what is alive in a server after a collection, when it has answered many requests, beside
 * what was when it had answered a tenth: balances, and an approval that is sent again under its key.
 */
export async function compareHeaps(
  stage: Stage,
  sizes: Sizes,
  server: ServerProcess,
  startedMs: number,
): Promise<HeapRun> {
  const { first, last } = sizes.heap
  const write = await repeatedApproval(stage)
  const readings: HeapReading[] = []
  const answer = async (count: number) => {
    const reads = await balanceRequests(stage, READERS)
    const mixed = Array.from({ length: READERS }, (_, index) =>
      index % (READS_TO_A_WRITE + 1) === 0 ? write : (reads[index % reads.length] ?? write),
    )
    const asked = { address: server.address, connections: READ_CONNECTIONS, requests: mixed }
    await ask(stage, { ...asked, count })
  }
  const answerUntil = async (requests: number) => {
    await answer(requests - (readings.at(-1)?.requests ?? 0))
    readings.push({ requests, bytes: await heapOf(server) })
  }
  while (monotonicMs() - startedMs < JOBS_MS) await answer(WARMING)
  await answerUntil(first)
  for (let step = 1; step < READINGS; step += 1)
    await answerUntil(Math.round(first + ((last - first) * step) / (READINGS - 1)))
  const megabytes = (reading: HeapReading | undefined) => (reading?.bytes ?? Number.NaN) / 2 ** 20
  const comparison: Comparison = {
    caseName: '9',
    title: `heap after ${last} requests`,
    beside: `after ${first}`,
    unit: 'MB',
    goal: { atMost: 1.2 },
    pairs: [{ value: megabytes(readings.at(-1)), yardstick: megabytes(readings[0]) }],
  }
  return { comparison, readings }
}

async function heapOf(server: ServerProcess): Promise<number> {
  return Number(await server.tell('heap'))
}

async function repeatedApproval(stage: Stage): Promise<PlainRequest> {
  const { one } = stage.district
  const [record] = await readSlice(stage.sql, stage.records.take('one', 1))
  const [coordinator] = one.coordinatorsOf.get(record?.communityId ?? '') ?? []
  const token = (await tokensOf(stage)).get(coordinator?.personId ?? '') ?? ''
  return {
    method: 'POST',
    path: `/api/v1/communities/${record?.communityId}/records/approve`,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': newId(),
    },
    body: JSON.stringify({ records: [{ id: record?.id }] }),
  }
}
