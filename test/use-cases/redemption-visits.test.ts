import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeVisit } from '../../src/features/desk/close-visit.ts'
import { disputeVisit } from '../../src/features/desk/dispute-visit.ts'
import { getRequest } from '../../src/features/desk/get-request.ts'
import { resolveDispute } from '../../src/features/desk/resolve-dispute.ts'
import { startVisit } from '../../src/features/desk/start-visit.ts'
import { finishVisit } from '../../src/features/desk/finish-visit.ts'
import { rejectRecords } from '../../src/features/service/reject-records.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { approveAll, askOwn, finishOf, serve, take, timesFrom } from '../support/desk.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeSaver, makeStation, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let offeringId: Id
let saver: TestPerson
let helper: TestPerson

beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  station = await makeStation(world)
  offeringId = await world.makeOffering()
  saver = await makeSaver(world, station, 300)
  helper = await volunteer()
})
afterEach(async () => {
  expect(await findBrokenPromises(world.sql)).toEqual([])
})
afterAll(() => world.close())

function volunteer(): Promise<TestPerson> {
  return world.makePerson({ communityId: station.communityId, volunteer: true })
}

function ask(expected = 60, agreedMore = 0) {
  return askOwn(world, saver, station.communityId, {
    offeringId,
    expectedMinutes: minutes(expected),
    agreedMoreMinutes: minutes(agreedMore),
  })
}

const detail = (requestId: Id) => getRequest(world.ctx, station.communityId, requestId)
const approve = (records: Parameters<typeof approveAll>[3]) =>
  approveAll(world, station.second, station.communityId, records)

async function codeOf(outcome: Promise<{ result: unknown }>): Promise<string> {
  const { result } = await outcome
  return isRefusal(result) ? result.error.code : 'accepted'
}

describe('a visit done in time', () => {
  it('uses what it took, in the transaction that approves the record', async () => {
    const { communityId } = station
    const { id } = await ask(90)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 90 })
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 50 }])
    expect(done).toMatchObject({ late: false, chargeMinutes: 50, confirmed: true })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 90 })
    const [outcome] = await approve(done.records)
    expect(outcome).toMatchObject({ approved: true, creditMinutes: 50, chargedMinutes: 50 })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 250, held: 0 })
    expect(await savingsNow(world, helper)).toMatchObject({ balance: 50 })
  })

  it('never uses more than the quote', async () => {
    const { communityId } = station
    const { id } = await ask(60)
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 95 }])
    await approve(done.records)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 240, held: 0 })
  })

  it('uses more than the quote where that was agreed beforehand', async () => {
    const { communityId } = station
    const { id } = await ask(60, 30)
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 95 }])
    await approve(done.records)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 210, held: 0 })
  })

  it('uses only what is there of the agreed minutes, and is approved all the same', async () => {
    const { communityId } = station
    const poor = await makeSaver(world, station, 70)
    const { id } = await askOwn(world, poor, communityId, {
      offeringId,
      agreedMoreMinutes: minutes(30),
    })
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 95 }])
    const [outcome] = await approve(done.records)
    expect(outcome).toMatchObject({ approved: true, chargedMinutes: 70 })
    expect(await savingsNow(world, poor)).toMatchObject({ balance: 0, held: 0 })
  })

  it('is charged once for two helpers, by the one who stayed longest', async () => {
    const { communityId, first } = station
    const partner = await volunteer()
    const { id } = await ask(120)
    const visitId = await take(world, [helper, partner], communityId, id, first)
    const done = await serve(world, communityId, visitId, [
      { helper, minutes: 40 },
      { helper: partner, minutes: 70 },
    ])
    expect(done).toMatchObject({ chargeMinutes: 70 })
    expect(done.records).toHaveLength(2)
    const outcomes = await approve(done.records)
    expect(outcomes.map((one) => one.approved && one.chargedMinutes).sort()).toEqual([0, 70])
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 230, held: 0 })
    expect(await savingsNow(world, partner)).toMatchObject({ balance: 70 })
  })

  it('is settled once: approving the record again changes nothing', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    await approve(done.records)
    const [again] = await approve(done.records)
    expect(again).toMatchObject({
      approved: false,
      refusal: { code: 'service.record-decided' },
    })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 240, held: 0 })
  })

  it('answers the request by itself', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    const { request, aheadCount } = await detail(id)
    expect(request).toMatchObject({ state: 'answered', replyKind: 'direct', served: true })
    expect(aheadCount).toBeNull()
  })
})

describe('a visit that begins after the promise', () => {
  it('uses nothing: approving gives all of it back (超时免扣)', async () => {
    const { communityId } = station
    const { id, promise } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    expect(promise?.promisedBy).toBe('2026-11-27T01:00:00.000Z')
    world.setNow('2026-11-27T09:01:00+08:00')
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    expect(done).toMatchObject({ late: true, chargeMinutes: 0 })
    const [outcome] = await approve(done.records)
    expect(outcome).toMatchObject({ approved: true, creditMinutes: 60, chargedMinutes: 0 })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 0 })
  })

  it('is in time to the minute of the promise', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    world.setNow('2026-11-27T09:00:30+08:00')
    const started = await world.run(startVisit, helper.actor, communityId, { visitId })
    expect(started.late).toBe(false)
  })
})

describe('a visit that does not take place', () => {
  it.each([
    ['absent', 'helper'],
    ['cancelled', 'helper'],
    ['noShow', 'saver'],
  ] as const)('as %s gives everything back at once and keeps the date', async (outcome, by) => {
    const { communityId } = station
    const { id, promise } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    world.passMinutes(70)
    const actor = by === 'helper' ? helper.actor : saver.actor
    const closed = await world.run(closeVisit, actor, communityId, {
      visitId,
      outcome,
      reason: '敲门没有人',
    })
    expect(closed).toMatchObject({ state: outcome, returned: true })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 0 })
    const { request, aheadCount } = await detail(id)
    expect(request).toMatchObject({ state: 'assigned', promisedBy: promise?.promisedBy })
    expect(aheadCount).toBe(0)
  })

  it('places a new hold for the next one, of the same quote', async () => {
    const { communityId } = station
    const { id } = await ask()
    const first = await take(world, [helper], communityId, id)
    await world.run(closeVisit, helper.actor, communityId, {
      visitId: first,
      outcome: 'absent',
      reason: '敲门没有人',
    })
    const second = await take(world, [helper], communityId, id)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 60 })
    const done = await serve(world, communityId, second, [{ helper, minutes: 45 }])
    await approve(done.records)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 255, held: 0 })
  })

  it('sends somebody all the same when the savings are gone by then', async () => {
    const { communityId } = station
    const poor = await makeSaver(world, station, 60)
    const asked = await askOwn(world, poor, communityId, { offeringId })
    const first = await take(world, [helper], communityId, asked.id)
    await world.run(closeVisit, helper.actor, communityId, {
      visitId: first,
      outcome: 'cancelled',
      reason: '临时有事',
    })
    await askOwn(world, poor, communityId, { offeringId })
    const second = await take(world, [helper], communityId, asked.id)
    const done = await serve(world, communityId, second, [{ helper, minutes: 30 }])
    await approve(done.records)
    expect(done).toMatchObject({ chargeMinutes: 0 })
    expect(await savingsNow(world, poor)).toMatchObject({ balance: 60, held: 60 })
  })

  it('is said by the asker when the helper did not come, and by nobody else', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    const input = { visitId, outcome: 'noShow', reason: '没有来' } as const
    expect(await codeOf(world.attempt(closeVisit, helper.actor, communityId, input))).toBe(
      'desk.not-your-visit',
    )
    const stranger = await volunteer()
    expect(await codeOf(world.attempt(closeVisit, stranger.actor, communityId, input))).toBe(
      'desk.visit-not-found',
    )
  })
})

describe('a record that is rejected', () => {
  it('returns the savings and opens the request again, at its old date', async () => {
    const { communityId, second } = station
    const { id, promise } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    world.passMinutes(5)
    await world.run(rejectRecords, second.actor, communityId, {
      records: done.records.map(({ communityId: kept, id: recordId }) => ({
        communityId: kept,
        id: recordId,
      })),
      reason: '服务对象说没有来',
    })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 0 })
    const { request, aheadCount } = await detail(id)
    expect(request).toMatchObject({
      state: 'inProgress',
      served: false,
      promisedBy: promise?.promisedBy,
    })
    expect(aheadCount).toBe(0)
    const again = await take(world, [helper], communityId, id)
    expect(await savingsNow(world, saver)).toMatchObject({ held: 60 })
    const redone = await serve(world, communityId, again, [{ helper, minutes: 60 }])
    await approve(redone.records)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 240, held: 0 })
  })
})

describe('a dispute', () => {
  async function disputed() {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    await world.run(disputeVisit, saver.actor, communityId, { visitId, reason: '只来了十分钟' })
    return { id, visitId, done }
  }

  it('stops the approval and the use of savings', async () => {
    const { done, id } = await disputed()
    const [outcome] = await approve(done.records)
    expect(outcome).toMatchObject({ approved: false, refusal: { code: 'service.record-decided' } })
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 60 })
    expect((await detail(id)).request).toMatchObject({ state: 'inProgress', served: false })
  })

  it('is not decided by a coordinator who had a hand in the visit', async () => {
    const { communityId, first, second } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id, first)
    await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    await world.run(disputeVisit, saver.actor, communityId, { visitId, reason: '没做完' })
    const input = { visitId, helpers: null, reason: '核实没有服务' }
    expect(await codeOf(world.attempt(resolveDispute, first.actor, communityId, input))).toBe(
      'desk.dispute-by-another',
    )
    expect(await codeOf(world.attempt(resolveDispute, second.actor, communityId, input))).toBe(
      'accepted',
    )
  })

  it('ends with the minutes that another coordinator found', async () => {
    const { communityId, first } = station
    const { visitId, id } = await disputed()
    const { visits } = await detail(id)
    const startedAt = visits[0]?.startedAt
    if (!startedAt) throw new Error('not started')
    const counted = await world.run(resolveDispute, first.actor, communityId, {
      visitId,
      helpers: [timesFrom(startedAt)({ helper, minutes: 10 })],
      reason: '电话核实',
    })
    expect(counted).toMatchObject({ chargeMinutes: 10, confirmed: true })
    await approve(counted.records)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 290, held: 0 })
  })

  it('ends without anything: all of it returns and the request waits again', async () => {
    const { communityId, first } = station
    const { visitId, id } = await disputed()
    const input = { visitId, helpers: null, reason: '核实没有服务' }
    await world.run(resolveDispute, first.actor, communityId, input)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 300, held: 0 })
    const { request, aheadCount } = await detail(id)
    expect(request).toMatchObject({ state: 'inProgress', served: false })
    expect(aheadCount).toBe(0)
  })

  it('comes too late once the record is approved', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    const done = await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    await approve(done.records)
    const input = { visitId, reason: '不对' }
    expect(await codeOf(world.attempt(disputeVisit, saver.actor, communityId, input))).toBe(
      'desk.dispute-late',
    )
  })
})

describe('finishing', () => {
  it('refuses times before the check-in at the door', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    const { startedAt } = await world.run(startVisit, helper.actor, communityId, { visitId })
    world.passMinutes(30)
    const early = { helper, minutes: 45 }
    const times = timesFrom(startedAt)(early)
    const claimed = { ...times, startedAt: '2026-11-24T00:50:00.000Z' as never }
    const input = finishOf(visitId, [{ ...claimed, endedAt: world.now() }])
    expect(await codeOf(world.attempt(finishVisit, helper.actor, communityId, input))).toBe(
      'desk.checked-in-times',
    )
  })

  it('takes the code of the one served and no other', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    const code = (await detail(id)).visits[0]?.confirmCode ?? ''
    const { startedAt } = await world.run(startVisit, helper.actor, communityId, { visitId })
    world.passMinutes(60)
    const times = [timesFrom(startedAt)({ helper, minutes: 60 })]
    const wrong = code === '0000' ? '1111' : '0000'
    const withCode = (text: string) =>
      finishOf(visitId, times, { confirmation: { how: 'code', code: text } })
    expect(
      await codeOf(world.attempt(finishVisit, helper.actor, communityId, withCode(wrong))),
    ).toBe('desk.confirm-code-wrong')
    expect(
      await codeOf(world.attempt(finishVisit, helper.actor, communityId, withCode(code))),
    ).toBe('accepted')
  })

  it('refuses a finish on a visit that is finished', async () => {
    const { communityId } = station
    const { id } = await ask()
    const visitId = await take(world, [helper], communityId, id)
    await serve(world, communityId, visitId, [{ helper, minutes: 60 }])
    const input = finishOf(visitId, [timesFrom(world.now())({ helper, minutes: 1 })])
    expect(await codeOf(world.attempt(finishVisit, helper.actor, communityId, input))).toBe(
      'desk.visit-state',
    )
  })
})
