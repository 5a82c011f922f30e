import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { advanceClocks } from '../../src/features/desk/advance-clocks.ts'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { cancelRequest } from '../../src/features/desk/cancel-request.ts'
import { getCasework } from '../../src/features/desk/get-casework.ts'
import { getDeskFigures } from '../../src/features/desk/get-desk-figures.ts'
import { getRequest } from '../../src/features/desk/get-request.ts'
import { noteContact } from '../../src/features/desk/note-contact.ts'
import { pauseClock } from '../../src/features/desk/pause-clock.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { reopenRequest } from '../../src/features/desk/reopen-request.ts'
import { resumeClock } from '../../src/features/desk/resume-clock.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { parseInstant, type Instant } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { answerOf, requestOf } from '../support/desk.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let resident: TestPerson
let above: TestPerson

beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  station = await makeStation(world)
  resident = await world.makePerson({ communityId: station.communityId })
  const rolesAt = world.districtId
  above = await world.makePerson({ ...station, roles: ['coordinator'], rolesAt })
})
afterAll(() => world.close())

const register = (wish: Parameters<typeof requestOf>[0], by = resident) =>
  world.run(registerRequest, by.actor, station.communityId, requestOf(wish))
const key = (id: Id) => ({ communityId: station.communityId, id })
const clocksOf = async (id: Id) => (await getCasework(world.ctx, key(id))).clocks
const actsOf = async (id: Id) =>
  (await getRequest(world.ctx, station.communityId, id)).diary.map(({ act }) => act)
const noticesOf = async (person: TestPerson) => {
  const rows = await world.sql<{ once_key: string }[]>`
    select once_key from notices where recipient_id = ${person.id} and kind like 'desk.clock-%'
     order by once_key`
  return rows.map(({ once_key }) => once_key.replace(/^clock-[0-9a-f-]{36}-/, ''))
}
const codeOf = async (attempt: ReturnType<World['attempt']>) => {
  const { result } = await attempt
  return isRefusal(result) ? result.error.code : 'accepted'
}

describe('five minutes', () => {
  it('are warned of, breached, and escalated to the level above; each is told once', async () => {
    const { first, second } = station
    const { id } = await register({ kind: 'consultation' })
    world.setNow('2026-11-24T09:03:00+08:00')
    await advanceClocks(world.ctx)
    world.setNow('2026-11-24T09:06:00+08:00')
    await Promise.all([advanceClocks(world.ctx), advanceClocks(world.ctx)])
    expect(await actsOf(id)).toEqual(['register', 'clock-warned', 'clock-breached'])
    world.setNow('2026-11-24T09:40:00+08:00')
    await advanceClocks(world.ctx)
    await advanceClocks(world.ctx)
    expect(await actsOf(id)).toEqual([
      'register',
      'clock-warned',
      'clock-breached',
      'clock-escalated',
    ])
    const here = ['firstAnswer-1-breached', 'firstAnswer-1-warned']
    expect(await noticesOf(first)).toEqual(here)
    expect(await noticesOf(second)).toEqual(here)
    expect(await noticesOf(above)).toEqual(['firstAnswer-1-escalated'])
  })

  it('are made up for stage by stage after a night in which nothing ran', async () => {
    const { id } = await register({ kind: 'appointment' })
    world.setNow('2026-11-25T09:00:00+08:00')
    await advanceClocks(world.ctx)
    const { diary } = await getRequest(world.ctx, station.communityId, id)
    expect(diary.map(({ act, happenedAt }) => [act, happenedAt])).toEqual([
      ['register', '2026-11-24T01:00:00.000Z'],
      ['clock-warned', '2026-11-24T01:03:00.000Z'],
      ['clock-breached', '2026-11-24T01:05:00.000Z'],
      ['clock-escalated', '2026-11-24T01:30:00.000Z'],
    ])
  })

  it('end with a contact that reached the asker, not with one in vain', async () => {
    const { first, communityId } = station
    const { id } = await register({ kind: 'appointment' })
    const contact = (reached: boolean) =>
      world.run(noteContact, first.actor, communityId, {
        ...{ requestId: id, reached, note: '打电话', contactedAt: null },
      })
    world.setNow('2026-11-24T09:01:00+08:00')
    await contact(false)
    expect((await clocksOf(id))[0]).toMatchObject({ measure: 'firstAnswer', stoppedAt: null })
    world.setNow('2026-11-24T09:02:00+08:00')
    await contact(true)
    const [quick, reply] = await clocksOf(id)
    expect(quick).toMatchObject({ stoppedAt: '2026-11-24T01:02:00.000Z', nextAt: null })
    expect(reply).toMatchObject({ measure: 'reply', stoppedAt: null })
  })

  it('are over for a caller who was told on the spot', async () => {
    const { first } = station
    const intake = { channel: 'phone', channelLabel: null, receivedAt: null } as const
    const { id } = await register(
      {
        kind: 'appointment',
        requesterId: resident.id,
        intake: { ...intake, toldAt: world.now() },
      },
      first,
    )
    expect((await clocksOf(id))[0]).toMatchObject({ stoppedAt: world.now() })
    expect(await actsOf(id)).toEqual(['register', 'contact'])
  })
})

function instantIn(text: string): Instant {
  const parsed = parseInstant(text)
  if (!parsed) throw new Error(text)
  return parsed
}

describe('paper', () => {
  const paper = (receivedAt: string, wish: Parameters<typeof requestOf>[0] = {}) => ({
    kind: 'consultation' as const,
    requesterId: resident.id,
    intake: {
      channel: 'walkIn' as const,
      channelLabel: null,
      receivedAt: instantIn(receivedAt),
      toldAt: null,
    },
    ...wish,
  })

  it('is entered with its own times, and the clocks are judged by them', async () => {
    const { first, communityId } = station
    world.setNow('2026-11-24T17:00:00+08:00')
    const { id } = await register(paper('2026-11-24T09:00:00+08:00'), first)
    await advanceClocks(world.ctx)
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    const answeredAt = '2026-11-24T01:04:00.000Z' as Instant
    await world.run(answerRequest, first.actor, communityId, answerOf(id, { answeredAt }))
    const { request } = await getRequest(world.ctx, communityId, id)
    expect(request).toMatchObject({ registeredAt: '2026-11-24T01:00:00.000Z', answeredAt })
    expect(request.enteredAt > request.registeredAt).toBe(true)
    const { desks } = await getDeskFigures(world.ctx, [communityId])
    expect(desks).toMatchObject([{ quick: 1, quickAnswered: 1, open: 0, late: 0 }])
  })

  it.each([
    ['in the future', '2026-11-24T09:01:00+08:00'],
    ['from long ago', '2026-10-01T09:00:00+08:00'],
  ])('is refused with a time %s', async (_, receivedAt) => {
    const { first, communityId } = station
    const input = requestOf(paper(receivedAt))
    expect(await codeOf(world.attempt(registerRequest, first.actor, communityId, input))).toBe(
      'desk.paper-time',
    )
  })

  it('is for the desk: a resident cannot date a request back', async () => {
    const input = requestOf(paper('2026-11-24T08:00:00+08:00', { requesterId: null }))
    const { communityId } = station
    expect(await codeOf(world.attempt(registerRequest, resident.actor, communityId, input))).toBe(
      'desk.intake-by-coordinator',
    )
  })

  it('cannot say that it was answered before it came in', async () => {
    const { first, communityId } = station
    const { id } = await register(paper('2026-11-24T08:30:00+08:00'), first)
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    const answeredAt = '2026-11-24T00:29:00.000Z' as Instant
    const answer = answerOf(id, { answeredAt })
    expect(await codeOf(world.attempt(answerRequest, first.actor, communityId, answer))).toBe(
      'desk.paper-time',
    )
  })
})

describe('waiting for the asker', () => {
  it('stops the reply for a stated reason, and goes on where it was', async () => {
    const { first, communityId } = station
    const { id } = await register({ kind: 'report' })
    const before = (await clocksOf(id))[0]
    world.setNow('2026-11-25T09:00:00+08:00')
    const reason = '等物业的照片'
    await world.run(pauseClock, first.actor, communityId, { requestId: id, reason })
    world.setNow('2026-12-08T09:00:00+08:00')
    await advanceClocks(world.ctx)
    expect(await actsOf(id)).toEqual(['register', 'clock-paused'])
    const { dueAt } = await world.run(resumeClock, first.actor, communityId, {
      ...{ requestId: id, note: '收到照片' },
    })
    expect(before?.dueAt).toBe('2026-12-01T01:00:00.000Z')
    expect(dueAt).toBe('2026-12-14T01:00:00.000Z')
  })
})

describe('an asker who is not content', () => {
  it('has the case opened again under new clocks; the former answer stays in the diary', async () => {
    const { first, communityId } = station
    const { id } = await register({ kind: 'report' })
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    await world.run(answerRequest, first.actor, communityId, answerOf(id, { reply: '已修' }))
    world.setNow('2026-11-26T09:00:00+08:00')
    const reason = '灯还是不亮'
    await world.run(reopenRequest, resident.actor, communityId, { requestId: id, reason })
    const { request, diary } = await getRequest(world.ctx, communityId, id)
    expect(request).toMatchObject({ state: 'inProgress', reply: null, firstTakerId: first.id })
    expect(diary.find(({ act }) => act === 'answer')?.note).toBe('已修')
    expect((await clocksOf(id)).map(({ round, stoppedAt }) => [round, stoppedAt !== null])).toEqual(
      [
        [1, true],
        [2, false],
      ],
    )
  })

  it('does so within thirty days, and nobody else does', async () => {
    const { first, communityId } = station
    const { id } = await register({ kind: 'report' })
    await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
    await world.run(answerRequest, first.actor, communityId, answerOf(id))
    const input = { requestId: id, reason: '不行' }
    const stranger = await world.makePerson({ communityId })
    const reopen = (who: TestPerson) =>
      codeOf(world.attempt(reopenRequest, who.actor, communityId, input))
    expect(await reopen(stranger)).toBe('desk.request-not-found')
    world.setNow('2026-12-26T09:00:00+08:00')
    expect(await reopen(resident)).toBe('desk.reopen-late')
  })
})

describe('a complaint', () => {
  it('goes past the one complained of', async () => {
    const { first, second, communityId } = station
    const { id } = await register({ kind: 'complaint', complainedOfId: first.id })
    const input = { requestId: id, reason: null }
    expect(await codeOf(world.attempt(takeRequest, first.actor, communityId, input))).toBe(
      'desk.request-not-found',
    )
    world.setNow('2026-12-10T09:00:00+08:00')
    await advanceClocks(world.ctx)
    expect(await noticesOf(first)).toEqual([])
    expect(await noticesOf(second)).toEqual(['reply-1-breached', 'reply-1-warned'])
    await world.run(takeRequest, second.actor, communityId, input)
  })

  it('is the only kind that names somebody, and not oneself', async () => {
    const { first, communityId } = station
    const attempt = (wish: Parameters<typeof requestOf>[0]) =>
      codeOf(world.attempt(registerRequest, resident.actor, communityId, requestOf(wish)))
    expect(await attempt({ kind: 'report', complainedOfId: first.id })).toBe('desk.complained-of')
    expect(await attempt({ kind: 'complaint', complainedOfId: resident.id })).toBe(
      'desk.complained-of',
    )
  })
})

describe('the dashboard', () => {
  it('counts what is open, late, quick and kept, and leaves out what was withdrawn in time', async () => {
    const { first, communityId } = station
    const answered = await register({ kind: 'consultation' })
    const dropped = await register({ kind: 'consultation' })
    await register({ kind: 'consultation' })
    await register({ kind: 'report' })
    world.setNow('2026-11-24T09:02:00+08:00')
    await world.run(takeRequest, first.actor, communityId, {
      ...{ requestId: answered.id, reason: null },
    })
    await world.run(answerRequest, first.actor, communityId, answerOf(answered.id))
    await world.run(cancelRequest, resident.actor, communityId, {
      ...{ requestId: dropped.id, reason: '不用了' },
    })
    world.setNow('2026-11-24T10:00:00+08:00')
    const { desks } = await getDeskFigures(world.ctx, [communityId])
    expect(desks).toEqual([
      {
        communityId,
        ...{ open: 2, late: 1, paused: 0, messages: 0, registered: 4, answered: 1 },
        ...{ quick: 2, quickAnswered: 1, replies: 1, repliesKept: 1 },
      },
    ])
  })
})
