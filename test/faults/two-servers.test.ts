import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type ServerProcess } from '../../scripts/support/server-process.ts'
import { makeTemporaryData } from '../../scripts/support/temporary-data.ts'
import type { Command } from '../../src/db/command.ts'
import { verifyBooks } from '../../src/features/proof/verify-books.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { monotonicMs, plusMinutes, systemNow } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { makeGround } from '../support/ground.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { inWords, loads, tell } from '../support/loads.ts'
import { startMixedLoad } from '../support/mixed-load.ts'
import { reckon } from '../support/reckoning.ts'
import { makeSaver, makeStation, placeTestHold } from '../support/savings.ts'
import { MASTER_KEY, openServed, type Served } from '../support/served.ts'
import { makeSteadyClient, type SteadyClient } from '../support/steady-client.ts'
import { openWire, type Wire } from '../support/wire.ts'

const HOLDS = 200

let served: Served
let dataDir: string
let wire: Wire
let second: ServerProcess

/** The second reaches the first one's PostgreSQL as any external one. */
beforeAll(async () => {
  served = await openServed()
  dataDir = makeTemporaryData('second')
  wire = await openWire(served.cluster.application)
  const environment = {
    ...{ MASTER_KEY, DATABASE_URL: `postgres://aixin_app@127.0.0.1:${wire.port}/aixin` },
    DATABASE_OWNER_URL: `postgres://aixin_migrate@127.0.0.1:${wire.port}/aixin`,
  }
  second = await startServer({ dataDir, environment })
})
afterAll(async () => {
  await second.stop()
  await wire.close()
  rmSync(dataDir, { recursive: true })
  await served.close()
})

type Pair = { readonly client: SteadyClient; readonly seen: { both: number; unlike: string[] } }

/** To one server or the other in turn, and every fifth write to both at once under one key. */
function makePair(): Pair {
  const { met, write } = makeSteadyClient(served.address)
  const other = makeSteadyClient(() => second.address)
  const seen = { both: 0, unlike: [] as string[] }
  let count = 0
  return {
    seen,
    client: {
      met,
      async write<T>(asked: Parameters<typeof write>[0]) {
        count += 1
        if (count % 5 > 0) return (count % 2 > 0 ? write : other.write)<T>(asked)
        const keyed = { ...asked, key: newId() }
        const [one, two] = await Promise.all([write<T>(keyed), other.write<T>(keyed)])
        seen.both += 1
        if (one.status < 300 && one.text !== two.text) seen.unlike.push(`${one.text} ${two.text}`)
        if (one.status !== two.status) seen.unlike.push(`${one.status} ${two.status}`)
        return one
      },
    },
  }
}

it(
  'two servers on one database lose and double nothing, and one goes on where the other is killed',
  { timeout: loads.timeoutMs },
  async () => {
    const seed = Math.floor(monotonicMs())
    const ground = await makeGround(served.world, loads.ground)
    const { client, seen } = makePair()
    const load = await startMixedLoad(served, ground, { hands: loads.hands, seed, client })
    await load.answers(2 * loads.writesBetweenKills)
    expect(await served.kill()).toBeNull()
    const alone = makeSteadyClient(() => second.address)
    const token = await served.tokenOf(ground.stations[0]?.first ?? fail())
    const path = `/api/v1/communities/${ground.stations[0]?.communityId}/records/approve`
    const goesOn = await alone.write({ path, token, body: { records: [{ id: newId() }] } })
    expect(goesOn.status).toBe(200)
    await served.start()
    await load.answers(loads.writesBetweenKills)
    await load.end()
    const reckoning = await reckon(served.world.sql, load.told, ground)
    tell(
      `two servers: ${load.answered()} answers, ${seen.both} keys sent to both at once, ` +
        `replayed ${client.met.replays} ×; seed ${seed}\n  ${inWords(reckoning)}`,
    )
    expect(seen.both).toBeGreaterThan(0)
    expect(seen.unlike).toEqual([])
    expect(client.met).toMatchObject({ busyWithoutRetryAfter: 0, faults: [] })
    expect(reckoning).toMatchObject({ lost: [], doubled: [], differing: [] })
    expect(await findBrokenPromises(served.world.sql)).toEqual([])
    await expectSealed()
  },
)

/** All that is in the books is in their trees by itself, sealed by either, and verifies. */
async function expectSealed(): Promise<void> {
  const { sql, ctx } = served.world
  const unsealed = () => sql`
    select from ledger_books b left join proof_trees t using (community_id)
     where b.sequence > coalesce(t.size, 0)`
  await expect.poll(unsealed, { timeout: 60_000 }).toHaveLength(0)
  const books = await sql<{ communityId: Id }[]>`
    select community_id as "communityId" from ledger_books where sequence > 0`
  expect(books.length).toBeGreaterThan(1)
  for (const { communityId } of books) {
    const { findings } = await verifyBooks(ctx, {
      communityId,
      kept: [],
      progress: () => undefined,
    })
    expect([communityId, findings]).toEqual([communityId, []])
  }
}

function fail(): never {
  throw new Error('no station')
}

it('what falls due is done once by the two of them', { timeout: loads.timeoutMs }, async () => {
  const { world } = served
  world.setNow(systemNow())
  const station = await makeStation(world)
  const saver = await makeSaver(world, station, HOLDS)
  const input = {
    ...{ personId: saver.id, amountMinutes: minutes(1) },
    expiresAt: plusMinutes(world.now(), 0.05),
  }
  const commands: Command<typeof input>[] = Array.from({ length: HOLDS }, () =>
    world.command(placeTestHold.useCase, saver.actor, station.communityId, input),
  )
  await placeTestHold.run(world.ctx, commands)
  const open = () => world.sql`
    select from ledger_holds where community_id = ${station.communityId} and state = 'placed'`
  expect(await open()).toHaveLength(HOLDS)
  await expect.poll(open, { timeout: 30_000 }).toHaveLength(0)
  const told = await world.sql<{ id: string }[]>`
    select jsonb_array_elements_text(subjects) as id from audit_events
     where act = 'ledger.expire-holds' and community_id = ${station.communityId}`
  expect(told).toHaveLength(HOLDS)
  expect(new Set(told.map(({ id }) => id)).size).toBe(HOLDS)
  expect(await findBrokenPromises(world.sql)).toEqual([])
})
