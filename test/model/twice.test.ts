import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGroupCommit } from '../../src/db/group-commit.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeSaver, makeStation, relate, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const JOURNALS = 120
const START = 1_000
/** As many pairs at a time as there are connections for. */
const PAIRS = 5

let world: World
let stations: readonly Station[]
let savers: readonly TestPerson[]

beforeAll(async () => {
  world = await openWorld()
  stations = [await makeStation(world), await makeStation(world)]
  const people: TestPerson[] = []
  for (const station of [...stations, ...stations]) {
    people.push(await makeSaver(world, station, START))
  }
  savers = people
  for (const one of savers) {
    for (const other of savers) if (one.id < other.id) await relate(world, one, other)
  }
})
afterAll(() => world.close())

type Posted = { readonly journalId: Id; readonly station: Station }

/** Gifts within and between communities, donations: each to be reversed where it was posted. */
async function post(): Promise<readonly Posted[]> {
  const posted: Posted[] = []
  for (let n = 0; n < JOURNALS; n += 1) {
    const [giver, other] = [savers[n % 4], savers[(n + 1 + (n % 3)) % 4]]
    const station = stations[n % 2]
    if (!giver || !other || !station) throw new Error('nobody there')
    const amountMinutes = minutes(1 + (n % 9))
    const input = { giverId: giver.id, amountMinutes }
    const { journalId } =
      n % 5 === 0
        ? await world.run(donateCredits, giver.actor, station.communityId, input)
        : await world.run(giveCredits, giver.actor, station.communityId, {
            ...{ ...input, recipientId: other.id },
          })
    posted.push({ journalId, station })
  }
  return posted
}

/** Every account, with what it has; opened ones that are empty again do not count. */
async function balances(): Promise<readonly string[]> {
  const rows = await world.sql<{ line: string }[]>`
    select concat_ws(' ', community_id, kind, owner_id, balance_minutes, held_minutes) as line
      from ledger_accounts where balance_minutes <> 0 or held_minutes <> 0 order by 1`
  return rows.map(({ line }) => line)
}

const commandsOf = ({ journalId, station }: Posted) =>
  [station.first, station.second].map(({ actor }) =>
    world.command('ledger.reverse-journal', actor, station.communityId, {
      journalId,
      reason: '记错了',
    }),
  )

function countOf(results: readonly { readonly result: unknown }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { result } of results) {
    const word = isRefusal(result) ? result.error.code : 'reversed'
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

describe('everything taken back twice at once', () => {
  it('is taken back once, by group commit', async () => {
    const before = await balances()
    const posted = await post()
    expect(await balances()).not.toEqual(before)
    const commit = makeGroupCommit(world.ctx, 4)
    const commands = posted.flatMap(commandsOf)
    const results = await Promise.all(commands.map((command) => commit(reverseJournal, command)))
    expect(countOf(results)).toEqual({ reversed: JOURNALS, 'ledger.already-reversed': JOURNALS })
    expect(await balances()).toEqual(before)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('is taken back once, in two transactions', async () => {
    const before = await balances()
    const posted = await post()
    for (let from = 0; from < posted.length; from += PAIRS) {
      const pairs = posted.slice(from, from + PAIRS).map(commandsOf)
      const results = await Promise.all(
        pairs.flat().map(async (command) => reverseJournal.run(world.ctx, [command])),
      )
      expect(countOf(results.flat())).toEqual({
        reversed: pairs.length,
        'ledger.already-reversed': pairs.length,
      })
    }
    expect(await balances()).toEqual(before)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
