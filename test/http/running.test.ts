import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { run, type Running } from '../../src/main.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeSaver, makeStation, placeTestHold, savingsNow } from '../support/savings.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let running: Running

beforeAll(async () => {
  world = await openWorld('2020-01-07T09:00:00+08:00')
})
afterAll(async () => {
  await running.stop()
  await world.close()
})

it('offers the shipped catalogue and returns holds past their time, without being asked', async () => {
  const station = await makeStation(world)
  const person = await makeSaver(world, station, 60)
  await world.run(placeTestHold, person.actor, station.communityId, {
    personId: person.id,
    amountMinutes: minutes(60),
    expiresAt: plusMinutes(world.now(), 60),
  })
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', MASTER_KEY: '07'.repeat(32) })
  running = await run(config, world.test.target, { sweepMs: 20 })
  await vi.waitFor(
    async () => expect(await savingsNow(world, person)).toMatchObject({ balance: 60, held: 0 }),
    { timeout: 10_000 },
  )
  const offered = await world.sql`select from offerings where from_seed and retired_at is null`
  expect(offered.length).toBeGreaterThan(5)
  expect(await findBrokenPromises(world.sql)).toEqual([])
})
