import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGroupCommit } from '../../src/db/group-commit.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { getTrialBalance } from '../../src/features/ledger/get-trial-balance.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import {
  makeSaver,
  makeStation,
  placeTestHold,
  relate,
  savingsNow,
  type Station,
} from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

/** `npm run test:faults` does it a hundred times, over HTTP. */
const ROUNDS = 5
const HANDS = 64
const WORKERS = 32
const GIFTS_EACH = 8

let world: World
let here: Station
let there: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
})
afterAll(() => world.close())

const winners = (outcomes: readonly { readonly result: unknown }[]) =>
  outcomes.filter(({ result }) => !isRefusal(result))

describe('many hands at once', () => {
  it('reserve the last hour exactly once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const person = await makeSaver(world, here, 60)
      const outcomes = await Promise.all(
        Array.from({ length: HANDS }, () =>
          world.attempt(placeTestHold, person.actor, here.communityId, {
            personId: person.id,
            amountMinutes: minutes(60),
            expiresAt: plusMinutes(world.now(), 60),
          }),
        ),
      )
      expect(winners(outcomes)).toHaveLength(1)
      const refused = outcomes.filter(({ result }) => isRefusal(result))
      expect(new Set(refused.map(({ result }) => 'error' in result && result.error.code))).toEqual(
        new Set(['ledger.insufficient-credits']),
      )
      expect(await savingsNow(world, person)).toMatchObject({ balance: 60, held: 60 })
    }
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('give the last hour away exactly once, to people of two communities', async () => {
    const giver = await makeSaver(world, here, 60)
    const recipients = [await makeSaver(world, here), await makeSaver(world, there)]
    const groupCommit = makeGroupCommit(world.ctx, 4)
    const outcomes = await Promise.all(
      Array.from({ length: HANDS }, (_, n) => {
        const recipient = recipients[n % 2] ?? giver
        return groupCommit(
          giveCredits,
          world.command(giveCredits.useCase, giver.actor, here.communityId, {
            giverId: giver.id,
            recipientId: recipient.id,
            amountMinutes: minutes(60),
          }),
        )
      }),
    )
    expect(winners(outcomes)).toHaveLength(1)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 0, version: 2 })
  })

  it('give in both directions across communities without a deadlock that anybody sees', async () => {
    const pair = [
      await makeSaver(world, here, 5_000),
      await makeSaver(world, there, 5_000),
    ] as const
    await relate(world, pair[0], pair[1])
    const work = async (giver: TestPerson, recipient: TestPerson) => {
      for (let gift = 0; gift < GIFTS_EACH; gift += 1) {
        await world.run(giveCredits, giver.actor, giver.communityId, {
          giverId: giver.id,
          recipientId: recipient.id,
          amountMinutes: minutes(1 + gift),
        })
        const trial = await getTrialBalance(world.ctx, { communityId: giver.communityId })
        expect(trial).toMatchObject({ totalMinutes: 0, inOrder: true })
      }
    }
    await Promise.all(
      Array.from({ length: WORKERS }, (_, n) =>
        n % 2 === 0 ? work(pair[0], pair[1]) : work(pair[1], pair[0]),
      ),
    )
    const [one, other] = await Promise.all(pair.map((person) => savingsNow(world, person)))
    expect(one).toMatchObject({ balance: 5_000, version: 1 + WORKERS * GIFTS_EACH })
    expect(other).toMatchObject({ balance: 5_000, version: 1 + WORKERS * GIFTS_EACH })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('open books that were never used, each waiting for the first', async () => {
    const fresh = await makeStation(world)
    const savers = await Promise.all(Array.from({ length: 8 }, () => makeSaver(world, fresh, 10)))
    const balances = await Promise.all(savers.map((person) => savingsNow(world, person)))
    expect(balances.map(({ balance }) => balance)).toEqual(savers.map(() => 10))
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('reach books that were never used from other books', async () => {
    const fresh = [await makeStation(world), await makeStation(world)] as const
    const givers = [await makeSaver(world, here, 1_000), await makeSaver(world, there, 1_000)]
    const recipients = await Promise.all(fresh.map((station) => makeSaver(world, station)))
    const gifts = givers.flatMap((giver) =>
      recipients.flatMap((recipient) =>
        Array.from({ length: 6 }, () =>
          world.run(giveCredits, giver.actor, giver.communityId, {
            giverId: giver.id,
            recipientId: recipient.id,
            amountMinutes: minutes(10),
          }),
        ),
      ),
    )
    await Promise.all(gifts)
    for (const giver of givers)
      expect(await savingsNow(world, giver)).toMatchObject({ balance: 880 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
