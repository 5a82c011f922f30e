import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptSwap } from '../../src/features/duty/accept-swap.ts'
import { askSwap } from '../../src/features/duty/ask-swap.ts'
import { closeCalendarFeed } from '../../src/features/duty/close-calendar-feed.ts'
import { createDuty } from '../../src/features/duty/create-duty.ts'
import { declineSwap } from '../../src/features/duty/decline-swap.ts'
import { listOwnRosters } from '../../src/features/duty/list-own-rosters.ts'
import { calendarToken, openCalendarFeed } from '../../src/features/duty/open-calendar-feed.ts'
import { previewRotation } from '../../src/features/duty/preview-rotation.ts'
import { readCalendar } from '../../src/features/duty/read-calendar.ts'
import { retireDuty } from '../../src/features/duty/retire-duty.ts'
import { saveRotation } from '../../src/features/duty/save-rotation.ts'
import { setRosterDays } from '../../src/features/duty/set-roster-days.ts'
import { showRoster } from '../../src/features/duty/show-roster.ts'
import { takeLeave } from '../../src/features/duty/take-leave.ts'
import { withdrawLeave } from '../../src/features/duty/withdraw-leave.ts'
import { withdrawSwap } from '../../src/features/duty/withdraw-swap.ts'
import { civilDateOf, plusDays, type CivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let dutyId: Id
let ann: TestPerson
let bo: TestPerson
let cai: TestPerson

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  communityId = await world.makeCommunity()
  ann = await world.makePerson({ communityId, name: '演示安', roles: ['coordinator'] })
  bo = await world.makePerson({ communityId, name: '演示波', roles: ['coordinator'] })
  cai = await world.makePerson({ communityId, name: '演示彩', volunteer: true })
  const wish = { code: 'desk', name: '民情受理', opens: '08:00', closes: '18:00' }
  const made = await world.run(createDuty, ann.actor, communityId, { ...wish, workdaysOnly: true })
  dutyId = made.dutyId
})

const on = (days: number) => plusDays(civilDateOf(world.now()), days)

const put = (dutyOn: CivilDate, a: TestPerson, b: TestPerson | null = null) =>
  world.run(setRosterDays, ann.actor, communityId, {
    dutyId,
    days: [{ dutyOn, aId: a.id, bId: b?.id ?? null }],
  })

async function dayOn(dutyOn: CivilDate) {
  const input = { communityId, dutyId, fromOn: dutyOn, untilOn: dutyOn }
  const { days } = await showRoster(world.ctx, input)
  return days[0]
}

const away = (person: TestPerson, fromOn: CivilDate, untilOn = fromOn) =>
  world.run(takeLeave, person.actor, communityId, {
    ...{ personId: person.id, fromOn, untilOn },
    reason: '看病',
  })

const told = async (person: TestPerson) => {
  const rows = await world.sql<{ kind: string; text: string }[]>`
    select kind, text from notices where recipient_id = ${person.id} order by id`
  return rows.map(({ kind, text }) => `${kind} ${text}`)
}

describe('a rotation', () => {
  // Wednesday to Tuesday: five working days
  const wish = () => ({
    personIds: [ann.id, bo.id, cai.id],
    fromOn: on(1),
    untilOn: on(7),
  })
  const preview = (input = wish()) => previewRotation(world.ctx, { communityId, dutyId, ...input })
  const save = (digest: string, by = ann) =>
    world.run(saveRotation, by.actor, communityId, { dutyId, ...wish(), digest })

  it('is shown before it is saved, on working days only, and each is told their days', async () => {
    const plan = await preview()
    expect(plan.days.map(({ dutyOn }) => dutyOn)).toEqual([on(1), on(2), on(3), on(6), on(7)])
    expect((await dayOn(on(1)))?.aId).toBeNull()
    await save(plan.digest)
    expect(await dayOn(on(1))).toMatchObject({ aName: '演示安', bName: '演示波', actingId: ann.id })
    expect(await told(cai)).toEqual(['duty.rotation 民情受理值班表排好了，您是 A 角：11月27日。'])
    const history = await world.sql`
      select kind from roster_changes where community_id = ${communityId}`
    expect(history.map(({ kind }) => kind as string)).toEqual(Array(5).fill('generated'))
  })

  it('passes over who is on leave', async () => {
    await away(bo, on(1), on(7))
    const plan = await preview()
    expect(plan.days.some(({ aId, bId }) => [aId, bId].includes(bo.id))).toBe(false)
  })

  it('is not saved otherwise than it was shown', async () => {
    const { digest } = await preview()
    await away(bo, on(2))
    await expect(save(digest)).rejects.toThrow('duty.rotation-changed')
    const after = await preview()
    await put(on(3), cai)
    await expect(save(after.digest)).rejects.toThrow('duty.rotation-changed')
    expect((await preview()).replaced).toMatchObject([{ dutyOn: on(3), aId: cai.id }])
  })

  it.each([
    ['one person', () => ({ personIds: [ann.id] }), 'duty.rotation-people'],
    ['one twice', () => ({ personIds: [ann.id, ann.id] }), 'duty.rotation-people'],
    ['somebody from nowhere', () => ({ personIds: [ann.id, newId()] }), 'duty.roster-not-serving'],
    ['a day that is over', () => ({ fromOn: on(-1) }), 'duty.rotation-period'],
    ['no day', () => ({ untilOn: on(0) }), 'duty.rotation-period'],
    ['more than a year', () => ({ untilOn: on(400) }), 'duty.rotation-period'],
  ])('refuses %s', async (_, change, code) => {
    await expect(preview({ ...wish(), ...change() })).rejects.toThrow(code)
  })

  it('is a coordinator’s to save, of a duty that is in use', async () => {
    const { digest } = await preview()
    await expect(save(digest, cai)).rejects.toThrow('person.role-missing')
    await world.run(retireDuty, ann.actor, communityId, { dutyId })
    await expect(save(digest)).rejects.toThrow('duty.duty-retired')
  })
})

describe('a leave', () => {
  it('tells B which days they act, and that they need not where A is back', async () => {
    await put(on(1), ann, bo)
    await put(on(2), ann, bo)
    await put(on(3), bo, ann)
    const { leaveId } = await away(ann, on(1), on(3))
    await world.run(withdrawLeave, bo.actor, communityId, { leaveId })
    expect(await told(bo)).toEqual([
      'duty.cover 民情受理：11月25日、11月26日 A 角请假，由您顶班。',
      'duty.cover 民情受理：11月25日、11月26日 A 角销假，您不用顶班了。',
    ])
    expect(await told(ann)).toEqual([])
  })
})

describe('a swap', () => {
  const ask = (by: TestPerson, who: TestPerson, inReturnOn: CivilDate | null = null, at = on(1)) =>
    world.run(askSwap, by.actor, communityId, {
      ...{ dutyId, dutyOn: at, askedId: who.id, inReturnOn },
    })
  const answer = (useCase: typeof acceptSwap, by: TestPerson, swapId: Id) =>
    world.run(useCase, by.actor, communityId, { swapId })

  it('changes nothing until it is accepted; then both days change and both are told', async () => {
    await put(on(1), ann, bo)
    await put(on(2), bo, cai)
    const { swapId } = await ask(ann, bo, on(2))
    expect(await told(bo)).toEqual([
      'duty.swap-asked 民情受理：演示安 想请您换班（11月25日的班换 11月26日的班），请答复。',
    ])
    expect(await dayOn(on(1))).toMatchObject({ aId: ann.id })
    await answer(acceptSwap, bo, swapId)
    // who was B of the day becomes A, and A becomes B
    expect(await dayOn(on(1))).toMatchObject({ aId: bo.id, bId: ann.id })
    expect(await dayOn(on(2))).toMatchObject({ aId: ann.id, bId: cai.id })
    const text =
      'duty.swap-accepted 民情受理：换班生效，11月25日由 演示波 值班，11月26日由 演示安 值班。'
    expect(await told(ann)).toEqual([text])
    expect((await told(bo))[1]).toBe(text)
    await expect(answer(acceptSwap, bo, swapId)).rejects.toThrow('duty.swap-decided')
  })

  it('goes to one where two accept at once', async () => {
    await put(on(1), ann)
    const asked = [await ask(ann, bo), await ask(ann, cai)]
    const outcomes = await Promise.all(
      [bo, cai].map((person, index) =>
        world.attempt(acceptSwap, person.actor, communityId, {
          swapId: asked[index]?.swapId ?? '',
        }),
      ),
    )
    const refused = outcomes.map(({ result }) => (isRefusal(result) ? result.error.code : 'done'))
    expect(refused.toSorted()).toEqual(['done', 'duty.swap-taken'])
    const winner = refused[0] === 'done' ? bo : cai
    const loser = winner === bo ? cai : bo
    expect((await dayOn(on(1)))?.aId).toBe(winner.id)
    expect((await told(loser)).at(-1)).toContain('duty.swap-lapsed')
  })

  it('can be declined, or taken back, by the right side only', async () => {
    await put(on(1), ann)
    const first = await ask(ann, bo)
    await expect(ask(ann, bo)).rejects.toThrow('duty.swap-asked')
    for (const who of [ann, cai]) {
      await expect(answer(acceptSwap, who, first.swapId)).rejects.toThrow('duty.swap-not-found')
    }
    await expect(answer(withdrawSwap, bo, first.swapId)).rejects.toThrow('duty.swap-not-found')
    await answer(declineSwap, bo, first.swapId)
    expect(await told(ann)).toEqual([
      'duty.swap-declined 民情受理：演示波 不能换班（11月25日的班），仍由您值班。',
    ])
    const second = await ask(ann, bo)
    await answer(withdrawSwap, ann, second.swapId)
    await expect(answer(acceptSwap, bo, second.swapId)).rejects.toThrow('duty.swap-decided')
    await expect(answer(acceptSwap, bo, newId())).rejects.toThrow('duty.swap-not-found')
  })

  it('is judged anew when it is accepted', async () => {
    await put(on(1), ann)
    const away1 = await ask(ann, bo)
    await away(bo, on(1))
    await expect(answer(acceptSwap, bo, away1.swapId)).rejects.toThrow('duty.swap-not-able')
    const gone = await ask(ann, cai)
    await put(on(1), bo)
    await expect(answer(acceptSwap, cai, gone.swapId)).rejects.toThrow('duty.swap-not-yours')
    await put(on(1), ann)
    world.passMinutes(3 * 24 * 60)
    await expect(answer(acceptSwap, cai, gone.swapId)).rejects.toThrow('duty.roster-past')
  })

  it('is refused for what is not one’s own, with oneself, and with whoever cannot', async () => {
    const resident = await world.makePerson({ communityId })
    await put(on(1), ann)
    await put(on(2), cai)
    await expect(ask(bo, cai)).rejects.toThrow('duty.swap-not-yours')
    await expect(ask(ann, ann)).rejects.toThrow('duty.swap-oneself')
    await expect(ask(ann, bo, on(1))).rejects.toThrow('duty.swap-same-day')
    await expect(ask(ann, bo, on(2))).rejects.toThrow('duty.swap-not-theirs')
    await expect(ask(ann, resident)).rejects.toThrow('duty.swap-not-able')
    const elsewhere = await world.makeCommunity()
    await expect(
      world.run(askSwap, ann.actor, elsewhere, {
        ...{ dutyId, dutyOn: on(1), askedId: bo.id, inReturnOn: null },
      }),
    ).rejects.toThrow('duty.duty-not-found')
  })
})

describe('one’s own rosters', () => {
  it('hold days as A and as B, leaves, and what waits for an answer', async () => {
    await put(on(1), ann, bo)
    await put(on(2), cai, ann)
    await put(on(3), cai, bo)
    await world.run(askSwap, cai.actor, communityId, {
      ...{ dutyId, dutyOn: on(3), askedId: ann.id, inReturnOn: on(1) },
    })
    await away(ann, on(20))
    const own = await listOwnRosters(world.ctx, ann.id)
    expect(own.days.map(({ dutyOn, aName }) => [dutyOn, aName])).toEqual([
      [on(1), '演示安'],
      [on(2), '演示彩'],
    ])
    expect(own.swaps).toMatchObject([{ askedByName: '演示彩', askedName: '演示安' }])
    expect(own.leaves).toHaveLength(1)
    expect((await listOwnRosters(world.ctx, newId())).days).toEqual([])
  })
})

describe('a calendar', () => {
  const open = async (by: TestPerson, scope: Id = DISTRICT_SCOPE) => {
    const key = newId()
    await world.run(openCalendarFeed, by.actor, scope, {}, key)
    return calendarToken(world.ctx.sealKeys, by.id, key)
  }
  /** Lines of a calendar are folded at 75 bytes. */
  const read = async (token: string) =>
    (await readCalendar(world.ctx, token)).replaceAll('\r\n ', '')

  it('holds one’s own duties only, in a form that calendars read', async () => {
    await put(on(1), ann, bo)
    await put(on(2), cai, bo)
    await away(cai, on(2))
    const token = await open(bo)
    const text = await read(token)
    expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true)
    expect(text.split('BEGIN:VEVENT')).toHaveLength(3)
    expect(text).toContain('SUMMARY:民情受理（B 角）')
    expect(text).toContain('SUMMARY:民情受理（B 角，由您顶班）')
    expect(text).toContain('DTSTART:20261125T000000Z')
    expect(text).toContain('DTEND:20261125T100000Z')
    expect(await read(await open(ann))).not.toContain('演示彩')
  })

  it('of a community says who acts, as long as its reader coordinates there', async () => {
    await put(on(1), ann, cai)
    await away(ann, on(1))
    const token = await open(bo, communityId)
    expect(await read(token)).toContain('SUMMARY:民情受理：演示彩')
    await expect(open(cai, communityId)).rejects.toThrow('person.role-missing')
    await world.sql`update role_grants set revoked_at = now() where person_id = ${bo.id}`
    await expect(read(token)).rejects.toThrow('duty.calendar-not-found')
  })

  it('ends when it is closed, opened anew, or its reader has left', async () => {
    const first = await open(ann)
    const second = await open(ann)
    await expect(read(first)).rejects.toThrow('duty.calendar-not-found')
    await world.run(closeCalendarFeed, ann.actor, DISTRICT_SCOPE, {})
    await expect(read(second)).rejects.toThrow('duty.calendar-not-found')
    await expect(world.run(closeCalendarFeed, ann.actor, DISTRICT_SCOPE, {})).rejects.toThrow(
      'duty.calendar-not-found',
    )
    const third = await open(cai)
    await world.sql`update persons set left_at = now() where id = ${cai.id}`
    await expect(read(third)).rejects.toThrow('duty.calendar-not-found')
    await expect(read('f'.repeat(64))).rejects.toThrow('duty.calendar-not-found')
  })

  it('is not kept anywhere in a form that opens it', async () => {
    const token = await open(ann)
    const rows = await world.sql`select to_jsonb(f)::text as row from calendar_feeds f`
    const outcomes = await world.sql`select to_jsonb(c)::text as row from commands c`
    expect(JSON.stringify([rows, outcomes])).not.toContain(token)
  })
})
