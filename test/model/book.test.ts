import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrokenPromises } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { Difference } from '../support/model/compare.ts'
import { Play } from '../support/model/play.ts'
import { playRound } from '../support/model/rounds.ts'
import { makeLand, makeTown, tamper, type Land } from '../support/model/town.ts'

let world: World
let land: Land

beforeAll(async () => {
  world = await openWorld()
  land = await makeLand(world)
})
afterAll(() => world.close())

describe('the books and their model', () => {
  // long enough for a failing run to be shrunk; one that passes takes seconds
  it('agree after every command', { timeout: 120_000 }, async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const round = await playRound(land, { seed, towns: 8, steps: 100 })
    const commands = [...round.tally.values()].reduce((sum, count) => sum + count, 0)
    console.log(`model: seed ${seed}, ${commands} commands`)
    expect(round.difference).toBeNull()
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it.each([
    ['ledger_accounts', 'balance_minutes = balance_minutes + 1'],
    ['ledger_accounts', 'version = version + 1'],
    ['ledger_books', 'sequence = sequence + 1'],
    ['ledger_proposals', `state = 'declined', decided_by_id = null`],
    ['persons', 'left_at = now()'],
  ])('do not agree when %s is tampered with: %s', async (table, change) => {
    const town = await makeTown(land)
    const play = new Play(town)
    await play.begin()
    await tamper(town, table, change)
    await expect(play.step({ act: 'sweep' })).rejects.toThrow(Difference)
  })
})
