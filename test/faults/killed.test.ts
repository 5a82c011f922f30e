import { afterAll, beforeAll, expect, it } from 'vitest'
import { request } from '../../scripts/support/http-client.ts'
import { isProcess } from '../../src/db/embedded-account.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { makeGround, type Ground } from '../support/ground.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { endSessionsFor, killDatabase, type Victim } from '../support/kill-database.ts'
import { inWords, loads, tell } from '../support/loads.ts'
import { startMixedLoad, type MixedLoad } from '../support/mixed-load.ts'
import { watchReadiness, type Readiness } from '../support/readiness.ts'
import { reckon, type Reckoning } from '../support/reckoning.ts'
import { makeSaver, makeStation } from '../support/savings.ts'
import { openServed, type Served } from '../support/served.ts'
import { makeGate, untilSomebodyWaits } from '../support/waiting.ts'

let served: Served

beforeAll(async () => {
  served = await openServed()
})
afterAll(() => served.close())

type Working = { readonly ground: Ground; readonly load: MixedLoad; readonly seed: number }

async function startWork(): Promise<Working> {
  const seed = Math.floor(monotonicMs())
  const ground = await makeGround(served.world, loads.ground)
  return { ground, seed, load: await startMixedLoad(served, ground, { hands: loads.hands, seed }) }
}

/** Of all tests here, for the last line. */
const sum = { serverKills: 0, databaseKills: 0, acknowledged: 0, present: 0, lost: 0, doubled: 0 }

afterAll(() =>
  tell(
    `${sum.serverKills} API kills, ${sum.databaseKills} PostgreSQL kills: ` +
      `${sum.acknowledged} acknowledged, ${sum.present} present, ${sum.lost} lost, ${sum.doubled} doubled`,
  ),
)

function add({ acknowledged, present, lost, doubled }: Reckoning): void {
  sum.acknowledged += acknowledged
  sum.present += present
  sum.lost += lost.length
  sum.doubled += doubled.length
}

/** Of one request: what waits before it, for a connection, and for PostgreSQL. */
const ANSWER_MS = 25_000

/** Ends the load: everything that was acknowledged is there once, and nothing else. */
async function endWork({ ground, load, seed }: Working, story: string): Promise<void> {
  await load.end()
  const { met } = load.client
  const reckoning = await reckon(served.world.sql, load.told, ground)
  add(reckoning)
  tell(
    `${story}; seed ${seed}\n  ${inWords(reckoning)}\n` +
      `  met on the way: no answer ${met.silences} ×, 503 ${met.busy} × ` +
      `(without Retry-After ${met.busyWithoutRetryAfter}), replayed ${met.replays} ×, ` +
      `longest silence ${inSeconds(load.longestSilenceMs())} s, ` +
      `slowest answer ${inSeconds(met.slowestMs)} s`,
  )
  expect(met.slowestMs).toBeLessThan(ANSWER_MS)
  expect(reckoning).toMatchObject({ lost: [], doubled: [], differing: [] })
  expect(await findBrokenPromises(served.world.sql)).toEqual([])
  if (met.faults.length > 0) tell(served.output())
  expect(met).toMatchObject({ busyWithoutRetryAfter: 0, faults: [] })
}

const inSeconds = (ms: number) => (ms / 1000).toFixed(1)

/** Kills while work is under way and waits until work goes on; what an onlooker saw. */
async function killUnder(load: MixedLoad, ready: Readiness, victim: Victim): Promise<string> {
  await load.answers(loads.writesBetweenKills)
  const downs = ready.downs()
  const killedMs = monotonicMs()
  await killDatabase(served.cluster, victim)
  if (victim === 'postmaster' || victim === 'everything') await ready.untilDown(downs)
  await ready.untilReady()
  const seconds = inSeconds(monotonicMs() - killedMs)
  await load.answers(loads.writesBetweenKills)
  return `${victim} (down ${ready.downs() - downs} ×, ready after ${seconds} s)`
}

it.each(loads.databaseKills.map((victims) => ({ victims })))(
  'a killed PostgreSQL comes back under the living server; nothing acknowledged is lost or doubled',
  { timeout: loads.timeoutMs },
  async ({ victims }) => {
    const pid = served.pid()
    const work = await startWork()
    const ready = watchReadiness(served.address)
    const outages: string[] = []
    for (const victim of victims) {
      outages.push(await killUnder(work.load, ready, victim))
      sum.databaseKills += 1
    }
    await ready.stop()
    await endWork(work, `PostgreSQL killed ${outages.length} ×: ${outages.join(', ')}`)
    const { silences, busy } = work.load.client.met
    expect(silences).toBe(0)
    expect(busy).toBeGreaterThan(0)
    expect(ready.downs()).toBeGreaterThan(0)
    expect(isProcess(pid)).toBe(true)
    expect((await request(served.address(), '/healthz')).status).toBe(200)
    expect(served.output()).toContain('PostgreSQL is up again')
  },
)

it(
  'sessions that are ended every 200 ms do not keep work from going on',
  { timeout: loads.timeoutMs },
  async () => {
    const work = await startWork()
    const times = await endSessionsFor(served.cluster, loads.endedSessionsMs)
    const answered = work.load.answered()
    await work.load.answers(loads.writesBetweenKills)
    await endWork(work, `sessions ended ${times} ×, ${answered} answers meanwhile`)
    expect(answered).toBeGreaterThan(0)
    expect(work.load.client.met.silences).toBe(0)
  },
)

type Ending = {
  readonly how: string
  readonly times: number
  readonly end: () => Promise<number | null>
}

/** Ends the server under load and starts it again, so many times; the exit statuses. */
async function endUnderLoad({
  how,
  times,
  end,
}: Ending): Promise<{ readonly work: Working; readonly statuses: ReadonlySet<number | null> }> {
  const work = await startWork()
  const statuses = new Set<number | null>()
  let longestMs = 0
  for (let round = 0; round < times; round += 1) {
    await work.load.answers(loads.writesBetweenKills)
    const startedMs = monotonicMs()
    statuses.add(await end())
    longestMs = Math.max(longestMs, monotonicMs() - startedMs)
    await served.start()
  }
  await work.load.answers(loads.writesBetweenKills)
  const took = `which took ${inSeconds(longestMs)} s at most`
  await endWork(work, `server ${how} ${times} × under load, ${took}`)
  expect(work.load.client.met.silences).toBeGreaterThan(0)
  return { work, statuses }
}

function killServer(): Promise<number | null> {
  sum.serverKills += 1
  return served.kill()
}

it.each(loads.serverKills)(
  'a server that is killed and started again, %i ×, neither loses nor doubles anything',
  { timeout: loads.timeoutMs },
  async (times) => {
    const { statuses } = await endUnderLoad({ how: 'killed', times, end: killServer })
    expect(statuses).toEqual(new Set([null]))
  },
)

it(
  'a server that is killed with its PostgreSQL neither loses nor doubles anything',
  { timeout: loads.timeoutMs },
  async () => {
    const end = async () => {
      sum.databaseKills += 1
      await killDatabase(served.cluster, 'everything')
      return killServer()
    }
    const { statuses } = await endUnderLoad({
      ...{ how: 'killed with its PostgreSQL', times: loads.bothKills, end },
    })
    expect(statuses).toEqual(new Set([null]))
  },
)

it(
  'a server that is told to stop under load ends well and leaves nothing done without an answer',
  { timeout: loads.timeoutMs },
  async () => {
    const { work, statuses } = await endUnderLoad({
      ...{ how: 'stopped', times: loads.serverStops, end: () => served.terminate() },
    })
    expect(statuses).toEqual(new Set([0]))
    expect(work.load.client.met.replays).toBe(0)
  },
)

it('a server told to stop answers what is in flight and lets nobody new in', async () => {
  const { world } = served
  const station = await makeStation(world)
  const [giver, recipient] = [await makeSaver(world, station, 60), await makeSaver(world, station)]
  const gift = {
    body: { recipientId: recipient.id, amountMinutes: 7 },
    token: await served.tokenOf(giver),
    key: newId(),
  }
  const path = `/api/v1/communities/${giver.communityId}/ledger/gifts`
  const address = served.address()
  const gate = makeGate()
  const held = world.sql.begin(async (sql) => {
    await sql`set local role aixin_owner`
    await sql`select from ledger_books where community_id = ${giver.communityId} for update`
    await gate.passed
  })
  const giving = request<{ journalId: Id }>(address, path, gift)
  await untilSomebodyWaits(world)
  const terminated = served.terminate()
  await expect.poll(() => request(address, '/healthz').catch(() => 'refused')).toBe('refused')
  gate.open()
  await held
  const given = await giving
  expect(given.status).toBe(201)
  expect(await terminated).toBe(0)
  const posted = await world.sql`
    select from ledger_transfers where journal_id = ${given.body.journalId}`
  expect(posted.length).toBeGreaterThan(0)
})
