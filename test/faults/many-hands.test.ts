import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, request } from '../../scripts/support/http-client.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { makeGround, submitMany } from '../support/ground.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { inWords, loads, tell } from '../support/loads.ts'
import { startMixedLoad } from '../support/mixed-load.ts'
import { startOnlooker } from '../support/onlooker.ts'
import { reckon } from '../support/reckoning.ts'
import { makeSaver, makeStation, savingsNow, type Station } from '../support/savings.ts'
import { makeSteadyClient } from '../support/steady-client.ts'
import { openServed, type Served } from '../support/served.ts'
import type { TestPerson, World } from '../support/world.ts'

const HANDS = 64
const COORDINATORS = 20
const RECORDS = 500
const VOLUNTEERS = 50

let served: Served
let world: World
let here: Station
let offeringId: Id

beforeAll(async () => {
  served = await openServed()
  world = served.world
  here = await makeStation(world)
  offeringId = await world.makeOffering()
})
afterAll(() => served.close())

const base = () => `/api/v1/communities/${here.communityId}`

/** All hands at the same time, each under a key of its own. */
function together<T>(path: string, token: string, body: unknown) {
  const { write } = makeSteadyClient(served.address)
  return Promise.all(
    Array.from({ length: HANDS }, () => write<T & { code?: string }>({ path, body, token })),
  )
}

const statusesOf = (answers: readonly Answer<unknown>[]) => [
  ...new Set(answers.map(({ status }) => status)),
]

describe('64 parallel uses of the last hour', () => {
  const ask = () => ({
    kind: 'help',
    offeringId,
    content: '代买一袋米',
    place: '演示路 1 号',
    expectedMinutes: 60,
  })

  it(
    'reserve it exactly once, and every request is taken',
    { timeout: loads.timeoutMs },
    async () => {
      const startedMs = monotonicMs()
      let wins = 0
      for (let round = 0; round < loads.lastHourRounds; round += 1) {
        const saver = await makeSaver(world, here, 60)
        const token = await served.tokenOf(saver)
        const asked = await together<{
          id: Id
          savingsUsed: boolean
          quote: { reason: string | null }
        }>(`${base()}/redemptions`, token, ask())
        expect(statusesOf(asked)).toEqual([201])
        const won = asked.filter(({ body }) => body.savingsUsed)
        expect(won).toHaveLength(1)
        wins += won.length
        const reasons = asked.map(({ body }) => body.quote.reason).filter((reason) => reason)
        expect(reasons).toEqual(Array.from({ length: HANDS - 1 }, () => 'notEnough'))
        expect(new Set(asked.map(({ body }) => body.id)).size).toBe(HANDS)
        expect(await savingsNow(world, saver)).toMatchObject({ balance: 60, held: 60 })
      }
      expect(await findBrokenPromises(world.sql)).toEqual([])
      tell(
        `last hour, redemption: ${loads.lastHourRounds} rounds of ${HANDS}, ${wins} wins, ` +
          `${loads.lastHourRounds * HANDS} requests registered, ${secondsSince(startedMs)} s`,
      )
    },
  )

  it('give it away exactly once', { timeout: loads.timeoutMs }, async () => {
    const friend = await makeSaver(world, here)
    let refused = 0
    for (let round = 0; round < loads.lastHourRounds; round += 1) {
      const saver = await makeSaver(world, here, 60)
      const token = await served.tokenOf(saver)
      const body = { recipientId: friend.id, amountMinutes: 60 }
      const given = await together(`${base()}/ledger/gifts`, token, body)
      expect(given.filter(({ status }) => status === 201)).toHaveLength(1)
      const codes = given.flatMap((answer) => (answer.status === 201 ? [] : [codeOf(answer)]))
      expect([...new Set(codes)]).toEqual(['409 ledger.insufficient-credits'])
      refused += codes.length
      expect(await savingsNow(world, saver)).toMatchObject({ balance: 0, version: 2 })
    }
    expect(await findBrokenPromises(world.sql)).toEqual([])
    tell(
      `last hour, gift: ${loads.lastHourRounds} rounds of ${HANDS}, ` +
        `${loads.lastHourRounds} wins, ${refused} × 409 ledger.insufficient-credits`,
    )
  })
})

const codeOf = ({ status, body }: Answer<{ code?: string }>) => `${status} ${body.code}`
const secondsSince = (startedMs: number) => ((monotonicMs() - startedMs) / 1000).toFixed(1)

type Outcomes = {
  outcomes: { id: Id; approved: boolean; refusal?: { code: string }; journalId?: Id }[]
}

describe('20 coordinators approving the same 500 records at once', () => {
  let coordinators: string[]

  beforeAll(async () => {
    coordinators = []
    for (let n = 0; n < COORDINATORS; n += 1) {
      const { communityId } = here
      const person = await world.makePerson({ communityId, roles: ['coordinator'] })
      coordinators.push(await served.tokenOf(person))
    }
  })

  async function volunteers(): Promise<readonly TestPerson[]> {
    const people: TestPerson[] = []
    for (let n = 0; n < VOLUNTEERS; n += 1) {
      people.push(await world.makePerson({ communityId: here.communityId, volunteer: true }))
    }
    return people
  }

  it(
    'approve each exactly once, and every one of them is answered',
    { timeout: loads.timeoutMs },
    async () => {
      for (let round = 0; round < loads.approvalRounds; round += 1) {
        const people = await volunteers()
        const wish = { offeringId, each: RECORDS / VOLUNTEERS, length: 45 }
        const records = (await submitMany(world, people, wish)).map(({ id }) => ({ id }))
        const startedMs = monotonicMs()
        const answers = await Promise.all(
          coordinators.map((token) =>
            request<Outcomes>(served.address(), `${base()}/records/approve`, {
              token,
              body: { records },
              key: newId(),
            }),
          ),
        )
        const seconds = secondsSince(startedMs)
        expect(statusesOf(answers)).toEqual([200])
        const outcomes = answers.flatMap(({ body }) => body.outcomes)
        const approved = outcomes.filter(({ approved: isApproved }) => isApproved)
        expect(new Set(approved.map(({ id }) => id)).size).toBe(RECORDS)
        expect(approved).toHaveLength(RECORDS)
        const codes = outcomes.flatMap(({ refusal }) => (refusal ? [refusal.code] : []))
        expect([...new Set(codes)]).toEqual(['service.record-decided'])
        for (const person of people) {
          expect(await savingsNow(world, person)).toMatchObject({ balance: 450, version: 10 })
        }
        tell(
          `${COORDINATORS} × the same ${RECORDS} records: ${answers.length} × 200, ` +
            `${approved.length} approved once, ${codes.length} × already decided, ${seconds} s`,
        )
      }
      expect(await findBrokenPromises(world.sql)).toEqual([])
    },
  )
})

describe('gifts in all directions, with donations, approvals and reservations in the same books', () => {
  it(
    'let no deadlock reach anybody, and keep the books in order at every moment',
    { timeout: loads.timeoutMs },
    async () => {
      const seed = Math.floor(monotonicMs())
      const ground = await makeGround(world, loads.ground)
      const startedMs = monotonicMs()
      const load = await startMixedLoad(served, ground, { hands: loads.hands, seed })
      const onlooker = await startOnlooker(served, ground)
      await load.answers(loads.mixedWrites)
      await load.end()
      const disorder = await onlooker.end()
      const seconds = secondsSince(startedMs)
      const { met } = load.client
      const reckoning = await reckon(world.sql, load.told, ground)
      const [row] = await world.sql<{ deadlocks: number }[]>`
        select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()`
      tell(
        `mixed load (seed ${seed}): ${load.answered()} writes by ${loads.hands} hands in ${seconds} s, ` +
          `${load.told.gifts.size} gifts, ${load.told.approvals.size} approvals; ` +
          `refused: ${JSON.stringify(Object.fromEntries(load.told.refusals))}\n` +
          `  ${inWords(reckoning)}; 503 ${met.busy} ×, 5xx else ${met.faults.length} ×, ` +
          `deadlocks in PostgreSQL ${row?.deadlocks}; looked at meanwhile ${onlooker.looks()} ×`,
      )
      expect(disorder).toEqual([])
      expect(onlooker.looks()).toBeGreaterThan(1)
      expect(row?.deadlocks).toBe(0)
      expect(met).toMatchObject({ busyWithoutRetryAfter: 0, faults: [] })
      expect(reckoning).toMatchObject({ lost: [], doubled: [], differing: [] })
      expect(await findBrokenPromises(world.sql)).toEqual([])
    },
  )
})
