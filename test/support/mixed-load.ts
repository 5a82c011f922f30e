import type { RecordKey } from '../../src/features/service/model.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { makeBell } from './bell.ts'
import type { Ground } from './ground.ts'
import type { Served } from './served.ts'
import { makeSteadyClient, type SteadyClient } from './steady-client.ts'
import type { TestPerson } from './world.ts'

/** What callers were told was done: nothing more may be there in the end, and nothing less. */
export type Told = {
  readonly gifts: Set<Id>
  readonly donations: Set<Id>
  /** Record → journal of its accrual. */
  readonly approvals: Map<Id, Id | null>
  /** Request → whether savings are reserved for it. */
  readonly requests: Map<Id, boolean>
  /** Person → what their savings must have changed by. */
  readonly changes: Map<Id, number>
  /** Refusals by code. */
  readonly refusals: Map<string, number>
}

export type MixedLoad = {
  readonly told: Told
  readonly client: SteadyClient
  /** Writes that were answered so far, refusals included. */
  answered(): number
  /** Resolves when `count` more have been. */
  answers(count: number): Promise<void>
  /** The longest time in which nobody got an answer. */
  longestSilenceMs(): number
  end(): Promise<void>
}

type Hand = {
  readonly client: SteadyClient
  readonly ground: Ground
  readonly told: Told
  readonly tokens: ReadonlyMap<Id, string>
  readonly waiting: RecordKey[]
  /** Records that somebody has just sent for approval: others try them too. */
  readonly sent: RecordKey[]
  readonly random: () => number
}

type Act = (hand: Hand) => Promise<void>

const acts: readonly (readonly [share: number, act: Act])[] = [
  [35, give],
  [10, donate],
  [20, approveOne],
  [10, approveMany],
  [25, askAndPerhapsCancel],
]

const BULK = 20

/** `hands` callers who give in all directions, donate, approve, reserve and give back, until `end`. */
export async function startMixedLoad(
  served: Pick<Served, 'address' | 'tokenOf'>,
  ground: Ground,
  wish: {
    readonly hands: number
    readonly seed: number
    /** Where there is more than one server. */
    readonly client?: SteadyClient
  },
): Promise<MixedLoad> {
  const { hands, seed, client = makeSteadyClient(served.address) } = wish
  const told = emptyTold()
  const tokens = await tokensOf(served, ground)
  const waiting = shuffled(ground.records, makeRandom(seed))
  const answered = makeBell()
  const progress = { ended: false, count: 0, lastMs: monotonicMs(), silenceMs: 0 }
  const sent: RecordKey[] = []

  const counted: SteadyClient = {
    met: client.met,
    async write(write) {
      const answer = await client.write<never>(write)
      const nowMs = monotonicMs()
      progress.silenceMs = Math.max(progress.silenceMs, nowMs - progress.lastMs)
      progress.lastMs = nowMs
      progress.count += 1
      answered.ring()
      return answer
    },
  }

  async function work(n: number): Promise<void> {
    const random = makeRandom(seed + 1 + n)
    const hand = { client: counted, ground, told, tokens, waiting, sent, random }
    while (!progress.ended) await chooseAct(random())(hand)
  }

  const working = Array.from({ length: hands }, (_, n) => work(n))
  const failed = new Promise<never>((_, reject) => void Promise.all(working).catch(reject))
  failed.catch(() => undefined)
  return {
    told,
    client,
    answered: () => progress.count,
    answers: async (count) => {
      const goal = progress.count + count
      while (progress.count < goal) await Promise.race([answered.rung(), failed])
    },
    longestSilenceMs: () => progress.silenceMs,
    end: async () => {
      progress.ended = true
      await Promise.all(working)
    },
  }
}

function emptyTold(): Told {
  return {
    gifts: new Set(),
    donations: new Set(),
    approvals: new Map(),
    requests: new Map(),
    changes: new Map(),
    refusals: new Map(),
  }
}

async function tokensOf(
  served: Pick<Served, 'tokenOf'>,
  ground: Ground,
): Promise<ReadonlyMap<Id, string>> {
  const people = [...ground.savers, ...ground.stations.map(({ first }) => first)]
  const tokens = new Map<Id, string>()
  for (const person of people) tokens.set(person.id, await served.tokenOf(person))
  return tokens
}

function chooseAct(chance: number): Act {
  let left = chance * acts.reduce((sum, [share]) => sum + share, 0)
  for (const [share, act] of acts) {
    left -= share
    if (left < 0) return act
  }
  return give
}

/** Repeatable for a seed, as far as the order of the answers is. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => ({ item, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ item }) => item)
}

function oneOf<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}

function upTo(most: number, random: () => number): number {
  return 1 + Math.floor(random() * most)
}

/** Writes as somebody; undefined where the service refused, which is counted by its code. */
async function writeAs<T>(
  { client, tokens, told }: Hand,
  personId: Id,
  path: string,
  body: unknown,
): Promise<T | undefined> {
  const token = tokens.get(personId) ?? ''
  const answer = await client.write<T & { readonly code?: string }>({ path, body, token })
  if (answer.status < 300) return answer.body
  const code = `${answer.status} ${answer.body.code ?? 'without a code'}`
  told.refusals.set(code, (told.refusals.get(code) ?? 0) + 1)
  return undefined
}

function change(told: Told, personId: Id, by: number): void {
  told.changes.set(personId, (told.changes.get(personId) ?? 0) + by)
}

const at = ({ communityId }: { readonly communityId: Id }) => `/api/v1/communities/${communityId}`

async function give(hand: Hand): Promise<void> {
  const { told, ground, random } = hand
  const [giver, recipient] = [oneOf(ground.savers, random), oneOf(ground.savers, random)]
  const amountMinutes = upTo(20, random)
  const body = { recipientId: recipient.id, amountMinutes }
  const path = `${at(giver)}/ledger/gifts`
  const given = await writeAs<{ journalId: Id }>(hand, giver.id, path, body)
  if (!given) return
  told.gifts.add(given.journalId)
  change(told, giver.id, -amountMinutes)
  change(told, recipient.id, amountMinutes)
}

async function donate(hand: Hand): Promise<void> {
  const { told, ground, random } = hand
  const giver = oneOf(ground.savers, random)
  const amountMinutes = upTo(3, random)
  const path = `${at(giver)}/ledger/donations`
  const donated = await writeAs<{ journalId: Id }>(hand, giver.id, path, { amountMinutes })
  if (!donated) return
  told.donations.add(donated.journalId)
  change(told, giver.id, -amountMinutes)
}

type Approved =
  | { id: Id; approved: true; creditMinutes: number; journalId: Id | null }
  | { id: Id; approved: false; refusal: { code: string } }

/** The next that waits, or now and then one that somebody else is about to approve. */
function nextRecord({ waiting, sent, random }: Hand): RecordKey | undefined {
  const next = sent.length > 0 && random() < 0.2 ? oneOf(sent, random) : waiting.pop()
  if (next) sent.push(next)
  if (sent.length > 2 * BULK) sent.shift()
  return next
}

function ownerOf(ground: Ground, record: RecordKey): Id {
  const index = ground.records.findIndex(({ id }) => id === record.id)
  const each = ground.records.length / ground.savers.length
  return ground.savers[Math.floor(index / each)]?.id ?? ''
}

function noteApproval({ told, ground }: Hand, outcome: Approved, record: RecordKey): void {
  if (!outcome.approved) {
    const code = `outcome ${outcome.refusal.code}`
    told.refusals.set(code, (told.refusals.get(code) ?? 0) + 1)
    return
  }
  if (told.approvals.has(outcome.id)) throw new Error(`approved twice: ${outcome.id}`)
  told.approvals.set(outcome.id, outcome.journalId)
  change(told, ownerOf(ground, record), outcome.creditMinutes)
}

function clerkOf({ ground }: Hand, communityId: Id): TestPerson {
  const station = ground.stations.find((one) => one.communityId === communityId)
  if (!station) throw new Error('a record of no station')
  return station.first
}

async function approveOne(hand: Hand): Promise<void> {
  const record = nextRecord(hand)
  if (!record) return give(hand)
  const clerk = clerkOf(hand, record.communityId)
  const path = `${at(record)}/records/${record.id}/approve`
  const outcome = await writeAs<Approved>(hand, clerk.id, path, {})
  if (outcome) noteApproval(hand, outcome, record)
}

async function approveMany(hand: Hand): Promise<void> {
  const first = nextRecord(hand)
  if (!first) return give(hand)
  const here: RecordKey[] = [first]
  for (let n = 1; n < BULK; n += 1) {
    const next = nextRecord(hand)
    if (next?.communityId === first.communityId) here.push(next)
    else if (next) hand.waiting.unshift(next)
  }
  const clerk = clerkOf(hand, first.communityId)
  const body = { records: here.map(({ id }) => ({ id })) }
  const path = `${at(first)}/records/approve`
  const answer = await writeAs<{ outcomes: Approved[] }>(hand, clerk.id, path, body)
  answer?.outcomes.forEach((outcome, n) => noteApproval(hand, outcome, here[n] ?? first))
}

async function askAndPerhapsCancel(hand: Hand): Promise<void> {
  const { told, ground, random } = hand
  const saver = oneOf(ground.savers, random)
  const asked = await writeAs<{ id: Id; savingsUsed: boolean }>(
    hand,
    saver.id,
    `${at(saver)}/redemptions`,
    {
      kind: 'help',
      offeringId: ground.offeringId,
      content: '代买一袋米',
      place: '演示路 1 号',
      expectedMinutes: upTo(30, random),
    },
  )
  if (!asked) return
  told.requests.set(asked.id, asked.savingsUsed)
  if (random() < 0.3) return
  const path = `${at(saver)}/requests/${asked.id}/cancel`
  if (await writeAs(hand, saver.id, path, { reason: '不用了' })) told.requests.set(asked.id, false)
}
