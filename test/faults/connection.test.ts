import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { request, type Answer } from '../../scripts/support/http-client.ts'
import { readConfig } from '../../src/config.ts'
import { issueTokens } from '../../src/features/person/issue-tokens.ts'
import { monotonicMs, systemNow } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { run, type Running } from '../../src/main.ts'
import { makeGround } from '../support/ground.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { inWords, loads, tell } from '../support/loads.ts'
import { startMixedLoad } from '../support/mixed-load.ts'
import { reckon } from '../support/reckoning.ts'
import { makeSaver, makeStation, savingsNow } from '../support/savings.ts'
import { MASTER_KEY } from '../support/served.ts'
import { openTestSession } from '../support/sessions.ts'
import { makeGate, untilSomebodyWaits } from '../support/waiting.ts'
import { openWire, type Wire, type WireFault } from '../support/wire.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

/** Of one request: what waits before it, for a connection, and for PostgreSQL. */
const ANSWER_MS = 25_000

/** How long a turn may be waited for, how long a lock, and what two hundred connections cost beside. */
const WAIT_MS = 2_000
const LOCK_MS = 4_000
const SLACK_MS = 1_000

let world: World
let wire: Wire
let running: Running

beforeAll(async () => {
  world = await openWorld(systemNow())
  const { target } = world.test
  if (!('host' in target)) throw new Error('a test database has a host')
  wire = await openWire(target)
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', MASTER_KEY, HOST: '127.0.0.1' })
  running = await run(config, { ...target, host: '127.0.0.1', port: wire.port })
})
afterEach(() => wire.set('none'))
afterAll(async () => {
  await running.stop()
  await wire.close()
  await world.close()
})

const address = () => running.address.replace('localhost', '127.0.0.1')

async function tokenOf(person: TestPerson): Promise<string> {
  world.setNow(systemNow())
  return issueTokens(world.ctx, 'aixin')(await openTestSession(world, person, 'program'))
}

/** Asks again under the same key until the answer is one to rely on; every answer on the way. */
async function insist<T>(ask: () => Promise<Answer<T>>): Promise<readonly Answer<T>[]> {
  const answers: Answer<T>[] = []
  do answers.push(await ask())
  while (answers.at(-1)?.status === 503)
  return answers
}

describe('an answer of PostgreSQL to a commit that is lost', () => {
  it('is replayed under the same key, and nothing is done twice', async () => {
    const station = await makeStation(world)
    const giver = await makeSaver(world, station, 60)
    const recipient = await makeSaver(world, station)
    const call = {
      ...{ token: await tokenOf(giver), key: newId() },
      body: { recipientId: recipient.id, amountMinutes: 7 },
    }
    const path = `/api/v1/communities/${giver.communityId}/ledger/gifts`
    wire.set('cutAtCommit')
    const first = await request<{ code: string }>(address(), path, call)
    wire.set('none')
    expect(first.status).toBe(503)
    expect(first.body.code).toBe('db.unavailable')
    expect(first.headers.get('retry-after')).toBe('2')
    expect(wire.lostCommits()).toBeGreaterThan(0)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 53, version: 2 })
    const again = await insist(() => request<{ journalId: Id }>(address(), path, call))
    expect(again.at(-1)?.status).toBe(201)
    expect(again.at(-1)?.headers.get('idempotency-replayed')).toBe('true')
    const posted = await world.sql<{ journal_id: Id }[]>`
      select journal_id from ledger_transfers where debit_account_id in
        (select id from ledger_accounts where owner_id = ${giver.id})`
    expect(posted.map((row) => row.journal_id)).toEqual([again.at(-1)?.body.journalId])
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 53, version: 2 })
  })
})

describe('a write that waits for books that somebody else holds', () => {
  /** A gift of seven minutes, under one key, while another session has the books locked. */
  async function asked() {
    const station = await makeStation(world)
    const giver = await makeSaver(world, station, 60)
    const recipient = await makeSaver(world, station)
    const gate = makeGate()
    const held = world.sql.begin(async (sql) => {
      await sql`select from ledger_books where community_id = ${station.communityId} for update`
      await gate.passed
    })
    const call = {
      ...{ token: await tokenOf(giver), key: newId() },
      body: { recipientId: recipient.id, amountMinutes: 7 },
    }
    const path = `/api/v1/communities/${giver.communityId}/ledger/gifts`
    const ask = () => request<{ journalId: Id; code: string }>(address(), path, call)
    return { giver, ask, letGo: () => (gate.open(), held) }
  }

  it('and is asked again meanwhile is done once, and both callers are told', async () => {
    const { giver, ask, letGo } = await asked()
    const first = ask()
    await untilSomebodyWaits(world)
    const second = ask()
    await letGo()
    const answers = await Promise.all([first, second])
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(answers[0].text).toBe(answers[1].text)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 53, version: 2 })
  })

  it('for longer than it may is refused for now, and done once when it is asked again', async () => {
    const { giver, ask, letGo } = await asked()
    const first = ask()
    await untilSomebodyWaits(world)
    const answers = await Promise.all([first, ask()])
    for (const { status, body, headers } of answers) {
      expect([status, body.code]).toEqual([503, 'db.unavailable'])
      expect(headers.has('retry-after')).toBe(true)
    }
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 60, version: 1 })
    await letGo()
    const done = await insist(ask)
    expect(done.at(-1)?.status).toBe(201)
    const again = await ask()
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.text).toBe(done.at(-1)?.text)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 53, version: 2 })
  })
})

it(
  'a line that is cut, goes dead and loses commits under load costs nobody anything',
  { timeout: loads.timeoutMs },
  async () => {
    const seed = Math.floor(monotonicMs())
    const ground = await makeGround(world, loads.ground)
    const load = await startMixedLoad({ address, tokenOf }, ground, { hands: loads.hands, seed })
    for (const fault of loads.wireFaults as readonly WireFault[]) {
      await load.answers(loads.writesBetweenKills)
      const seen = () => (fault === 'cutAtCommit' ? wire.lostCommits() : load.client.met.busy)
      const before = seen()
      wire.set(fault)
      await expect.poll(seen, { timeout: ANSWER_MS }).toBeGreaterThan(before + 1)
      wire.set('none')
      await load.answers(loads.writesBetweenKills)
    }
    await load.end()
    const { met } = load.client
    const reckoning = await reckon(world.sql, load.told, ground)
    tell(
      `line failed ${loads.wireFaults.length} ×, ${wire.lostCommits()} commits without an answer; ` +
        `seed ${seed}\n  ${inWords(reckoning)}; 503 ${met.busy} ×, replayed ${met.replays} ×, ` +
        `slowest answer ${(met.slowestMs / 1000).toFixed(1)} s`,
    )
    expect(met).toMatchObject({ silences: 0, busyWithoutRetryAfter: 0, faults: [] })
    expect(met.replays).toBeGreaterThan(0)
    expect(met.slowestMs).toBeLessThan(ANSWER_MS)
    expect(reckoning).toMatchObject({ lost: [], doubled: [], differing: [] })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  },
)

it('two hundred callers at a database that does not answer are refused soon, and not queued', async () => {
  const station = await makeStation(world)
  const token = await tokenOf(station.first)
  const path = `/api/v1/communities/${station.communityId}/ledger/trial-balance`
  const gate = makeGate()
  const held = world.sql.begin(async (sql) => {
    await sql`set local role aixin_owner`
    await sql`lock table sessions, ledger_accounts in access exclusive mode`
    await gate.passed
  })
  await expect
    .poll(() => world.sql`select from pg_locks where mode = 'AccessExclusiveLock' and granted`)
    .not.toHaveLength(0)
  const startedMs = monotonicMs()
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const { status, headers } = await request(address(), path, { token })
      return { status, headers, tookMs: monotonicMs() - startedMs }
    }),
  )
  const tookMs = answers.map((each) => each.tookMs).sort((one, other) => one - other)
  gate.open()
  await held
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
  expect(answers.every(({ headers }) => headers.has('retry-after'))).toBe(true)
  // One is asking the database, for as long as it may wait for a lock; nobody waits for their turn.
  expect(tookMs.at(-2)).toBeLessThan(WAIT_MS + SLACK_MS)
  expect(tookMs.at(-1)).toBeLessThan(LOCK_MS + SLACK_MS)
  const openedMs = monotonicMs()
  await expect.poll(async () => (await request(address(), path, { token })).status).toBe(200)
  expect(monotonicMs() - openedMs).toBeLessThan(5_000)
  const seconds = (ms = 0) => (ms / 1000).toFixed(1)
  tell(
    `199 callers refused in ${seconds(tookMs.at(-2))} s, one in ${seconds(tookMs.at(-1))} s, back at once`,
  )
})
