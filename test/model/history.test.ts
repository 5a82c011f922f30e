import { afterAll, beforeAll, expect, it } from 'vitest'
import { findBrokenPromises } from '../support/invariants.ts'
import { playHistory } from '../support/model/history.ts'
import type { Tally } from '../support/model/play.ts'
import { makeLand, type Land } from '../support/model/town.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let land: Land

beforeAll(async () => {
  world = await openWorld()
  land = await makeLand(world)
})
afterAll(() => world.close())

it('is one history, whatever many hands do at once', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const tally: Tally = new Map()
  const difference = await playHistory(land, { seed, hands: 24, steps: 600, tally })
  const commands = [...tally.values()].reduce((sum, count) => sum + count, 0)
  console.log(`history: seed ${seed}, ${commands} commands`)
  expect(difference).toBeNull()
  expect(await findBrokenPromises(world.sql)).toEqual([])
})
