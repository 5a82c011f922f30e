import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { cancelRequest } from '../../src/features/desk/cancel-request.ts'
import { decideHandover } from '../../src/features/desk/decide-handover.ts'
import { getRequest } from '../../src/features/desk/get-request.ts'
import {
  listOpenRequests,
  listOpenTasks,
  listOwnRequests,
} from '../../src/features/desk/list-open-requests.ts'
import { offerHandover } from '../../src/features/desk/offer-handover.ts'
import { rateRequest } from '../../src/features/desk/rate-request.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { setPriority } from '../../src/features/desk/set-priority.ts'
import { startRequest } from '../../src/features/desk/start-request.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { Outcome } from '../../src/db/command.ts'
import { answerOf, askOwn, requestOf, take } from '../support/desk.ts'
import { makeSaver, makeStation, relate, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let resident: TestPerson

beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  station = await makeStation(world)
  resident = await world.makePerson({ communityId: station.communityId })
})
afterAll(() => world.close())

function register(person: TestPerson, wish: Parameters<typeof requestOf>[0] = {}) {
  return world.run(registerRequest, person.actor, station.communityId, requestOf(wish))
}

async function codeOf(attempt: Promise<Outcome<unknown>>): Promise<string> {
  const { result } = await attempt
  return isRefusal(result) ? result.error.code : 'accepted'
}

const tryRegister = (person: TestPerson, wish: Parameters<typeof requestOf>[0]) =>
  codeOf(world.attempt(registerRequest, person.actor, station.communityId, requestOf(wish)))

describe('registering', () => {
  it('promises a date to those for whom somebody comes, and shows how it was counted', async () => {
    const { promise, aheadCount } = await register(resident)
    expect(promise).toMatchObject({
      promisedBy: '2026-12-03T01:00:00.000Z',
      basis: 'general',
      provisional: false,
      limits: [{ basis: 'general', days: 7 }],
    })
    expect(aheadCount).toBe(0)
    expect(await register(resident, { kind: 'complaint' })).toMatchObject({ promise: null })
  })

  it('says whom to call in danger, and puts it first', async () => {
    await register(resident)
    const danger = await register(resident, { safetyNow: true })
    expect(danger.emergency).toContain('120')
    expect(danger.aheadCount).toBe(0)
  })

  it('is for oneself or a verified relative, unless a coordinator or 队长 asks', async () => {
    const { communityId, first } = station
    const neighbour = await world.makePerson({ communityId })
    const leader = await world.makePerson({ communityId, roles: ['teamLeader'] })
    const wish = { recipientId: neighbour.id }
    expect(await tryRegister(resident, wish)).toBe('desk.recipient-not-yours')
    await relate(world, resident, neighbour, 'parent')
    expect(await tryRegister(resident, wish)).toBe('accepted')
    expect(await tryRegister(leader, wish)).toBe('accepted')
    expect(await tryRegister(first, { ...wish, requesterId: resident.id })).toBe('accepted')
    expect(await tryRegister(leader, { requesterId: resident.id })).toBe('person.not-self')
  })

  it('takes need from a coordinator only', async () => {
    const need = { reason: '独居，刚出院' }
    expect(await tryRegister(resident, { need })).toBe('desk.need-by-coordinator')
    const { promise } = await register(station.first, { requesterId: resident.id, need })
    expect(promise).toMatchObject({ basis: 'need', promisedBy: '2026-11-26T01:00:00.000Z' })
  })

  it.each([
    ['an unknown offering', { offeringId: '01a20ba4-9ca6-748a-badb-c9241f21bc8a' }],
    ['an unknown person', { recipientId: '01a20ba4-9ca6-748a-badb-c9241f21bc8a' }],
    ['a wish in the past', { wishedAt: '2026-11-24T00:00:00.000Z' as never }],
  ])('refuses %s', async (_, wish) => {
    expect(await tryRegister(resident, wish)).not.toBe('accepted')
  })

  it('refuses a community that there is not', async () => {
    const { result } = await world.attempt(
      registerRequest,
      resident.actor,
      world.districtId,
      requestOf(),
    )
    expect(isRefusal(result) && result.error.code).toBe('person.community-not-found')
  })
})

describe('the queue at the desk', () => {
  it('is the example of the product: N, R, N2, G', async () => {
    const { communityId, first } = station
    const saver = await makeSaver(world, station, 60)
    const wait = async (when: string, ask: () => Promise<{ id: Id }>) => {
      world.setNow(`2026-11-${when}:00+08:00`)
      return (await ask()).id
    }
    const need = { requesterId: resident.id, need: { reason: '特困' } }
    const g = await wait('20T10:00', () => register(resident))
    const r = await wait('23T09:00', () => askOwn(world, saver, communityId))
    const n = await wait('24T08:00', () => register(first, need))
    const n2 = await wait('25T09:00', () => register(first, need))
    const open = await listOpenRequests(world.ctx, communityId, null)
    expect(open.map(({ id }) => id)).toEqual([n, r, n2, g])
    const ahead = await Promise.all(
      [n, r, n2, g].map(async (id) => (await getRequest(world.ctx, communityId, id)).aheadCount),
    )
    expect(ahead).toEqual([0, 1, 2, 3])
  })

  it('shows a volunteer that something is urgent, never whose or why', async () => {
    const { communityId, first } = station
    const { id } = await register(first, {
      requesterId: resident.id,
      need: { reason: '重度残疾' },
    })
    const tasks = await listOpenTasks(world.ctx, communityId)
    expect(tasks).toMatchObject([{ requestId: id, priority: true }])
    const shown = JSON.stringify(tasks)
    expect(shown).not.toContain('残疾')
    expect(shown).not.toContain(resident.id)
    expect(shown).not.toContain('演示路')
  })

  it('puts somebody forward by a coordinator, with a reason, and never back', async () => {
    const { communityId, first } = station
    const { id, promise } = await register(resident)
    world.setNow('2026-11-25T09:00:00+08:00')
    const priority = { requestId: id, safetyNow: false, reason: '突然生病' }
    const set = await world.run(setPriority, first.actor, communityId, {
      ...priority,
      inNeed: true,
    })
    expect(set.promise).toMatchObject({ promisedBy: '2026-11-27T01:00:00.000Z', basis: 'need' })
    const back = await world.run(setPriority, first.actor, communityId, {
      ...priority,
      inNeed: false,
    })
    expect(back.promise?.promisedBy).toBe(set.promise?.promisedBy)
    expect(promise && back.promise && back.promise.promisedBy < promise.promisedBy).toBe(true)
    expect(
      await codeOf(
        world.attempt(setPriority, resident.actor, communityId, { ...priority, inNeed: true }),
      ),
    ).toBe('person.role-missing')
  })
})

describe('a case', () => {
  it('goes registered, assigned, inProgress, answered, rated, with a diary row for each', async () => {
    const { communityId, first } = station
    const { id } = await register(resident, { kind: 'consultation' })
    const requestId = id
    await world.run(takeRequest, first.actor, communityId, { requestId, reason: null })
    await world.run(startRequest, first.actor, communityId, { requestId, note: '电话问清情况' })
    const answer = answerOf(requestId, { reply: '带户口本到站里办理' })
    await world.run(answerRequest, first.actor, communityId, answer)
    await world.run(rateRequest, resident.actor, communityId, { requestId, rating: 3 })
    const { request, diary } = await getRequest(world.ctx, communityId, id)
    expect(request).toMatchObject({ state: 'rated', rating: 3, reply: '带户口本到站里办理' })
    expect(diary.map(({ act }) => act)).toEqual(['register', 'take', 'start', 'answer', 'rate'])
  })

  it('is held by its first taker until the other side accepts it', async () => {
    const { communityId, first, second } = station
    const { id } = await register(resident, { kind: 'report' })
    const take = (reason: string | null) =>
      codeOf(world.attempt(takeRequest, second.actor, communityId, { requestId: id, reason }))
    const decide = (by: TestPerson, accepted: boolean) =>
      codeOf(world.attempt(decideHandover, by.actor, communityId, { requestId: id, accepted }))
    const answer = () =>
      codeOf(world.attempt(answerRequest, second.actor, communityId, answerOf(id)))
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    const offer = { requestId: id, toId: second.id, reason: '明天出差' }
    expect(await codeOf(world.attempt(offerHandover, second.actor, communityId, offer))).toBe(
      'desk.not-first-taker',
    )
    await world.run(offerHandover, first.actor, communityId, offer)
    expect(await codeOf(world.attempt(offerHandover, first.actor, communityId, offer))).toBe(
      'desk.handover-open',
    )
    expect([await take(null), await take('我来办'), await answer()]).toEqual(
      Array.from({ length: 3 }, () => 'desk.not-first-taker'),
    )
    expect(await decide(first, true)).toBe('desk.handover-not-yours')
    expect(await decide(second, true)).toBe('accepted')
    expect(await decide(second, true)).toBe('desk.handover-none')
    expect(await answer()).toBe('accepted')
  })

  it('is taken with a reason from a first taker who let the time run out, or left the desk', async () => {
    const { communityId, first, second } = station
    const { id } = await register(resident, { kind: 'consultation' })
    const take = () =>
      codeOf(
        world.attempt(takeRequest, second.actor, communityId, { requestId: id, reason: '已超时' }),
      )
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    expect(await take()).toBe('desk.not-first-taker')
    world.passMinutes(6)
    expect(await take()).toBe('accepted')
  })

  it('goes to nobody whom it complains of, nor outside the desk', async () => {
    const { communityId, first, second } = station
    const { id } = await register(resident, { kind: 'complaint', complainedOfId: second.id })
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    for (const toId of [second.id, resident.id, first.id]) {
      const offer = { requestId: id, toId, reason: '明天出差' }
      expect(await codeOf(world.attempt(offerHandover, first.actor, communityId, offer))).toBe(
        'desk.handover-unfit',
      )
    }
  })

  it('goes to one of two who take it at once', async () => {
    const { communityId, first, second } = station
    const { id } = await register(resident, { kind: 'report' })
    const codes = await Promise.all(
      [first, second].map(({ actor }) =>
        codeOf(world.attempt(takeRequest, actor, communityId, { requestId: id, reason: null })),
      ),
    )
    expect(codes.sort()).toEqual(['accepted', 'desk.not-first-taker'])
  })

  it('is not closed without a reply, not even past the application', async () => {
    const { communityId, first } = station
    const { id } = await register(resident, { kind: 'complaint' })
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    const empty = answerOf(id, { reply: '  ' })
    expect(await codeOf(world.attempt(answerRequest, first.actor, communityId, empty))).toBe(
      'desk.reply-needed',
    )
    await expect(
      world.sql`update requests set state = 'answered' where id = ${id}`,
    ).rejects.toThrow(/requests_answered_with_reply/)
  })

  it('is not there for somebody who has nothing to do with it', async () => {
    const { communityId } = station
    const stranger = await world.makePerson({ communityId })
    const { id } = await register(resident)
    const input = { requestId: id, reason: '不用了' }
    expect(await codeOf(world.attempt(cancelRequest, stranger.actor, communityId, input))).toBe(
      'desk.request-not-found',
    )
  })

  it('is not there in another community', async () => {
    const elsewhere = await makeStation(world)
    const { id } = await register(resident)
    const input = { requestId: id, reason: null }
    expect(
      await codeOf(world.attempt(takeRequest, elsewhere.first.actor, elsewhere.communityId, input)),
    ).toBe('desk.request-not-found')
  })

  it('is cancelled with a visit that nobody has begun', async () => {
    const { communityId } = station
    const helper = await world.makePerson({ communityId, volunteer: true })
    const { id } = await register(resident)
    await take(world, [helper], communityId, id)
    await world.run(cancelRequest, resident.actor, communityId, { requestId: id, reason: '好了' })
    const { request, visits, aheadCount } = await getRequest(world.ctx, communityId, id)
    expect(request.state).toBe('cancelled')
    expect(visits[0]?.state).toBe('cancelled')
    expect(aheadCount).toBeNull()
  })

  it('is listed for who asks and who is served, newest first, page by page', async () => {
    const ids = []
    for (let count = 0; count < 3; count += 1) ids.push((await register(resident)).id)
    const own = { communityId: station.communityId, personId: resident.id, limit: 2 }
    const page = await listOwnRequests(world.ctx, { ...own, beforeId: null })
    expect(page.items.map(({ id }) => id)).toEqual([ids[2], ids[1]])
    const rest = await listOwnRequests(world.ctx, { ...own, beforeId: ids[1] ?? null })
    expect(rest.items.map(({ id }) => id)).toEqual([ids[0]])
    expect(rest.nextCursor).toBeNull()
  })
})
