import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cancelRequest } from '../../src/features/desk/cancel-request.ts'
import { getRequest } from '../../src/features/desk/get-request.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { allowSavings } from '../../src/features/person/allow-savings.ts'
import { addSavings } from '../../src/features/redemption/add-savings.ts'
import { askWithSavings } from '../../src/features/redemption/ask-with-savings.ts'
import { getStandingInstruction } from '../../src/features/redemption/get-standing-instruction.ts'
import { applyStandingInstructions } from '../../src/features/redemption/jobs.ts'
import { quoteRedemption } from '../../src/features/redemption/quote-redemption.ts'
import { setStandingInstruction } from '../../src/features/redemption/set-standing-instruction.ts'
import { withdrawSavings } from '../../src/features/redemption/withdraw-savings.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { approveAll, askOwn, requestOf, savingsAskOf, take } from '../support/desk.ts'
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
import { submitWith } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let offeringId: string

beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  station = await makeStation(world)
  offeringId = await world.makeOffering()
})
afterEach(async () => {
  expect(await findBrokenPromises(world.sql)).toEqual([])
})
afterAll(() => world.close())

const ask = (person: TestPerson, wish: Parameters<typeof savingsAskOf>[0] = {}) =>
  askOwn(world, person, station.communityId, { offeringId, ...wish })

async function refusalOf(
  person: TestPerson,
  wish: Parameters<typeof savingsAskOf>[0],
): Promise<string> {
  const input = savingsAskOf({ offeringId, ...wish })
  const { result } = await world.attempt(askWithSavings, person.actor, station.communityId, input)
  return isRefusal(result) ? result.error.code : 'accepted'
}

describe('asking with savings', () => {
  it('registers the request and reserves the quote, which was shown first', async () => {
    const saver = await makeSaver(world, station, 150)
    const quote = await quoteRedemption(world.ctx, {
      ...requestOf({ offeringId }),
      communityId: station.communityId,
      inNeed: false,
      expectedMinutes: minutes(90),
      payer: null,
      requesterId: saver.id,
      recipientId: saver.id,
      actorId: saver.id,
      byCoordinator: false,
    })
    expect(quote).toMatchObject({ usable: true, quotedMinutes: 90, remainingMinutes: 60 })
    const asked = await ask(saver, { expectedMinutes: minutes(90) })
    expect(asked).toMatchObject({ savingsUsed: true, promise: { basis: 'savings' } })
    expect(asked.promise?.promisedBy).toBe('2026-11-27T01:00:00.000Z')
    expect(asked.quote).toEqual(quote)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 150, held: 90 })
  })

  it('takes the request all the same, and nothing, when there is not enough', async () => {
    const saver = await makeSaver(world, station, 30)
    const asked = await ask(saver)
    expect(asked).toMatchObject({
      savingsUsed: false,
      quote: { usable: false, reason: 'notEnough', remainingMinutes: 30 },
      promise: { basis: 'general' },
    })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 30, held: 0 })
  })

  it('never refuses help to somebody without any savings', async () => {
    const person = await world.makePerson({ communityId: station.communityId })
    expect(await ask(person)).toMatchObject({ savingsUsed: false, state: 'registered' })
  })

  it('takes nothing for what savings bring no nearer', async () => {
    const saver = await makeSaver(world, station, 120)
    const quick = await world.makeOffering({ promiseDays: 1 })
    const free = await world.makeOffering({ redeemable: 'no' })
    const reasons = [
      await ask(saver, { offeringId: quick }),
      await ask(saver, { offeringId: free }),
      await ask(saver, { kind: 'consultation' }),
    ].map(({ quote }) => quote.reason)
    expect(reasons).toEqual(['changesNothing', 'notRedeemable', 'noVisit'])
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 120, held: 0 })
  })

  it('of many at once for the last hour reserves exactly one, and takes every request', async () => {
    const saver = await makeSaver(world, station, 60)
    const asked = await Promise.all(Array.from({ length: 16 }, () => ask(saver)))
    expect(asked.filter(({ savingsUsed }) => savingsUsed)).toHaveLength(1)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 60, held: 60 })
  })

  it('reserves once for one key', async () => {
    const saver = await makeSaver(world, station, 200)
    const input = savingsAskOf({ offeringId })
    const twice = await Promise.all(
      [1, 2].map(() =>
        world.attempt(askWithSavings, saver.actor, station.communityId, input, 'the-same-key'),
      ),
    )
    expect(twice[0]?.result).toEqual(twice[1]?.result)
    expect(await savingsNow(world, saver)).toMatchObject({ held: 60 })
  })

  it('gives the reservation back when the request is cancelled', async () => {
    const saver = await makeSaver(world, station, 100)
    const { id } = await ask(saver)
    await world.run(cancelRequest, saver.actor, station.communityId, {
      requestId: id,
      reason: '不用了',
    })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 100, held: 0 })
  })
})

describe('whose savings', () => {
  it('are a relative’s only with standing consent', async () => {
    const mother = await makeSaver(world, station, 120)
    const daughter = await world.makePerson({ communityId: station.communityId })
    await relate(world, mother, daughter, 'child')
    const payer = { kind: 'person', personId: mother.id } as const
    expect(await refusalOf(daughter, { payer })).toBe('redemption.payer-not-agreed')
    const consent = { personId: mother.id, relativeId: daughter.id, allowed: true }
    await world.run(allowSavings, mother.actor, station.communityId, consent)
    expect(await ask(daughter, { payer })).toMatchObject({ savingsUsed: true })
    expect(await savingsNow(world, mother)).toMatchObject({ held: 60 })
  })

  it('are never a stranger’s', async () => {
    const stranger = await makeSaver(world, station, 120)
    const person = await world.makePerson({ communityId: station.communityId })
    const payer = { kind: 'person', personId: stranger.id } as const
    expect(await refusalOf(person, { payer })).toBe('redemption.payer-not-agreed')
  })

  it('are those of the commons by a coordinator, with a reason, for somebody else', async () => {
    const { first, communityId } = station
    await fund(world, station, null, 120)
    const person = await world.makePerson({ communityId })
    const payer = { kind: 'commons', reason: '临时困难' } as const
    expect(await refusalOf(person, { payer })).toBe('redemption.commons-by-coordinator')
    expect(await refusalOf(first, { payer })).toBe('redemption.commons-not-for-oneself')
    const asked = await ask(first, { payer, requesterId: person.id })
    expect(asked).toMatchObject({ savingsUsed: true, quote: { remainingMinutes: 60 } })
    expect(await commonsNow(world, communityId)).toBe(120)
  })

  it('may be in the books of another community', async () => {
    const elsewhere = await makeStation(world)
    const saver = await makeSaver(world, elsewhere, 90)
    expect(await ask(saver)).toMatchObject({ savingsUsed: true })
    expect(await savingsNow(world, saver)).toMatchObject({ held: 60 })
  })
})

describe('savings that come later, or go', () => {
  it('make the date better, counted from then', async () => {
    const saver = await makeSaver(world, station, 90)
    const registered = await world.run(
      registerRequest,
      saver.actor,
      station.communityId,
      requestOf({ offeringId }),
    )
    expect(registered.promise?.promisedBy).toBe('2026-12-03T01:00:00.000Z')
    world.setNow('2026-11-25T10:00:00+08:00')
    const added = await world.run(addSavings, saver.actor, station.communityId, {
      requestId: registered.id,
      payer: null,
      expectedMinutes: minutes(60),
      agreedMoreMinutes: minutes(0),
    })
    expect(added.promise).toMatchObject({ promisedBy: '2026-11-30T02:00:00.000Z' })
    expect(await savingsNow(world, saver)).toMatchObject({ held: 60 })
  })

  it('are given back, and the date with them', async () => {
    const saver = await makeSaver(world, station, 90)
    const { id } = await ask(saver)
    const withdrawn = await world.run(withdrawSavings, saver.actor, station.communityId, {
      requestId: id,
    })
    expect(withdrawn.promise).toMatchObject({
      basis: 'general',
      promisedBy: '2026-12-03T01:00:00.000Z',
    })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 90, held: 0 })
    const { request } = await getRequest(world.ctx, station.communityId, id)
    expect(request).toMatchObject({ usesSavings: false, promiseBasis: 'general' })
  })

  it('are taken from a visit that nobody has begun', async () => {
    const saver = await makeSaver(world, station, 90)
    const helper = await world.makePerson({ communityId: station.communityId, volunteer: true })
    const { id } = await ask(saver)
    await take(world, [helper], station.communityId, id)
    await world.run(withdrawSavings, saver.actor, station.communityId, { requestId: id })
    const { visits } = await getRequest(world.ctx, station.communityId, id)
    expect(visits[0]).toMatchObject({ state: 'taken', hold: null })
  })

  it('are not given back twice', async () => {
    const saver = await makeSaver(world, station, 90)
    const { id } = await ask(saver)
    const input = { requestId: id }
    const both = await Promise.all(
      [1, 2].map(() => world.attempt(withdrawSavings, saver.actor, station.communityId, input)),
    )
    const codes = both.map(({ result }) => (isRefusal(result) ? result.error.code : 'accepted'))
    expect(codes.sort()).toEqual(['accepted', 'redemption.not-used'])
  })
})

describe('a standing instruction', () => {
  async function earn(person: TestPerson, length: number): Promise<void> {
    const startsAt = world.now()
    world.passMinutes(length)
    const wish = { personId: person.id, offeringId, startsAt, endsAt: world.now() }
    const record = await submitWith(world, person.id, station.communityId, wish)
    await approveAll(world, station.first, station.communityId, [record])
  }

  async function serving(): Promise<TestPerson> {
    return world.makePerson({ communityId: station.communityId, volunteer: true })
  }

  it('is not there until somebody sets it', async () => {
    const person = await serving()
    expect(await getStandingInstruction(world.ctx, person.id)).toBeNull()
  })

  it.each([
    ['keep', 61, 61],
    ['giveHalf', 31, 61],
    ['giveAll', 0, 61],
  ] as const)('to %s leaves %i of new savings', async (kind, kept, earned) => {
    const person = await serving()
    await earn(person, 30)
    await world.run(setStandingInstruction, person.actor, station.communityId, { kind })
    await earn(person, earned)
    await applyStandingInstructions(world.ctx)
    await applyStandingInstructions(world.ctx)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 30 + kept })
    expect(await commonsNow(world, station.communityId)).toBe(earned - kept)
  })

  it('follows for each saving the instruction that held when it came', async () => {
    const person = await serving()
    const set = (kind: 'keep' | 'giveAll') =>
      world.run(setStandingInstruction, person.actor, station.communityId, { kind })
    await set('giveAll')
    await earn(person, 40)
    await set('keep')
    await earn(person, 50)
    await applyStandingInstructions(world.ctx)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 50 })
    expect(await commonsNow(world, station.communityId)).toBe(40)
  })

  it('gives once when two processes run at once', async () => {
    const person = await serving()
    await world.run(setStandingInstruction, person.actor, station.communityId, { kind: 'giveHalf' })
    await earn(person, 60)
    await Promise.all([applyStandingInstructions(world.ctx), applyStandingInstructions(world.ctx)])
    expect(await savingsNow(world, person)).toMatchObject({ balance: 30 })
  })
})
