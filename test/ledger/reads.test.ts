import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fillBooks } from '../../scripts/bench/fill-books.ts'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { getBalanceAsOf, type Point } from '../../src/features/ledger/get-balance-as-of.ts'
import { getBalance } from '../../src/features/ledger/get-balance.ts'
import { getTrialBalance } from '../../src/features/ledger/get-trial-balance.ts'
import { listStatement } from '../../src/features/ledger/list-statement.ts'
import { sumStatement } from '../../src/features/ledger/sum-statement.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import {
  civilDateOf,
  instantAt,
  parseCivilDate,
  plusDays,
  systemNow,
  type CivilDate,
  type Instant,
} from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
})
afterAll(() => world.close())

const day = (text: string): CivilDate => {
  const date = parseCivilDate(text)
  if (!date) throw new Error(text)
  return date
}

async function donate(person: TestPerson, amount: number): Promise<void> {
  const input = { giverId: person.id, amountMinutes: minutes(amount) }
  await world.run(donateCredits, person.actor, here.communityId, input)
}

async function open(person: TestPerson, amount: number, effectiveAt: Instant): Promise<void> {
  const payload = {
    kind: 'opening' as const,
    personId: person.id,
    amountMinutes: minutes(amount),
    effectiveAt,
  }
  const { proposalId } = await world.run(proposeEntry, here.first.actor, here.communityId, {
    payload,
    reason: '旧储蓄本',
  })
  await world.run(confirmProposal, here.second.actor, here.communityId, { proposalId })
}

type Asked = { from?: string; until?: string; cursor?: string | null; limit?: number }

const statement = (person: TestPerson, asked: Asked = {}) =>
  listStatement(world.ctx, {
    communityId: here.communityId,
    personId: person.id,
    fromOn: asked.from ? day(asked.from) : null,
    untilOn: asked.until ? day(asked.until) : null,
    cursor: asked.cursor ?? null,
    limit: asked.limit ?? 20,
  })

const asOf = (person: TestPerson, at: Point) =>
  getBalanceAsOf(world.ctx, { communityId: here.communityId, personId: person.id, at })

describe('a balance', () => {
  it('is empty before anything was posted, in the books that would keep it', async () => {
    const person = await makeSaver(world, here)
    const account = { communityId: here.communityId, personId: person.id }
    expect(await getBalance(world.ctx, account)).toMatchObject({ balanceMinutes: 0, version: 0 })
    expect(await asOf(person, { version: 0 })).toBe(0)
  })

  it('is not found in other books, nor for nobody', async () => {
    const person = await makeSaver(world, here)
    const communityId = await world.makeCommunity()
    for (const account of [
      { communityId, personId: person.id },
      { communityId: here.communityId, personId: newId() },
    ]) {
      await expect(getBalance(world.ctx, account)).rejects.toThrow('ledger.account-not-found')
    }
  })
})

describe('a balance of the past', () => {
  let person: TestPerson
  let sequences: number[]

  beforeAll(async () => {
    world.setNow('2026-11-24T09:00:00+08:00')
    person = await makeSaver(world, here, 300)
    world.setNow('2026-11-25T09:00:00+08:00')
    await donate(person, 40)
    await donate(person, 60)
    await open(person, 500, instantAt(day('2026-01-01')))
    const { items } = await statement(person)
    sequences = items.map(({ sequence }) => sequence).reverse()
  })

  it.each([
    [0, 0],
    [1, 300],
    [2, 260],
    [3, 200],
    [4, 700],
  ])('after version %i is %i', async (version, expected) => {
    expect(await asOf(person, { version })).toBe(expected)
  })

  it('is read after a sequence of the books, whoever’s transfer that was', async () => {
    const [first = 0, second = 0, third = 0, fourth = 0] = sequences
    const balances = [first - 1, first, second - 1, second, third, fourth].map((sequence) =>
      asOf(person, { sequence }),
    )
    expect(await Promise.all(balances)).toEqual([0, 300, 300, 260, 200, 700])
  })

  it('counts by when it happened what was written down later', async () => {
    const at = (text: string) => asOf(person, { effectiveAt: instantAt(day(text)) })
    expect(await at('2025-12-31')).toBe(0)
    expect(await at('2026-01-01')).toBe(500)
    expect(await at('2026-11-25')).toBe(800)
    expect(await at('2026-11-26')).toBe(700)
  })

  it('is not told for what has not been written', async () => {
    await expect(asOf(person, { version: 5 })).rejects.toThrow('ledger.point-ahead')
    await expect(asOf(person, { sequence: 1_000_000 })).rejects.toThrow('ledger.point-ahead')
  })
})

describe('a statement', () => {
  let person: TestPerson

  beforeAll(async () => {
    world.setNow('2026-11-20T09:00:00+08:00')
    person = await makeSaver(world, here, 1_000)
    for (const on of ['2026-11-21T00:00:00', '2026-11-21T23:59:59', '2026-11-22T00:00:00']) {
      world.setNow(`${on}+08:00`)
      await donate(person, 10)
    }
  })
  beforeEach(() => world.setNow('2026-11-24T09:00:00+08:00'))

  it('shows change and balance of every line, the newest first', async () => {
    const { items } = await statement(person)
    expect(items.map((line) => [line.changeMinutes, line.balanceAfterMinutes])).toEqual([
      [-10, 970],
      [-10, 980],
      [-10, 990],
      [1_000, 1_000],
    ])
  })

  it('is paged by the account’s versions, and a page stays what it was', async () => {
    const first = await statement(person, { limit: 2 })
    expect(first.items.map(({ accountVersion }) => accountVersion)).toEqual([4, 3])
    await donate(person, 10)
    const second = await statement(person, { limit: 2, cursor: first.nextCursor })
    expect(second.items.map(({ accountVersion }) => accountVersion)).toEqual([2, 1])
    expect(second.nextCursor).toBeNull()
  })

  it('is filtered by days of Shanghai, both included', async () => {
    const versions = async (asked: Asked) =>
      (await statement(person, asked)).items.map(({ accountVersion }) => accountVersion)
    expect(await versions({ from: '2026-11-21', until: '2026-11-21' })).toEqual([3, 2])
    expect(await versions({ until: '2026-11-20' })).toEqual([1])
    expect((await versions({ from: '2026-11-22' })).at(-1)).toBe(4)
    expect(await versions({ from: '2026-11-22', until: '2026-11-21' })).toEqual([])
  })

  it('is paged within a filter', async () => {
    const asked = { from: '2026-11-20', until: '2026-11-21', limit: 2 }
    const first = await statement(person, asked)
    const second = await statement(person, { ...asked, cursor: first.nextCursor })
    const versions = [...first.items, ...second.items].map(({ accountVersion }) => accountVersion)
    expect(versions).toEqual([3, 2, 1])
  })

  it.each([
    'x',
    'WzFd.x',
    Buffer.from('["1"]').toString('base64url'),
    Buffer.from('[1.5]').toString('base64url'),
  ])('refuses the cursor %s', async (cursor) => {
    await expect(statement(person, { cursor })).rejects.toThrow('ledger.cursor-malformed')
  })
})

describe('the sums of a statement', () => {
  let person: TestPerson
  const sums = (from: string | null, until: string | null) =>
    sumStatement(world.ctx, {
      communityId: here.communityId,
      personId: person.id,
      fromOn: from === null ? null : day(from),
      untilOn: until === null ? null : day(until),
    })

  beforeAll(async () => {
    world.setNow('2026-09-20T09:00:00+08:00')
    person = await makeSaver(world, here, 600)
    world.setNow('2026-09-30T23:59:59+08:00')
    await donate(person, 100)
    world.setNow('2026-10-31T00:00:00+08:00')
    await open(person, 50, instantAt(day('2026-01-01')))
    world.setNow('2026-11-01T00:00:00+08:00')
    await donate(person, 25)
  })

  it.each([
    [null, null, [0, 650, 125, 525], 4],
    ['2026-09-01', '2026-09-30', [0, 600, 100, 500], 2],
    ['2026-10-01', '2026-10-31', [500, 50, 0, 550], 1],
    ['2026-11-01', '2026-11-01', [550, 0, 25, 525], 1],
    ['2026-11-02', null, [525, 0, 0, 525], 0],
    [null, '2026-08-31', [0, 0, 0, 0], 0],
  ])('from %s until %s are what was written down then', async (from, until, expected, lines) => {
    const sum = await sums(from, until)
    const { openingMinutes, inMinutes, outMinutes, closingMinutes } = sum
    expect([openingMinutes, inMinutes, outMinutes, closingMinutes]).toEqual(expected)
    expect(sum.lines).toBe(lines)
    const asked = { ...(from && { from }), ...(until && { until }) }
    expect((await statement(person, asked)).items).toHaveLength(lines)
  })

  it('go on where the days before ended, to the balance of today', async () => {
    const days = ['2026-09-19', '2026-09-30', '2026-10-15', '2026-10-31', '2026-11-01']
    let closing = 0
    for (const [at, until] of days.entries()) {
      const before = days[at - 1]
      const sum = await sums(before ? plusDays(day(before), 1) : null, until)
      expect(sum.openingMinutes).toBe(closing)
      closing = sum.closingMinutes
    }
    const account = { communityId: here.communityId, personId: person.id }
    expect(await getBalance(world.ctx, account)).toMatchObject({ balanceMinutes: closing })
  })

  it('are nothing before anything was posted, and not found in other books', async () => {
    const fresh = await makeSaver(world, here)
    const whole = { personId: fresh.id, fromOn: null, untilOn: null }
    expect(
      await sumStatement(world.ctx, { ...whole, communityId: here.communityId }),
    ).toMatchObject({ lines: 0, openingMinutes: 0, closingMinutes: 0 })
    const elsewhere = { ...whole, communityId: await world.makeCommunity() }
    await expect(sumStatement(world.ctx, elsewhere)).rejects.toThrow('ledger.account-not-found')
  })
})

describe('the sums of a long statement', () => {
  const ENTRIES = 2_345
  let person: TestPerson

  beforeAll(async () => {
    const communityId = await world.makeCommunity()
    person = await world.makePerson({ communityId })
    await fillBooks(world.sql, communityId, [person.id], ENTRIES)
  })

  /** The same, line by line: opening, in, out, closing, lines. */
  async function addUp(from: CivilDate | null, until: CivilDate | null) {
    const [row] = await world.sql`
      with line as (
        select e.change_minutes, coalesce(t.recorded_at < ${from && instantAt(from)}, false) as before,
               coalesce(t.recorded_at >= ${until && instantAt(plusDays(until, 1))}, false) as after
          from ledger_accounts a
          join ledger_entries e on e.community_id = a.community_id and e.account_id = a.id
          join ledger_transfers t on t.community_id = e.community_id and t.sequence = e.sequence
         where a.owner_id = ${person.id})
      select sum(change_minutes) filter (where before) as opening,
             sum(change_minutes) filter (where not before and not after and change_minutes > 0) as came_in,
             -sum(change_minutes) filter (where not before and not after and change_minutes < 0) as went_out,
             sum(change_minutes) filter (where not after) as closing,
             count(*) filter (where not before and not after) as lines from line`
    return Object.values(row ?? {}).map(Number)
  }

  it.each([
    ['before any mark is kept', null, null],
    ['from a day on', -500, null],
    ['until a day', null, -37],
    ['in a month', -90, -60],
    ['on one day', -1, -1],
    ['before there was anything', -1500, -1400],
    ['once more, with the marks there', null, null],
  ])('are those of its lines %s', async (_, from, until) => {
    const today = civilDateOf(systemNow())
    const [fromOn, untilOn] = [from, until].map((days) => days && plusDays(today, days)) as [
      CivilDate | null,
      CivilDate | null,
    ]
    const account = { communityId: person.communityId, personId: person.id }
    const sum = await sumStatement(world.ctx, { ...account, fromOn, untilOn })
    const { openingMinutes, inMinutes, outMinutes, closingMinutes, lines } = sum
    expect([openingMinutes, inMinutes, outMinutes, closingMinutes, lines]).toEqual(
      await addUp(fromOn, untilOn),
    )
  })

  it('are kept at every five hundredth line, and agree with the books', async () => {
    expect(await world.sql`select account_version from ledger_marks order by 1`).toHaveLength(4)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('a trial balance', () => {
  const lineOf = async (kind: string, communityId: Id = here.communityId) =>
    (await getTrialBalance(world.ctx, { communityId })).lines.find((line) => line.kind === kind)

  it('sums to zero and is what the entries say', async () => {
    const trial = await getTrialBalance(world.ctx, { communityId: here.communityId })
    expect(trial).toMatchObject({ totalMinutes: 0, inOrder: true })
    expect(await lineOf('savings')).toMatchObject({ differing: 0 })
  })

  it('is empty for books that were never used', async () => {
    const communityId = await world.makeCommunity()
    expect(await getTrialBalance(world.ctx, { communityId })).toEqual({
      sequence: 0,
      lines: [],
      totalMinutes: 0,
      inOrder: true,
    })
  })

  it('shows a balance that was tampered with', async () => {
    const { communityId } = await makeStation(world)
    const station = { ...here, communityId }
    const first = await world.makePerson({ communityId, roles: ['coordinator'] })
    const second = await world.makePerson({ communityId, roles: ['coordinator'] })
    const person = await makeSaver(world, { ...station, first, second }, 60)
    await world.sql`
      update ledger_accounts set balance_minutes = 61 where owner_id = ${person.id}`
    expect(await getTrialBalance(world.ctx, { communityId })).toMatchObject({ inOrder: false })
  })
})
