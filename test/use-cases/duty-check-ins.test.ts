import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkIn } from '../../src/features/duty/check-in.ts'
import { checkOut } from '../../src/features/duty/check-out.ts'
import { confirmCheckIn } from '../../src/features/duty/confirm-check-in.ts'
import { fileAttendance } from '../../src/features/duty/file-attendance.ts'
import { closeShifts } from '../../src/features/duty/jobs/close-shifts.ts'
import { listAttendance } from '../../src/features/duty/list-attendance.ts'
import { listUnplanned } from '../../src/features/duty/list-unplanned.ts'
import type { PlanTerms } from '../../src/features/duty/model/plans.ts'
import type { Shift } from '../../src/features/duty/model/shifts.ts'
import { redeemStationCode } from '../../src/features/duty/redeem-station-code.ts'
import { showStationCode } from '../../src/features/duty/show-station-code.ts'
import { signUp } from '../../src/features/duty/sign-up.ts'
import { listInbox } from '../../src/features/service/list-inbox.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { plan, shiftsOf } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let coordinator: TestPerson
let offeringId: Id

const MORNING = '2026-11-24T09:00:00+08:00'

beforeAll(async () => {
  world = await openWorld(MORNING)
  communityId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  offeringId = await world.makeOffering()
})
afterAll(() => world.close())

const volunteer = () => world.makePerson({ communityId, volunteer: true })
const at = (time: string) => world.setNow(`2026-11-24T${time}:00+08:00`)
const code = (place = communityId) => showStationCode(world.ctx, { communityId: place }).code

/** Today's shift from 16:00 to 18:00. */
async function today(wish: Partial<PlanTerms> = {}): Promise<Shift> {
  world.setNow(MORNING)
  const planId = await plan(world, coordinator, { offeringId, ...wish })
  const [shift] = await shiftsOf(world, communityId, planId)
  if (!shift) throw new Error('no shift')
  return shift
}

type Acts = { readonly proof?: string | null; readonly by?: TestPerson }
const inputOf = (shift: Shift | null, person: TestPerson, { proof, by }: Acts) => ({
  shiftId: shift?.id ?? null,
  personId: by ? person.id : null,
  proof: by ? null : proof === undefined ? code() : proof,
})
const enter = (shift: Shift | null, person: TestPerson, acts: Acts = {}) =>
  world.run(checkIn, (acts.by ?? person).actor, communityId, inputOf(shift, person, acts))
const exit = (shift: Shift | null, person: TestPerson, acts: Acts = {}) =>
  world.run(checkOut, (acts.by ?? person).actor, communityId, inputOf(shift, person, acts))
const join = (shift: Shift, person: TestPerson) =>
  world.run(signUp, person.actor, communityId, { shiftId: shift.id, personId: null })
const file = (shift: Shift, by = coordinator) =>
  world.run(fileAttendance, by.actor, communityId, { shiftId: shift.id, outcome: null })

async function recordsOf(person: TestPerson) {
  return world.sql<{ minutes: string; measured: string; entered: Id; at: Date | null }[]>`
    select service_minutes as minutes, measured_by as measured, entered_by_id as entered,
           checked_out_at as at
      from service_records where person_id = ${person.id}`
}

describe('checking in', () => {
  it('takes the station’s code, its digits or a pass, once however often it is scanned', async () => {
    const shift = await today()
    const [scanner, typist, late] = [await volunteer(), await volunteer(), await volunteer()]
    at('15:50')
    const first = await enter(shift, scanner)
    world.passMinutes(5)
    expect(await enter(shift, scanner)).toEqual(first)
    const { digits } = showStationCode(world.ctx, { communityId })
    await enter(shift, typist, { proof: digits })
    const pass = await redeemStationCode(world.ctx, { communityId, text: code() })
    const scannedAt = world.now()
    world.passMinutes(4)
    expect((await enter(shift, late, { proof: pass })).checkedInAt).toBe(scannedAt)
    const { checkIns } = await listAttendance(world.ctx, shift)
    expect(checkIns.map(({ checkedInHow }) => checkedInHow)).toEqual(['code', 'digits', 'code'])
  })

  it('of one person many times at once is one', async () => {
    const shift = await today()
    const person = await volunteer()
    at('16:00')
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => enter(shift, person)))
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1)
  })

  it('is refused by yesterday’s photo, another station’s code, and without one', async () => {
    const shift = await today()
    const person = await volunteer()
    const other = await world.makeCommunity()
    world.setNow('2026-11-23T16:00:00+08:00')
    const photo = code()
    at('16:00')
    await expect(enter(shift, person, { proof: photo })).rejects.toThrow('duty.code-expired')
    await expect(enter(shift, person, { proof: code(other) })).rejects.toThrow('duty.code-wrong')
    await expect(enter(shift, person, { proof: null })).rejects.toThrow('duty.code-missing')
    const before = code()
    world.passMinutes(0.9)
    await expect(enter(shift, person, { proof: before })).resolves.toMatchObject({ id: /./ })
  })

  it('opens half an hour before and ends with the shift', async () => {
    const shift = await today()
    const person = await volunteer()
    at('15:29')
    await expect(enter(shift, person)).rejects.toThrow('duty.check-in-early')
    at('18:00')
    await expect(enter(shift, person)).rejects.toThrow('duty.check-in-late')
    at('15:30')
    await expect(enter(shift, person)).resolves.toMatchObject({ checkedOutAt: null })
  })

  it('without having signed up takes a free place, and is refused where there is none', async () => {
    const shift = await today({ capacity: 1 })
    const [first, second] = [await volunteer(), await volunteer()]
    at('16:00')
    await enter(shift, first)
    await expect(enter(shift, second)).rejects.toThrow('duty.shift-full')
    const { signUps } = await listAttendance(world.ctx, shift)
    expect(signUps).toMatchObject([{ personId: first.id, state: 'signedUp' }])
  })

  it('in two places at once is refused, by the database too', async () => {
    const [shift, other] = [await today(), await today({ rule: '0 18 * * *' })]
    const person = await volunteer()
    at('17:45')
    await enter(shift, person)
    await join(other, person)
    await expect(enter(other, person)).rejects.toThrow('duty.presence-open')
    await expect(
      world.sql`insert into check_ins (community_id, id, person_id, checked_in_at,
        checked_in_how, checked_in_by_id) values (${communityId}, ${shift.id}, ${person.id},
        ${world.now()}, 'code', ${person.id})`,
    ).rejects.toThrow('check_ins_no_overlap')
    at('18:05')
    await enter(other, person)
    const { checkIns } = await listAttendance(world.ctx, shift)
    expect(checkIns).toMatchObject([{ checkedOutAt: shift.endsAt, checkedOutHow: 'forgotten' }])
  })

  it('is marked by a coordinator for who has no phone, and never for oneself', async () => {
    const shift = await today()
    const person = await volunteer()
    const both = await world.makePerson({ communityId, volunteer: true, roles: ['coordinator'] })
    at('16:00')
    await enter(shift, person, { by: coordinator })
    await expect(enter(shift, both, { by: both })).rejects.toThrow('duty.own-mark')
    await expect(enter(shift, both, { by: person })).rejects.toThrow('person.role-missing')
    const { checkIns } = await listAttendance(world.ctx, shift)
    expect(checkIns).toMatchObject([{ checkedInHow: 'coordinator', personId: person.id }])
  })
})

describe('checking out', () => {
  it('comes after checking in, counts once, and ends an hour after the shift', async () => {
    const shift = await today()
    const [person, late] = [await volunteer(), await volunteer()]
    at('16:00')
    await expect(exit(shift, person)).rejects.toThrow('duty.check-out-first')
    for (const one of [person, late]) await enter(shift, one)
    at('18:00')
    const out = await exit(shift, person)
    world.passMinutes(3)
    expect(await exit(shift, person)).toEqual(out)
    at('19:01')
    await expect(exit(shift, late)).rejects.toThrow('duty.check-out-late')
    expect(await exit(shift, person)).toEqual(out)
  })
})

describe('filing the attendance of a shift', () => {
  it('makes green records of who came and left as planned, once, whoever files how often', async () => {
    const shift = await today()
    const [person, early] = [await volunteer(), await volunteer()]
    at('15:45')
    for (const one of [person, early]) await enter(shift, one)
    at('17:30')
    await expect(file(shift)).rejects.toThrow('duty.shift-not-over')
    await exit(shift, early)
    at('18:02')
    await exit(shift, person)
    const filings = await Promise.all([file(shift), file(shift), file(shift)])
    expect(filings.map(({ lines }) => lines.length).toSorted()).toEqual([0, 0, 2])
    expect(await recordsOf(person)).toMatchObject([{ minutes: '122', measured: 'checkIn' }])
    expect(await recordsOf(early)).toMatchObject([{ minutes: '90', measured: 'checkIn' }])
    const { items } = await listInbox(world.ctx, { communityId, limit: 50, cursor: null })
    const colourOf = (one: TestPerson) => items.find((item) => item.personId === one.id)?.colour
    expect([colourOf(person), colourOf(early)]).toEqual(['green', 'yellow'])
  })

  it('is done by the job, which closes who forgot at the planned end, in two processes once', async () => {
    const shift = await today()
    const [person, forgetful] = [await volunteer(), await volunteer()]
    at('16:00')
    for (const one of [person, forgetful]) await enter(shift, one)
    at('18:00')
    await exit(shift, person)
    at('18:59')
    await closeShifts(world.ctx)
    expect(await recordsOf(person)).toEqual([])
    at('19:01')
    await Promise.all([closeShifts(world.ctx), closeShifts(world.ctx)])
    await closeShifts(world.ctx)
    expect(await recordsOf(person)).toHaveLength(1)
    expect(await recordsOf(forgetful)).toMatchObject([{ minutes: '120', at: null }])
    const { items } = await listInbox(world.ctx, { communityId, limit: 50, cursor: null })
    expect(items.find(({ personId }) => personId === forgetful.id)?.colour).toBe('yellow')
    expect((await file(shift)).lines).toEqual([])
  })

  it('says line by line what made no record, and tries it again', async () => {
    const shift = await today({ communityBuilding: true })
    const [resident, brief] = [await world.makePerson({ communityId }), await volunteer()]
    at('16:00')
    await enter(shift, resident, { by: coordinator })
    await enter(shift, brief)
    await exit(shift, brief)
    at('18:00')
    await exit(shift, resident, { by: coordinator })
    const { lines, confirmed } = await file(shift)
    const codes = new Map(lines.map(({ personId, refusal }) => [personId, refusal?.code]))
    expect(codes.get(resident.id)).toBe('service.not-registered')
    expect(codes.get(brief.id)).toBe('duty.stay-too-short')
    expect(confirmed).toBe(1)
    const rows = await world.sql`
      select person_id, attended_minutes, confirmed_by_id from attendances
       where activity_id = ${shift.id}`
    expect(rows).toMatchObject([
      { person_id: resident.id, attended_minutes: '120', confirmed_by_id: coordinator.id },
    ])
    expect((await file(shift)).confirmed).toBe(0)
    await world.sql`insert into volunteers (person_id, certificate_number, certificate_on,
      card_number, card_on, recruitment, created_at)
      values (${resident.id}, 'YS99999901', '2020-01-01', 'K99999901', '2020-01-01', 'public', now())`
    const again = await file(shift)
    const line = again.lines.find(({ personId }) => personId === resident.id)
    expect(line).toMatchObject({ refusal: null, serviceMinutes: 120 })
  })

  it('leaves what a coordinator marked to another one', async () => {
    const shift = await today()
    const person = await volunteer()
    at('16:00')
    await enter(shift, person, { by: coordinator })
    at('18:00')
    await exit(shift, person)
    await file(shift)
    expect(await recordsOf(person)).toMatchObject([
      { measured: 'manual', entered: coordinator.id, at: null },
    ])
  })

  it('is for coordinators of the place', async () => {
    const shift = await today()
    const other = await world.makeCommunity()
    const theirs = await world.makePerson({ communityId: other, roles: ['coordinator'] })
    at('18:30')
    await expect(file(shift, theirs)).rejects.toThrow('person.role-missing')
    const input = { shiftId: shift.id, outcome: null }
    await expect(world.run(fileAttendance, theirs.actor, other, input)).rejects.toThrow(
      'duty.shift-not-found',
    )
  })
})

describe('somebody who came without a shift', () => {
  const said = () => ({
    ...{ offeringId, activityName: '站里帮忙', place: '服务站', content: '接电话' },
    ...{ outcome: '接了十个', organiser: '居委会', personInCharge: '李' },
    recipient: { kind: 'place' as const, description: '服务站' },
  })

  it('counts nothing until a coordinator says what they did, once', async () => {
    world.setNow(MORNING)
    const person = await volunteer()
    at('10:00')
    const { id } = await enter(null, person)
    expect((await enter(null, person)).id).toBe(id)
    at('11:30')
    await exit(null, person)
    expect(await recordsOf(person)).toEqual([])
    expect(await listUnplanned(world.ctx, { communityId })).toMatchObject([{ id }])
    const input = { checkInId: id, ...said() }
    const both = await Promise.all(
      [1, 2].map(() => world.attempt(confirmCheckIn, coordinator.actor, communityId, input)),
    )
    const refused = both.flatMap(({ result }) => (isRefusal(result) ? result.error.code : []))
    expect(refused).toEqual(['duty.check-in-filed'])
    expect(await recordsOf(person)).toMatchObject([{ minutes: '90', measured: 'checkIn' }])
    expect(await listUnplanned(world.ctx, { communityId })).toEqual([])
  })

  it('and forgot to check out counts nothing, and may come the next day', async () => {
    world.setNow('2026-11-23T10:00:00+08:00')
    const person = await volunteer()
    const { id } = await enter(null, person)
    world.setNow(MORNING)
    await expect(
      world.run(confirmCheckIn, coordinator.actor, communityId, { checkInId: id, ...said() }),
    ).rejects.toThrow('duty.check-out-first')
    expect((await enter(null, person)).id).toBe(id)
    const shift = await today({ rule: '0 9 * * *', startsOn: '2026-11-24' as never })
    expect(shift.startsAt > world.now()).toBe(true)
    world.setNow(shift.startsAt)
    await enter(shift, person)
    expect(await listUnplanned(world.ctx, { communityId })).toEqual([])
  })
})
