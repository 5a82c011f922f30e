import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { minutes, type Minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import {
  commonsNow,
  fund,
  makeSaver,
  makeStation,
  relate,
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

const give = (giver: TestPerson, recipient: TestPerson, amount: number, by = giver) =>
  world.run(giveCredits, by.actor, giver.communityId, {
    giverId: giver.id,
    recipientId: recipient.id,
    amountMinutes: amount as Minutes,
  })

describe('giving savings', () => {
  it('moves them within a community and leaves the books in order', async () => {
    const giver = await makeSaver(world, here, 300)
    const recipient = await makeSaver(world, here)
    const given = await give(giver, recipient, 120)
    expect(given.availableMinutes).toBe(180)
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 120 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('moves them between two communities in one journal through clearing', async () => {
    const giver = await makeSaver(world, here, 300)
    const recipient = await makeSaver(world, there)
    const { journalId } = await give(giver, recipient, 45)
    const rows = await world.sql`
      select community_id, amount_minutes::int as amount from ledger_transfers
       where journal_id = ${journalId}`
    expect(new Set(rows.map((row) => row['community_id']))).toEqual(
      new Set([here.communityId, there.communityId]),
    )
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 255 })
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 45 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('stops at the limit of the year for people who are not close family', async () => {
    const giver = await makeSaver(world, here, 2_000)
    const [one, other] = [await makeSaver(world, here), await makeSaver(world, there)]
    await give(giver, one, 400)
    await give(giver, other, 200)
    await expect(give(giver, one, 1)).rejects.toThrow('ledger.gift-limit')
  })

  it('counts the gifts of one batch together', async () => {
    const giver = await makeSaver(world, here, 2_000)
    const recipient = await makeSaver(world, here)
    const input = { giverId: giver.id, recipientId: recipient.id, amountMinutes: minutes(400) }
    const commands = [1, 2].map(() =>
      world.command(giveCredits.useCase, giver.actor, here.communityId, input),
    )
    const outcomes = await giveCredits.run(world.ctx, commands)
    expect(outcomes.map(({ result }) => 'refused' in result)).toEqual([false, true])
  })

  it('begins anew with the year in Shanghai', async () => {
    const before = world.now()
    const giver = await makeSaver(world, here, 2_000)
    const recipient = await makeSaver(world, here)
    world.setNow('2026-12-31T23:59:00+08:00')
    await give(giver, recipient, 600)
    await expect(give(giver, recipient, 1)).rejects.toThrow('ledger.gift-limit')
    world.setNow('2027-01-01T00:00:00+08:00')
    await give(giver, recipient, 600)
    world.setNow(before)
  })

  it('knows no limit for spouse and direct relatives', async () => {
    const giver = await makeSaver(world, here, 2_000)
    const spouse = await makeSaver(world, there)
    await relate(world, giver, spouse)
    await give(giver, spouse, 1_500)
    expect(await savingsNow(world, spouse)).toMatchObject({ balance: 1_500 })
  })

  it('counts a brother as somebody else', async () => {
    const giver = await makeSaver(world, here, 2_000)
    const brother = await makeSaver(world, here)
    await relate(world, giver, brother, 'sibling')
    await expect(give(giver, brother, 601)).rejects.toThrow('ledger.gift-limit')
  })

  it('gives the limit back with a reversed gift', async () => {
    const giver = await makeSaver(world, here, 2_000)
    const recipient = await makeSaver(world, here)
    const { journalId } = await give(giver, recipient, 600)
    await world.run(reverseJournal, here.first.actor, here.communityId, {
      journalId,
      reason: '送错了人',
    })
    await give(giver, recipient, 600)
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 600 })
  })

  it('is only for the giver, and for a coordinator who gets nothing from it', async () => {
    const giver = await makeSaver(world, here, 100)
    const recipient = await makeSaver(world, here)
    await expect(give(giver, recipient, 10, recipient)).rejects.toThrow('person.role-missing')
    await expect(give(giver, here.first, 10, here.first)).rejects.toThrow('person.role-missing')
    await expect(give(giver, recipient, 10, there.first)).rejects.toThrow('person.role-missing')
    await give(giver, recipient, 10, here.first)
  })

  it('refuses more than is there, oneself and somebody unknown', async () => {
    const giver = await makeSaver(world, here, 100)
    const recipient = await makeSaver(world, here)
    await expect(give(giver, recipient, 101)).rejects.toThrow('ledger.insufficient-credits')
    await expect(give(giver, giver, 10)).rejects.toThrow('ledger.same-account')
    const nobody = { ...recipient, id: here.communityId }
    await expect(give(giver, nobody, 10)).rejects.toThrow('person.not-found')
  })

  it.each([0, -60, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_000_001, '60', null])(
    'refuses %s minutes and changes nothing',
    async (amount) => {
      const giver = await makeSaver(world, here, 100)
      const recipient = await makeSaver(world, here)
      await expect(give(giver, recipient, amount as number)).rejects.toThrow(
        /ledger\.(amount-out-of-bounds|gift-limit)/,
      )
      expect(await savingsNow(world, giver)).toMatchObject({ balance: 100, version: 1 })
    },
  )
})

describe('donating savings', () => {
  it('fills the commons of the books', async () => {
    const giver = await makeSaver(world, here, 90)
    const before = await commonsNow(world, here.communityId)
    const donated = await world.run(donateCredits, giver.actor, here.communityId, {
      giverId: giver.id,
      amountMinutes: minutes(60),
    })
    expect(donated.availableMinutes).toBe(30)
    expect(await commonsNow(world, here.communityId)).toBe(before + 60)
  })

  it('is not done in books that are not the giver’s', async () => {
    const giver = await makeSaver(world, here, 90)
    const donated = world.run(donateCredits, giver.actor, there.communityId, {
      giverId: giver.id,
      amountMinutes: minutes(60),
    })
    await expect(donated).rejects.toThrow('ledger.books-elsewhere')
  })

  it('keeps the books in order after all of this', async () => {
    await fund(world, there, null, 60)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
