import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGroupCommit } from '../../src/db/group-commit.ts'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { leaveBooks } from '../../src/features/ledger/leave-books.ts'
import { moveBooks } from '../../src/features/ledger/move-books.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import type { WriteUseCase } from '../../src/db/command.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { checksum } from '../support/checksum.ts'
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

let world: World
let here: Station
let there: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
})
afterAll(() => world.close())

/** But for the commands that are asked here. */
const allTables = () => checksum(world.sql, ['commands'])

describe('a refused command changes nothing', () => {
  let saver: TestPerson
  let stranger: TestPerson

  beforeAll(async () => {
    saver = await makeSaver(world, here, 60)
    stranger = await makeSaver(world, await makeStation(world))
  })

  async function isUnchanged<I, O>(
    useCase: WriteUseCase<I, O>,
    by: TestPerson,
    scope: Id,
    input: I,
  ): Promise<void> {
    const before = await allTables()
    const { result } = await world.attempt(useCase, by.actor, scope, input)
    expect(result).toMatchObject({ refused: true })
    expect(await allTables()).toBe(before)
  }

  it('when a gift is too large, in books that were never used', async () => {
    const input = { giverId: stranger.id, recipientId: saver.id, amountMinutes: minutes(60) }
    await isUnchanged(giveCredits, stranger, stranger.communityId, input)
  })

  it('when a donation is too large', async () => {
    const input = { giverId: saver.id, amountMinutes: minutes(61) }
    await isUnchanged(donateCredits, saver, here.communityId, input)
  })

  it('when the community does not exist', async () => {
    const nowhere = newId()
    const donation = { giverId: saver.id, amountMinutes: minutes(10) }
    await isUnchanged(donateCredits, saver, nowhere, donation)
    await isUnchanged(confirmProposal, here.first, nowhere, { proposalId: newId() })
    const payload = { kind: 'grant' as const, personId: saver.id, amountMinutes: minutes(10) }
    await isUnchanged(proposeEntry, here.first, nowhere, { payload, reason: '困难' })
    const move = { personId: saver.id, toCommunityId: nowhere, reason: '搬家' }
    await isUnchanged(
      moveBooks(async () => false),
      here.first,
      here.communityId,
      move,
    )
  })

  it('when somebody leaves while something is reserved', async () => {
    const person = await makeSaver(world, here, 60)
    await world.run(placeTestHold, person.actor, here.communityId, {
      personId: person.id,
      amountMinutes: minutes(10),
      expiresAt: plusMinutes(world.now(), 60),
    })
    const input = { personId: person.id, rest: { kind: 'commons' as const }, reason: '退出' }
    await isUnchanged(leaveBooks, here.first, here.communityId, input)
  })

  it('when a journal is reversed twice, or by somebody without the role', async () => {
    const input = { giverId: saver.id, recipientId: here.first.id, amountMinutes: minutes(10) }
    const { journalId } = await world.run(giveCredits, saver.actor, here.communityId, input)
    const reversal = { journalId, reason: '记错了' }
    await isUnchanged(reverseJournal, saver, here.communityId, reversal)
    await world.run(reverseJournal, here.second.actor, here.communityId, reversal)
    await isUnchanged(reverseJournal, here.second, here.communityId, reversal)
  })

  it('when the neighbours in its batch are accepted', async () => {
    const [rich, poor] = [await makeSaver(world, here, 60), await makeSaver(world, here)]
    const ask = (giver: TestPerson) =>
      world.command(donateCredits.useCase, giver.actor, here.communityId, {
        giverId: giver.id,
        amountMinutes: minutes(60),
      })
    const outcomes = await donateCredits.run(world.ctx, [ask(rich), ask(poor), ask(rich)])
    expect(outcomes.map(({ result }) => 'refused' in result)).toEqual([false, true, true])
    expect(await savingsNow(world, rich)).toMatchObject({ balance: 0, version: 2 })
    expect(await savingsNow(world, poor)).toMatchObject({ balance: 0, version: 0 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('the same key', () => {
  const donation = (person: TestPerson, amount = 10) => ({
    giverId: person.id,
    amountMinutes: minutes(amount),
  })

  it('executes once, and gives 64 callers at the same time the same answer', async () => {
    const person = await makeSaver(world, here, 600)
    const key = newId()
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () =>
        world.attempt(donateCredits, person.actor, here.communityId, donation(person), key),
      ),
    )
    expect(new Set(outcomes.map(({ result }) => JSON.stringify(result))).size).toBe(1)
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 590, version: 2 })
  })

  it('executes once through group commit too', async () => {
    const person = await makeSaver(world, here, 600)
    const groupCommit = makeGroupCommit(world.ctx, 4)
    const command = world.command(
      donateCredits.useCase,
      person.actor,
      here.communityId,
      donation(person),
    )
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () => groupCommit(donateCredits, { ...command })),
    )
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 590 })
  })

  it('is refused for another body, and for another act', async () => {
    const person = await makeSaver(world, here, 600)
    const key = newId()
    await world.run(donateCredits, person.actor, here.communityId, donation(person), key)
    await expect(
      world.run(donateCredits, person.actor, here.communityId, donation(person, 11), key),
    ).rejects.toThrow('command.key-reused')
    const gift = { ...donation(person), recipientId: here.first.id }
    await expect(world.run(giveCredits, person.actor, here.communityId, gift, key)).rejects.toThrow(
      'command.key-reused',
    )
    expect(await savingsNow(world, person)).toMatchObject({ balance: 590 })
  })

  it('replays a refusal even when it would be accepted by now', async () => {
    const person = await makeSaver(world, here)
    const key = newId()
    const ask = () =>
      world.attempt(donateCredits, person.actor, here.communityId, donation(person), key)
    const first = await ask()
    const giver = await makeSaver(world, here, 60)
    await relate(world, giver, person)
    const gift = { giverId: giver.id, recipientId: person.id, amountMinutes: minutes(60) }
    await world.run(giveCredits, giver.actor, here.communityId, gift)
    expect(await ask()).toEqual({ replayed: true, result: first.result })
  })

  it('is somebody else’s for another person', async () => {
    const [one, other] = [await makeSaver(world, here, 60), await makeSaver(world, here, 60)]
    const key = newId()
    await world.run(donateCredits, one.actor, here.communityId, donation(one), key)
    await world.run(donateCredits, other.actor, here.communityId, donation(other), key)
    expect(await savingsNow(world, other)).toMatchObject({ balance: 50 })
  })

  it('is another one in another community, even when both come at once', async () => {
    const [one, other] = [await makeSaver(world, here, 60), await makeSaver(world, there, 60)]
    const clerk = await world.makePerson({
      communityId: here.communityId,
      roles: ['coordinator'],
      rolesAt: world.districtId,
    })
    const key = newId()
    const asks = [one, other].flatMap((person) =>
      Array.from({ length: 8 }, () =>
        world.attempt(donateCredits, clerk.actor, person.communityId, donation(person), key),
      ),
    )
    const outcomes = await Promise.all(asks)
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(2)
    expect(await savingsNow(world, one)).toMatchObject({ balance: 50 })
    expect(await savingsNow(world, other)).toMatchObject({ balance: 50 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
