import type { Id } from '../../src/kernel/ids.ts'
import type { ApprovalRequest } from './approvals.ts'
import { cpuBetween, readCpu, type CpuReading, type CpuSeconds } from './cpu.ts'
import type { Scope } from './district.ts'
import {
  BULK_CONNECTIONS,
  BULK_SIZE,
  ONE_EACH_CONNECTIONS,
  RAW_CONNECTIONS,
  YARDSTICK_CONNECTIONS,
  type Sizes,
} from './plan.ts'
import { prepareRows, writeRows } from './raw-rows.ts'
import { countApprovedIn, readSlice, type RecordKey, type Slice } from './records.ts'
import { median } from './statistics.ts'
import type { Stage } from './stage.ts'
import { commitSingles, postBare } from './yardsticks.ts'

/** One run of a case. */
export type LoadRun = {
  readonly records: number
  readonly requests: number
  readonly elapsedMs: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Transactions that the records were approved in. */
  readonly batches: number
  readonly walBytes: number
  readonly cpu: CpuSeconds
}

export type RowsRun = {
  readonly records: number
  readonly perSecond: number
  readonly batches: number
  readonly walBytes: number
}

/** Both yardsticks, postings a second. */
export async function measurePostings(
  { sql }: Stage,
  sizes: Sizes,
): Promise<{ readonly spread: number; readonly hot: number }> {
  const spread = await postBare(sql, 'spread', YARDSTICK_CONNECTIONS, sizes.spreadPostings)
  const hot = await postBare(sql, 'hot', YARDSTICK_CONNECTIONS, sizes.hotPostings)
  return { spread, hot }
}

/** The p50 of a bare single-row INSERT, in milliseconds. */
export async function measureCommits({ sql }: Stage, sizes: Sizes): Promise<number> {
  return median(await commitSingles(sql, sizes.singles))
}

/** One record a request, on many connections. */
export function approveOneEach(
  stage: Stage,
  scope: Scope,
  count: number,
  addresses: readonly string[] = [stage.server.address],
): Promise<LoadRun> {
  return approve(stage, scope, count, { size: 1, connections: ONE_EACH_CONNECTIONS, addresses })
}

/** Five hundred a request, all of one community. */
export function approveInBulk(
  stage: Stage,
  scope: Scope,
  count: number,
  addresses: readonly string[] = [stage.server.address],
): Promise<LoadRun> {
  const connections = BULK_CONNECTIONS[scope.name]
  return approve(stage, scope, count, { size: BULK_SIZE, connections, addresses })
}

/** One request at a time. */
export function approveAlone(stage: Stage, scope: Scope, count: number): Promise<LoadRun> {
  return approve(stage, scope, count, {
    ...{ size: 1, connections: 1 },
    addresses: [stage.server.address],
  })
}

/** Only the rows of the same number of approvals as case 2 has. */
export async function measureRows(stage: Stage, scope: Scope, count: number): Promise<RowsRun> {
  const { sql, records } = stage
  const slice = records.take(scope.name, count)
  const [keeper] = [...scope.coordinatorsOf.values()].flat()
  const batches = await prepareRows(sql, slice, keeper?.personId ?? '')
  const before = await walPosition(stage)
  const elapsedMs = await writeRows(stage.rowSql, batches, RAW_CONNECTIONS[scope.name])
  const walBytes = (await walPosition(stage)) - before
  await assertApproved(stage, slice, count)
  return { records: count, perSecond: (count * 1000) / elapsedMs, batches, walBytes }
}

type How = {
  readonly size: number
  readonly connections: number
  /** Of the server's processes. */
  readonly addresses: readonly string[]
}

async function approve(stage: Stage, scope: Scope, count: number, how: How): Promise<LoadRun> {
  const { sql, server, records } = stage
  const slice = records.take(scope.name, count)
  const requests = await requestsFor(stage, scope, await readSlice(sql, slice), how.size)
  const order = {
    ports: how.addresses.map(portOf),
    connections: how.connections,
    work: { approve: requests },
  }
  const pids = { postmaster: stage.postmaster, server: server.pid }
  let started: CpuReading = null
  let ended: CpuReading = null
  const walBefore = await walPosition(stage)
  const report = await stage.load
    .run(order, {
      started: () => (started = readCpu(pids)),
      ended: () => (ended = readCpu(pids)),
    })
    .catch((cause: unknown) => {
      const what = `${count} records, ${how.size} a request, ${scope.communityIds.length} communities`
      throw new Error(`${what}; the server printed:\n${server.output()}`, { cause })
    })
  const walBytes = (await walPosition(stage)) - walBefore
  const { elapsedMs, done, p50Ms, p99Ms, cpuSeconds } = report
  return {
    ...{ elapsedMs, p50Ms, p99Ms, walBytes },
    records: count,
    requests: requests.length,
    perSecond: (count * 1000) / elapsedMs,
    batches: await assertApproved(stage, slice, done),
    cpu: cpuBetween(started, ended, cpuSeconds),
  }
}

async function requestsFor(
  { sessions }: Stage,
  scope: Scope,
  keys: readonly RecordKey[],
  size: number,
): Promise<readonly ApprovalRequest[]> {
  const tokens = new Map<Id, string>()
  for (const [personId, session] of sessions) tokens.set(personId, await session.token())
  return chunksOf(keys, size).map(({ communityId, recordIds }, index) => {
    const coordinators = scope.coordinatorsOf.get(communityId) ?? []
    const coordinator = coordinators[index % coordinators.length]
    const token = tokens.get(coordinator?.personId ?? '') ?? ''
    return { communityId, token, recordIds }
  })
}

type Chunk = { readonly communityId: Id; readonly recordIds: Id[] }

/** Records of one community each, at most `size`, in the order in which they begin. */
function chunksOf(keys: readonly RecordKey[], size: number): readonly Chunk[] {
  const chunks: Chunk[] = []
  const open = new Map<Id, Chunk>()
  for (const { communityId, id } of keys) {
    let chunk = open.get(communityId)
    if (!chunk || chunk.recordIds.length === size) {
      chunk = { communityId, recordIds: [] }
      open.set(communityId, chunk)
      chunks.push(chunk)
    }
    chunk.recordIds.push(id)
  }
  return chunks
}

export function portOf(address: string): number {
  return Number(new URL(address).port)
}

async function walPosition({ sql }: Stage): Promise<number> {
  const [row] = await sql.unsafe<{ bytes: number }[]>(
    `select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as bytes`,
  )
  return row?.bytes ?? 0
}

/** @returns in how many transactions. @throws when the database holds more or fewer than acknowledged */
async function assertApproved(stage: Stage, slice: Slice, acknowledged: number): Promise<number> {
  const { approved, transactions } = await countApprovedIn(stage.sql, slice)
  if (approved !== acknowledged || approved !== slice.to - slice.from) {
    throw new Error(`acknowledged ${acknowledged}, approved in the database ${approved}`)
  }
  return transactions
}
