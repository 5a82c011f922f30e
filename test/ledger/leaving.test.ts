import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WriteUseCase } from '../../src/db/command.ts'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { leaveBooks, type Rest } from '../../src/features/ledger/leave-books.ts'
import { moveBooks } from '../../src/features/ledger/move-books.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { memberships } from '../../src/features/person/tables.ts'
import { civilDateOf, plusMinutes } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import {
  commonsNow,
  fund,
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
const move = moveBooks(async () => false)

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
})
afterAll(() => world.close())

const leave = (person: TestPerson, rest: Rest, by = here.first) =>
  world.run(leaveBooks, by.actor, here.communityId, { personId: person.id, rest, reason: '搬离' })

const moveTo = (person: TestPerson, from: Station, to: Station) =>
  world.run(move, from.first.actor, from.communityId, {
    personId: person.id,
    toCommunityId: to.communityId,
    reason: '搬家',
  })

async function joins(person: TestPerson, communityId: Id): Promise<void> {
  await world.db.transaction(async (tx) => {
    await tx.insert(memberships).values({
      id: newId(),
      personId: person.id,
      communityId,
      kind: 'assigned',
      sinceOn: civilDateOf(world.now()),
    })
  })
}

/** With savings here, and a second home there. */
async function makeMover(amount: number): Promise<TestPerson> {
  const person = await makeSaver(world, here, amount)
  await joins(person, there.communityId)
  return person
}

const hold = (person: TestPerson, amount: number) =>
  world.run(placeTestHold, person.actor, person.communityId, {
    personId: person.id,
    amountMinutes: minutes(amount),
    expiresAt: plusMinutes(world.now(), 60),
  })

describe('leaving', () => {
  it('hands the rest to a named relative, in another community too', async () => {
    const person = await makeSaver(world, here, 300)
    const child = await makeSaver(world, there)
    await relate(world, person, child, 'child')
    const left = await leave(person, { kind: 'relative', personId: child.id })
    expect(left.handedOverMinutes).toBe(300)
    expect(await savingsNow(world, child)).toMatchObject({ balance: 300 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('hands the rest to the commons', async () => {
    const person = await makeSaver(world, here, 120)
    const before = await commonsNow(world, here.communityId)
    await leave(person, { kind: 'commons' })
    expect(await commonsNow(world, here.communityId)).toBe(before + 120)
  })

  it('keeps the rest in the closed account', async () => {
    const person = await makeSaver(world, here, 120)
    expect(await leave(person, { kind: 'kept' })).toMatchObject({ journalId: null })
    expect(await savingsNow(world, person)).toMatchObject({ balance: 120 })
  })

  it('closes the account to gifts in both directions, to grants and holds', async () => {
    const person = await makeSaver(world, here, 120)
    const other = await makeSaver(world, here, 120)
    await leave(person, { kind: 'kept' })
    const give = (giver: TestPerson, recipient: TestPerson) =>
      world.run(giveCredits, giver.actor, here.communityId, {
        giverId: giver.id,
        recipientId: recipient.id,
        amountMinutes: minutes(1),
      })
    await expect(give(person, other)).rejects.toThrow('ledger.account-closed')
    await expect(give(other, person)).rejects.toThrow('ledger.account-closed')
    await expect(fund(world, here, person.id, 1)).rejects.toThrow('ledger.account-closed')
    await expect(hold(person, 1)).rejects.toThrow('ledger.account-closed')
  })

  it('waits while something is reserved', async () => {
    const person = await makeSaver(world, here, 120)
    await hold(person, 60)
    await expect(leave(person, { kind: 'commons' })).rejects.toThrow('ledger.account-not-empty')
    expect(await savingsNow(world, person)).toMatchObject({ balance: 120, held: 60 })
  })

  it('names only a verified relative', async () => {
    const person = await makeSaver(world, here, 120)
    const stranger = await makeSaver(world, here)
    const rest: Rest = { kind: 'relative', personId: stranger.id }
    await expect(leave(person, rest)).rejects.toThrow('ledger.relative-needed')
  })

  it('is not done by a coordinator who would get the rest', async () => {
    const person = await makeSaver(world, here, 120)
    await relate(world, person, here.first, 'child')
    const rest: Rest = { kind: 'relative', personId: here.first.id }
    await expect(leave(person, rest)).rejects.toThrow('ledger.own-account')
  })

  it('happens once, and leaves nothing half done when it is refused', async () => {
    const person = await makeSaver(world, here, 120)
    await leave(person, { kind: 'kept' })
    await expect(leave(person, { kind: 'commons' })).rejects.toThrow(
      /person.already-left|ledger.account-closed/,
    )
    expect(await savingsNow(world, person)).toMatchObject({ balance: 120 })
  })
})

describe('several at once', () => {
  const runTogether = async <I, O>(useCase: WriteUseCase<I, O>, inputs: readonly I[]) => {
    const commands = inputs.map((input, n) => {
      const by = n === 0 ? here.first : here.second
      return world.command(useCase.useCase, by.actor, here.communityId, input)
    })
    return (await useCase.run(world.ctx, commands)).map(({ result }) =>
      isRefusal(result) ? result.error.code : 'accepted',
    )
  }

  it('tells the second who moves somebody where the books are not any more', async () => {
    const person = await makeMover(60)
    const input = { personId: person.id, toCommunityId: there.communityId, reason: '搬家' }
    const expected = ['accepted', 'ledger.books-elsewhere']
    expect(await runTogether(move, [input, input])).toEqual(expected)
  })

  it('names nobody as heir who has just left', async () => {
    const person = await makeSaver(world, here)
    const spouse = await makeSaver(world, here)
    await relate(world, person, spouse)
    const rest: Rest = { kind: 'relative', personId: spouse.id }
    const inputs = [
      { personId: spouse.id, rest: { kind: 'kept' } as const, reason: '搬离' },
      { personId: person.id, rest, reason: '搬离' },
    ]
    const expected = ['accepted', 'ledger.relative-needed']
    expect(await runTogether(leaveBooks, inputs)).toEqual(expected)
  })
})

describe('moving house', () => {
  it('takes the whole balance along in one journal and closes the old account', async () => {
    const person = await makeMover(300)
    const moved = await moveTo(person, here, there)
    expect(moved.movedMinutes).toBe(300)
    const now = { ...person, communityId: there.communityId }
    expect(await savingsNow(world, now)).toMatchObject({ balance: 300 })
    expect(await savingsNow(world, person)).toMatchObject({ balance: 0 })
    const [row] = await world.sql`
      select books_community_id, to_jsonb(former_books_ids) as former from persons
       where id = ${person.id}`
    expect(row).toMatchObject({
      books_community_id: there.communityId,
      former: [here.communityId],
    })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('leads back to the account of before', async () => {
    const person = await makeMover(300)
    await moveTo(person, here, there)
    await moveTo(person, there, here)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 300 })
    const [row] = await world.sql`
      select to_jsonb(former_books_ids) as former from persons where id = ${person.id}`
    expect(row).toMatchObject({ former: [there.communityId] })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('moves an account that was never used', async () => {
    const person = await makeMover(0)
    expect(await moveTo(person, here, there)).toMatchObject({ journalId: null })
    await fund(world, there, person.id, 10)
    await expect(fund(world, here, person.id, 10)).rejects.toThrow('ledger.books-elsewhere')
  })

  it('waits while something is reserved', async () => {
    const person = await makeMover(120)
    await hold(person, 60)
    await expect(moveTo(person, here, there)).rejects.toThrow('ledger.account-not-empty')
    const [row] = await world.sql`
      select books_community_id from persons where id = ${person.id}`
    expect(row).toMatchObject({ books_community_id: here.communityId })
  })

  it('waits for what rooms above have not finished', async () => {
    const person = await makeMover(120)
    const waiting = moveBooks(async () => true)
    const moved = world.run(waiting, here.first.actor, here.communityId, {
      personId: person.id,
      toCommunityId: there.communityId,
      reason: '搬家',
    })
    await expect(moved).rejects.toThrow('ledger.records-pending')
  })

  it('goes only where the person belongs', async () => {
    const person = await makeSaver(world, here, 120)
    await expect(moveTo(person, here, there)).rejects.toThrow('person.membership-needed')
  })

  it('is for coordinators of the old books', async () => {
    const person = await makeMover(120)
    const moved = world.run(move, there.first.actor, here.communityId, {
      personId: person.id,
      toCommunityId: there.communityId,
      reason: '搬家',
    })
    await expect(moved).rejects.toThrow('person.role-missing')
  })

  it('lets gifts find the new books while it happens', async () => {
    const giver = await makeSaver(world, there, 500)
    const movers = await Promise.all(Array.from({ length: 6 }, () => makeMover(60)))
    const acts = movers.flatMap((person) => [
      moveTo(person, here, there),
      world.run(giveCredits, giver.actor, there.communityId, {
        giverId: giver.id,
        recipientId: person.id,
        amountMinutes: minutes(10),
      }),
    ])
    await Promise.all(acts)
    const balances = await Promise.all(
      movers.map((person) => savingsNow(world, { ...person, communityId: there.communityId })),
    )
    expect(balances.map(({ balance }) => balance)).toEqual(movers.map(() => 70))
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('does not stand in the way of a correction', async () => {
    const giver = await makeMover(300)
    const recipient = await makeSaver(world, here)
    const { journalId } = await world.run(giveCredits, giver.actor, here.communityId, {
      giverId: giver.id,
      recipientId: recipient.id,
      amountMinutes: minutes(100),
    })
    await joins(recipient, there.communityId)
    await moveTo(giver, here, there)
    await moveTo(recipient, here, there)
    const reversal = { journalId, reason: '送错了人' }
    await world.run(reverseJournal, here.first.actor, here.communityId, reversal)
    const at = (person: TestPerson) => ({ ...person, communityId: there.communityId })
    expect(await savingsNow(world, at(giver))).toMatchObject({ balance: 300 })
    expect(await savingsNow(world, at(recipient))).toMatchObject({ balance: 0 })
    expect(await savingsNow(world, giver)).toMatchObject({ balance: 0 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('is not undone by a reversal', async () => {
    const person = await makeMover(300)
    const { journalId } = await moveTo(person, here, there)
    const reversed = world.run(reverseJournal, here.first.actor, here.communityId, {
      journalId: journalId ?? '',
      reason: '不搬了',
    })
    await expect(reversed).rejects.toThrow('ledger.move-not-reversed')
  })

  it('does not open the books a second time', async () => {
    const person = await makeMover(0)
    const payload = {
      kind: 'opening' as const,
      personId: person.id,
      amountMinutes: minutes(60),
      effectiveAt: world.now(),
    }
    const { proposalId } = await world.run(proposeEntry, here.first.actor, here.communityId, {
      payload,
      reason: '旧储蓄本',
    })
    await world.run(confirmProposal, here.second.actor, here.communityId, { proposalId })
    await moveTo(person, here, there)
    const again = { payload, reason: '旧储蓄本' }
    await expect(
      world.run(proposeEntry, there.first.actor, there.communityId, again),
    ).rejects.toThrow('ledger.already-opened')
  })
})
