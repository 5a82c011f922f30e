import { join } from 'node:path'
import postgres from 'postgres'
import { expect, it } from 'vitest'
import { request } from '../../scripts/support/http-client.ts'
import { isProcess } from '../../src/db/embedded-account.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { makeGround, type Ground } from '../support/ground.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { inWords, loads, tell } from '../support/loads.ts'
import { startMixedLoad } from '../support/mixed-load.ts'
import { reckon } from '../support/reckoning.ts'
import { openServed, type Served } from '../support/served.ts'
import { putOnSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import type { TestPerson } from '../support/world.ts'

const GROUND = { stations: 2, saversEach: 3, recordsEach: 400 }
const REFUSALS = 50

/** What PostgreSQL keeps there, and whether it can go on reading while it is full. */
it.each([
  { folder: 'base', reads: true },
  { folder: 'pg_wal', reads: false },
])(
  'a full disk under $folder refuses what it cannot keep, and work goes on when there is room',
  { timeout: loads.timeoutMs },
  async ({ folder, reads }) => {
    const disks: SmallDisk[] = []
    const served = await openServed({
      prepare: (dataDir) => disks.push(putOnSmallDisk(join(dataDir, 'postgres', folder))),
    })
    try {
      for (const disk of disks) await fillUnderLoad(served, disk, { folder, reads })
      await served.terminate()
    } finally {
      for (const disk of disks) disk.remove()
      await served.close()
    }
  },
)

async function fillUnderLoad(
  served: Served,
  disk: SmallDisk,
  { folder, reads }: { readonly folder: string; readonly reads: boolean },
): Promise<void> {
  const seed = Math.floor(monotonicMs())
  const pid = served.pid()
  const ground = await makeGround(served.world, GROUND)
  const token = await served.tokenOf(clerkOf(ground))
  const load = await startMixedLoad(served, ground, { hands: loads.hands, seed })
  await load.answers(loads.writesBetweenKills)
  const fullMs = monotonicMs()
  disk.fill()
  if (!reads) await beginNewSegment(served)
  const { met } = load.client
  await expect.poll(() => met.busy, { timeout: 60_000 }).toBeGreaterThan(REFUSALS)
  if (reads) expect(await statusOfRead(served, ground, token)).toBe(200)
  expect((await request(served.address(), '/healthz')).status).toBe(200)
  disk.grow()
  const roomMs = monotonicMs()
  await load.answers(loads.writesBetweenKills)
  const backMs = monotonicMs()
  await load.end()
  const reckoning = await reckon(served.world.sql, load.told, ground)
  tell(
    `${folder} full for ${((roomMs - fullMs) / 1000).toFixed(1)} s, ` +
      `${loads.writesBetweenKills} answers within ${((backMs - roomMs) / 1000).toFixed(1)} s of room; ` +
      `seed ${seed}\n  ${inWords(reckoning)}; 503 ${met.busy} ×`,
  )
  expect(isProcess(pid)).toBe(true)
  expect(met).toMatchObject({ silences: 0, busyWithoutRetryAfter: 0, faults: [] })
  expect(reckoning).toMatchObject({ lost: [], doubled: [], differing: [] })
  expect(await findBrokenPromises(served.world.sql)).toEqual([])
}

function clerkOf({ stations: [station] }: Ground): TestPerson {
  if (!station) throw new Error('no station')
  return station.first
}

/** A balance, as the clerk of those books reads it. */
async function statusOfRead(served: Served, ground: Ground, token: string): Promise<number> {
  const [saver] = ground.savers
  const path = `/api/v1/communities/${saver?.communityId}/ledger/accounts/${saver?.id}/balance`
  return (await request(served.address(), path, { token })).status
}

/** PostgreSQL has no place for the next part of its log, and stops at once. */
async function beginNewSegment({ cluster }: Served): Promise<void> {
  const sql = postgres({ ...cluster.superuser, max: 1, onnotice: () => undefined })
  await sql`select pg_switch_wal()`.catch(() => undefined)
  await sql.end({ timeout: 1 }).catch(() => undefined)
}
