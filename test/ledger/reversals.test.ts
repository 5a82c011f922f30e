import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { listStatement } from '../../src/features/ledger/list-statement.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import {
  commonsNow,
  makeSaver,
  makeStation,
  placeTestHold,
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

async function give(giver: TestPerson, recipient: TestPerson, amount: number): Promise<Id> {
  const input = { giverId: giver.id, recipientId: recipient.id, amountMinutes: minutes(amount) }
  return (await world.run(giveCredits, giver.actor, giver.communityId, input)).journalId
}

const reverse = (journalId: Id, station = here, by = station.first) =>
  world.run(reverseJournal, by.actor, station.communityId, { journalId, reason: '记错了' })

async function writeOff(journalId: Id, second = here.second) {
  const { proposalId } = await world.run(proposeEntry, here.first.actor, here.communityId, {
    payload: { kind: 'reversal', journalId },
    reason: '已经用掉',
  })
  return world.run(confirmProposal, second.actor, here.communityId, { proposalId })
}

/** A gift of 100 of which the recipient has `left`. */
async function makeSpentGift(left: number) {
  const giver = await makeSaver(world, here, 300)
  const recipient = await makeSaver(world, here)
  const journalId = await give(giver, recipient, 100)
  await world.run(donateCredits, recipient.actor, here.communityId, {
    giverId: recipient.id,
    amountMinutes: minutes(100 - left),
  })
  return { giver, recipient, journalId }
}

describe('a reversal', () => {
  it('puts both sides back where they were', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, here)]
    const journalId = await give(giver, recipient, 100)
    await reverse(journalId)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 300 })
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 0, version: 2 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('undoes both halves of a gift between communities, asked for in either', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, there)]
    await reverse(await give(giver, recipient, 100), there)
    await reverse(await give(giver, recipient, 100), here)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 300 })
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 0 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('happens once', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, here)]
    const journalId = await give(giver, recipient, 100)
    await give(giver, recipient, 100)
    await reverse(journalId)
    await expect(reverse(journalId)).rejects.toThrow('ledger.already-reversed')
    await expect(writeOff(journalId)).rejects.toThrow('ledger.already-reversed')
  })

  it('happens once when many ask at the same time', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 600), await makeSaver(world, there)]
    await relate(world, giver, recipient)
    const journalId = await give(giver, recipient, 100)
    await give(giver, recipient, 500)
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => reverse(journalId, n % 2 === 0 ? here : there)),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 100 })
  })

  it('happens once when it is asked for twice in one batch', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, here)]
    const input = { journalId: await give(giver, recipient, 100), reason: '记错了' }
    await give(giver, recipient, 100)
    const commands = [1, 2].map(() =>
      world.command(reverseJournal.useCase, here.first.actor, here.communityId, input),
    )
    const outcomes = await reverseJournal.run(world.ctx, commands)
    expect(outcomes.map(({ result }) => 'refused' in result)).toEqual([false, true])
  })

  it('is never reversed itself', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, here)]
    const { reversalId } = await reverse(await give(giver, recipient, 100))
    await expect(reverse(reversalId)).rejects.toThrow('ledger.reversal-of-reversal')
    await expect(writeOff(reversalId)).rejects.toThrow('ledger.reversal-of-reversal')
  })

  it('is linked both ways on the statement', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, here)]
    await reverse(await give(giver, recipient, 100))
    const { items } = await listStatement(world.ctx, {
      communityId: here.communityId,
      personId: giver.id,
      fromOn: null,
      untilOn: null,
      cursor: null,
      limit: 2,
    })
    const [reversal, gift] = items
    expect(reversal).toMatchObject({ reason: 'reversal', reversesSequence: gift?.sequence })
    expect(gift).toMatchObject({ reason: 'gift', reversedBySequence: reversal?.sequence })
  })

  it('is for coordinators of the books who have no part in it', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, here)]
    const journalId = await give(giver, recipient, 100)
    await expect(reverse(journalId, here, giver)).rejects.toThrow('person.role-missing')
    await expect(reverse(journalId, here, there.first)).rejects.toThrow('person.role-missing')
    await expect(reverse(journalId, there)).rejects.toThrow('ledger.journal-not-found')
    await expect(reverse(newId())).rejects.toThrow('ledger.journal-not-found')
    const own = await give(giver, here.first, 10)
    await expect(reverse(own)).rejects.toThrow('ledger.own-account')
    await reverse(own, here, here.second)
  })
})

describe('a reversal of what was used meanwhile', () => {
  it('takes two people', async () => {
    const { recipient, journalId } = await makeSpentGift(40)
    await expect(reverse(journalId)).rejects.toThrow('ledger.shortfall-needs-two')
    await expect(writeOff(journalId, here.first)).rejects.toThrow('ledger.second-person-needed')
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 40 })
  })

  it('takes what is left and writes off the rest, in one journal', async () => {
    const { giver, recipient, journalId } = await makeSpentGift(40)
    const done = await writeOff(journalId)
    expect(done.shortfallMinutes).toBe(60)
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 300 })
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 0 })
    const rows = await world.sql`
      select reason, amount_minutes::int as amount from ledger_transfers
       where journal_id = ${done.journalId} order by sequence`
    expect(rows.map((row) => [row['reason'], row['amount']])).toEqual([
      ['write-off', 60],
      ['reversal', 100],
    ])
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('leaves what is reserved alone', async () => {
    const [giver, recipient] = [await makeSaver(world, here, 300), await makeSaver(world, here)]
    const journalId = await give(giver, recipient, 100)
    await world.run(placeTestHold, recipient.actor, here.communityId, {
      personId: recipient.id,
      amountMinutes: minutes(70),
      expiresAt: plusMinutes(world.now(), 60),
    })
    const done = await writeOff(journalId)
    expect(done.shortfallMinutes).toBe(70)
    expect(await savingsNow(world, recipient)).toMatchObject({ balance: 70, held: 70 })
  })

  it('takes the commons no further down than zero either', async () => {
    const person = await makeSaver(world, here, 100)
    const { journalId } = await world.run(donateCredits, person.actor, here.communityId, {
      giverId: person.id,
      amountMinutes: minutes(100),
    })
    const commons = await commonsNow(world, here.communityId)
    const { proposalId } = await world.run(proposeEntry, here.first.actor, here.communityId, {
      payload: {
        kind: 'adjustment',
        personId: null,
        direction: 'take',
        amountMinutes: minutes(commons),
      },
      reason: '清零',
    })
    await world.run(confirmProposal, here.second.actor, here.communityId, { proposalId })
    await expect(reverse(journalId)).rejects.toThrow('ledger.shortfall-needs-two')
    await writeOff(journalId)
    expect(await commonsNow(world, here.communityId)).toBe(0)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
