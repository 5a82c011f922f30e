import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmAttendance } from '../../src/features/duty/confirm-attendance.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { issueCard } from '../../src/features/person/issue-card.ts'
import { loadProfile } from '../../src/features/person/load-profile.ts'
import { registerVolunteer } from '../../src/features/person/register-volunteer.ts'
import { handInGroupSheet } from '../../src/features/service/hand-in-group-sheet.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { civilDateOf, parseInstant, plusMinutes, type Instant } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { entryOf } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let offeringId: Id
let coordinator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
})
afterAll(() => world.close())

const at = (text: string): Instant => {
  const instant = parseInstant(`2026-11-${text}:00+08:00`)
  if (!instant) throw new Error(text)
  return instant
}

const giveCard = async ({ id: personId }: TestPerson) =>
  (await world.run(issueCard, coordinator.actor, communityId, { personId })).cardNumber

/** Registered on the 9th, with a first card on the 11th and one for a lost card on the 24th. */
async function makeVolunteer() {
  world.setNow('2026-11-09T09:00:00+08:00')
  const person = await world.makePerson({ communityId })
  await world.run(registerVolunteer, person.actor, communityId, {
    personId: person.id,
    skills: [],
    recruitment: 'public',
    guardianConsent: false,
  })
  world.setNow('2026-11-11T09:00:00+08:00')
  const lost = await giveCard(person)
  world.setNow('2026-11-24T09:00:00+08:00')
  return { person, lost, present: await giveCard(person) }
}

async function submitted(person: TestPerson, startsAt: Instant) {
  const entry = entryOf(world, {
    personId: person.id,
    offeringId,
    startsAt,
    endsAt: plusMinutes(startsAt, 60),
  })
  const { result } = await world.attempt(submitRecords, person.actor, communityId, entry)
  return isRefusal(result) ? result.error.code : result.state
}

async function sheetOf(cardNumber: string, servedOn: Instant) {
  const { rows } = await world.run(handInGroupSheet, coordinator.actor, communityId, {
    title: '大扫除',
    offeringId,
    activityName: '院落清洁',
    place: '小区院落',
    content: '清扫院落',
    outcome: '清扫干净',
    recipient: { kind: 'place', description: '演示小区' },
    organiser: '社区居委会',
    personInCharge: '演示队长',
    lateReason: null,
    servedOn: civilDateOf(servedOn),
    rows: [{ line: 1, name: '', cardNumber, start: '06:00', end: '07:00' }],
  })
  return rows.map(({ problem }) => problem?.code ?? 'accepted')
}

describe('a card for a lost one', () => {
  it('takes nothing back of the service between the first and itself', async () => {
    const { person } = await makeVolunteer()
    expect(await submitted(person, at('10T10:00'))).toBe('service.not-registered')
    expect(await submitted(person, at('11T10:00'))).toBe('submitted')
    expect(await submitted(person, at('20T10:00'))).toBe('submitted')
  })

  it('leaves the lost number on the sheets of the days that it was worn', async () => {
    const { lost, present } = await makeVolunteer()
    expect(await sheetOf(lost, at('20T06:00'))).toEqual(['accepted'])
    world.setNow('2026-11-25T09:00:00+08:00')
    expect(await sheetOf(lost, at('25T06:00'))).toEqual(['service.row-person-unknown'])
    expect(await sheetOf(lost, at('10T06:00'))).toEqual(['service.row-person-unknown'])
    expect(await sheetOf(present, at('25T06:00'))).toEqual(['accepted'])
  })

  it('leaves the lost number on the lists of those who came', async () => {
    const { person, lost } = await makeVolunteer()
    const confirmed = async (startsAt: Instant) => {
      const { activityId } = await world.run(createActivity, coordinator.actor, communityId, {
        name: '消防演练',
        place: '小区院落',
        startsAt,
        endsAt: plusMinutes(startsAt, 60),
        communityBuilding: true,
      })
      const attendances = [{ who: lost, attendedMinutes: minutes(60) }]
      const input = { activityId, attendances }
      return world.run(confirmAttendance, coordinator.actor, communityId, input)
    }
    expect(JSON.stringify(await confirmed(at('20T06:00')))).toContain(person.id)
    world.setNow('2026-11-26T09:00:00+08:00')
    expect(JSON.stringify(await confirmed(at('25T06:00')))).toContain('duty.person-not-found')
  })

  it('is filed with the ones before it', async () => {
    const { person, lost, present } = await makeVolunteer()
    const profile = await loadProfile(world.ctx, person.id)
    expect(profile.volunteer).toMatchObject({ cardNumber: present, cardOn: '2026-11-24' })
    expect(profile.endedCards).toEqual([
      { cardNumber: lost, cardOn: '2026-11-11', endedOn: '2026-11-24' },
    ])
  })
})
