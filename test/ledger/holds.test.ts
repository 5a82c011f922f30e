import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSweep } from '../../src/db/sweep.ts'
import { expireHolds } from '../../src/features/ledger/jobs.ts'
import { listOpenHolds } from '../../src/features/ledger/list-open-holds.ts'
import type { Hold } from '../../src/features/ledger/model.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { makeBell } from '../support/bell.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import {
  makeSaver,
  makeStation,
  placeTestHold,
  resolveTestHold,
  savingsNow,
  type Station,
} from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let there: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
})
afterAll(() => world.close())

const place = (person: TestPerson, amount: number, expiresIn = 60) =>
  world.run(placeTestHold, person.actor, person.communityId, {
    personId: person.id,
    amountMinutes: minutes(amount),
    expiresAt: plusMinutes(world.now(), expiresIn),
  })

const settle = (hold: Hold, charge: number, agreedMore = 0) =>
  world.run(resolveTestHold, here.first.actor, hold.communityId, {
    communityId: hold.communityId,
    id: hold.id,
    chargeMinutes: minutes(charge),
    agreedMoreMinutes: minutes(agreedMore),
  })

const giveBack = (hold: Hold) =>
  world.run(resolveTestHold, here.first.actor, hold.communityId, {
    communityId: hold.communityId,
    id: hold.id,
    chargeMinutes: null,
  })

describe('a hold', () => {
  it('reserves without using', async () => {
    const person = await makeSaver(world, here, 120)
    const hold = await place(person, 90)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 120, held: 90 })
    const open = await listOpenHolds(world.ctx, {
      communityId: person.communityId,
      personId: person.id,
    })
    expect(open.map(({ id }) => id)).toEqual([hold.id])
  })

  it('is refused for more than is available', async () => {
    const person = await makeSaver(world, here, 120)
    await place(person, 90)
    await expect(place(person, 31)).rejects.toThrow('ledger.insufficient-credits')
  })

  it('settles for a part and returns the rest', async () => {
    const person = await makeSaver(world, here, 120)
    await settle(await place(person, 90), 30)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 90, held: 0 })
  })

  it('settles for all of it', async () => {
    const person = await makeSaver(world, here, 90)
    await settle(await place(person, 90), 90)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 0, held: 0 })
  })

  it('settles for more only where that was agreed', async () => {
    const person = await makeSaver(world, here, 120)
    const hold = await place(person, 60)
    await expect(settle(hold, 61)).rejects.toThrow('ledger.more-than-agreed')
    await settle(hold, 80, 20)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 40, held: 0 })
  })

  it('settles for more only as far as is available', async () => {
    const person = await makeSaver(world, here, 120)
    const hold = await place(person, 60)
    await place(person, 50)
    await expect(settle(hold, 80, 20)).rejects.toThrow('ledger.insufficient-credits')
    expect(await savingsNow(world, person)).toMatchObject({ balance: 120, held: 110 })
  })

  it('returns everything when it is voided', async () => {
    const person = await makeSaver(world, here, 120)
    await giveBack(await place(person, 90))
    expect(await savingsNow(world, person)).toMatchObject({ balance: 120, held: 0, version: 1 })
  })

  it('is resolved once, whichever way', async () => {
    const person = await makeSaver(world, here, 120)
    const [settled, voided] = [await place(person, 60), await place(person, 60)]
    await settle(settled, 60)
    await giveBack(voided)
    for (const hold of [settled, voided]) {
      await expect(settle(hold, 10)).rejects.toThrow('ledger.hold-resolved')
      await expect(giveBack(hold)).rejects.toThrow('ledger.hold-resolved')
    }
  })

  it('is resolved once when many try at the same time', async () => {
    const person = await makeSaver(world, here, 120)
    const hold = await place(person, 60)
    const tries = await Promise.allSettled(
      Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? settle(hold, 60) : giveBack(hold))),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('a hold past its time', () => {
  it('is not settled, whether or not it was swept', async () => {
    const person = await makeSaver(world, here, 120)
    const hold = await place(person, 60, 10)
    world.passMinutes(10)
    await expect(settle(hold, 30)).rejects.toThrow('ledger.hold-expired')
    await expireHolds(world.ctx)
    await expect(settle(hold, 30)).rejects.toThrow('ledger.hold-resolved')
  })

  it('is settled in the minute before', async () => {
    const person = await makeSaver(world, here, 120)
    const hold = await place(person, 60, 10)
    world.passMinutes(9)
    await settle(hold, 30)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 90, held: 0 })
  })

  it('is swept with all its like, in every community, once, and told to the audit', async () => {
    await expireHolds(world.ctx)
    const savers = [await makeSaver(world, here, 60), await makeSaver(world, there, 60)]
    for (const person of savers) await place(person, 60, 10)
    const kept = await makeSaver(world, here, 60)
    await place(kept, 60, 11)
    world.passMinutes(10)
    const swept = await Promise.all([expireHolds(world.ctx), expireHolds(world.ctx)])
    expect(swept.reduce((sum, count) => sum + count, 0)).toBe(2)
    for (const person of savers) {
      expect(await savingsNow(world, person)).toMatchObject({ balance: 60, held: 0 })
    }
    expect(await savingsNow(world, kept)).toMatchObject({ held: 60 })
    const rows = await world.sql`
      select community_id from audit_events
       where act = 'ledger.expire-holds' and recorded_at = ${world.now()}::timestamptz`
    expect(rows.map((row) => row['community_id']).sort()).toEqual(
      [here.communityId, there.communityId].sort(),
    )
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('is judged by the clock of the database where none is injected', async () => {
    const { fixedNow: _, ...ctx } = world.ctx
    const person = await makeSaver(world, here, 60)
    const hold = await place(person, 60)
    await world.sql`update ledger_holds set expires_at = '2000-01-01' where id = ${hold.id}`
    await expireHolds(ctx)
    expect(await savingsNow(world, person)).toMatchObject({ held: 0 })
  })
})

describe('a sweep', () => {
  it('runs again and again, past a failure, until it is stopped', async () => {
    const bell = makeBell()
    const failures: unknown[] = []
    let runs = 0
    const sweep = makeSweep(
      async () => {
        runs += 1
        bell.ring()
        if (runs === 1) throw new Error('once')
      },
      1,
      (error) => failures.push(error),
    )
    await bell.rung()
    await bell.rung()
    await sweep.stop()
    const atStop = runs
    await expireHolds(world.ctx)
    expect(runs).toBe(atStop)
    expect(failures).toHaveLength(1)
  })

  it('is stopped only after the run that is under way', async () => {
    const started = makeBell()
    let finish: () => void = () => undefined
    let finished = false
    const sweep = makeSweep(
      async () => {
        started.ring()
        await new Promise<void>((resolve) => (finish = resolve))
        finished = true
      },
      1,
      () => undefined,
    )
    await started.rung()
    const stopping = sweep.stop()
    finish()
    await stopping
    expect(finished).toBe(true)
  })
})
