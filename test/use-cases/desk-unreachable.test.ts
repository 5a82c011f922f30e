import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/db/command.ts'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { getRequest } from '../../src/features/desk/get-request.ts'
import { noteContact } from '../../src/features/desk/note-contact.ts'
import { rateRequest } from '../../src/features/desk/rate-request.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { forgetPolicies } from '../../src/features/policy/load-policies.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { answerOf, requestOf } from '../support/desk.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let resident: TestPerson
let requestId: Id

beforeAll(async () => {
  world = await openWorld()
  station = await makeStation(world)
  resident = await world.makePerson({ communityId: station.communityId })
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  const { communityId, first } = station
  const request = requestOf({ kind: 'complaint' })
  requestId = (await world.run(registerRequest, resident.actor, communityId, request)).id
  await world.run(takeRequest, first.actor, communityId, { requestId, reason: null })
})
afterAll(() => world.close())

async function codeOf(attempt: Promise<Outcome<unknown>>): Promise<string> {
  const { result } = await attempt
  return isRefusal(result) ? result.error.code : 'accepted'
}

const contact = (reached: boolean, by = station.first) =>
  codeOf(
    world.attempt(noteContact, by.actor, station.communityId, {
      requestId,
      reached,
      note: '打电话，无人接听',
      contactedAt: null,
    }),
  )

const answer = () =>
  codeOf(
    world.attempt(
      answerRequest,
      station.first.actor,
      station.communityId,
      answerOf(requestId, { reply: '三次联系未果，回执留在门上', replyKind: 'unreachable' }),
    ),
  )

/** At nine, ten and eleven of the days named, in vain. */
async function tryOn(...days: readonly number[]): Promise<void> {
  for (const [index, day] of days.entries()) {
    world.setNow(`2026-11-${day}T${10 + index}:00:00+08:00`)
    expect(await contact(false)).toBe('accepted')
  }
}

describe('an asker who cannot be reached', () => {
  it('is answered so only after three tries on two days', async () => {
    expect(await answer()).toBe('desk.untried')
    await tryOn(24, 24, 24)
    expect(await answer()).toBe('desk.untried')
    await tryOn(25)
    expect(await answer()).toBe('accepted')
    const { request, diary } = await getRequest(world.ctx, station.communityId, requestId)
    expect(request).toMatchObject({ state: 'answered', replyKind: 'unreachable' })
    expect(diary.filter(({ act }) => act === 'contact-failed')).toHaveLength(4)
  })

  it('may still say how it was', async () => {
    await tryOn(24, 24, 25)
    expect(await answer()).toBe('accepted')
    const rating = world.attempt(rateRequest, resident.actor, station.communityId, {
      requestId,
      rating: 1,
    })
    expect(await codeOf(rating)).toBe('accepted')
  })

  it('has been reached, when they have: the tries begin anew', async () => {
    await tryOn(24, 24)
    expect(await contact(true)).toBe('accepted')
    await tryOn(25)
    expect(await answer()).toBe('desk.untried')
    const { unreached } = await getRequest(world.ctx, station.communityId, requestId)
    expect(unreached).toEqual({ tries: 1, days: 1 })
  })

  it('is looked for by those who work at the desk, while the case is open', async () => {
    expect(await contact(false, resident)).toBe('person.role-missing')
    await tryOn(24, 24, 25)
    await answer()
    expect(await contact(false)).toBe('desk.request-state')
  })

  it('is looked for more often where the policy says so', async () => {
    await world.sql`
      insert into policies (id, code, version, value, effective_from_on, reason, proposed_at,
                            proposed_by_id, confirmed_by_id, confirmed_at)
      values (${newId()}, 'desk', 1, ${'{"unreachableTries": 4, "unreachableDays": 2}'}::jsonb,
              '2026-12-01', '多找一次', now(), ${station.first.id}, ${station.second.id}, now())`
    forgetPolicies(world.ctx)
    await tryOn(25, 26, 27)
    world.setNow('2026-12-01T09:00:00+08:00')
    expect(await answer()).toBe('desk.untried')
  })

  it('is not closed as such by the database either, whoever writes', async () => {
    const close = () => world.sql`
      update requests set state = 'answered', reply = '联系不上', reply_kind = 'unreachable',
                          answered_at = ${world.now()}
       where id = ${requestId}`
    await tryOn(24, 24, 24)
    await expect(close()).rejects.toMatchObject({ constraint_name: 'requests_unreachable_tried' })
    await expect(
      world.sql`
        insert into requests select (r).* from (
          select jsonb_populate_record(r, jsonb_build_object(
            'id', ${newId()}::text, 'state', 'answered', 'reply', 'x',
            'reply_kind', 'unreachable', 'answered_at', now())) as r
            from requests r where r.id = ${requestId}) copy`,
    ).rejects.toMatchObject({ constraint_name: 'requests_unreachable_tried' })
    await tryOn(25)
    await close()
  })
})
