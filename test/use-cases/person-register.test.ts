import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/db/command.ts'
import { addMembership } from '../../src/features/person/add-membership.ts'
import { allowSavings } from '../../src/features/person/allow-savings.ts'
import { changeHousehold } from '../../src/features/person/change-household.ts'
import { endMembership } from '../../src/features/person/end-membership.ts'
import { endRelation } from '../../src/features/person/end-relation.ts'
import {
  areRelated,
  findPersons,
  findRelated,
  findVolunteers,
} from '../../src/features/person/find-persons.ts'
import { giveConsent } from '../../src/features/person/give-consent.ts'
import { issueCard } from '../../src/features/person/issue-card.ts'
import { leavePerson } from '../../src/features/person/leave-person.ts'
import { loadProfile } from '../../src/features/person/load-profile.ts'
import { registerPerson, type RegisterPerson } from '../../src/features/person/register-person.ts'
import { registerVolunteer } from '../../src/features/person/register-volunteer.ts'
import { setPoliticalStatus } from '../../src/features/person/set-political-status.ts'
import { verifyRelation } from '../../src/features/person/verify-relation.ts'
import { withdrawConsent } from '../../src/features/person/withdraw-consent.ts'
import { parseCivilDate, type CivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let otherId: Id
let coordinator: TestPerson
let stranger: TestPerson
let administrator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  otherId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  stranger = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
  administrator = await world.makePerson({
    communityId,
    roles: ['districtAdministrator'],
    rolesAt: world.districtId,
  })
})

afterAll(() => world.close())

const day = (text: string) => parseCivilDate(text) ?? ('' as CivilDate)
const codeOf = (outcome: Outcome<unknown>) =>
  isRefusal(outcome.result) ? outcome.result.error.code : 'accepted'

function somebody(changed: Partial<RegisterPerson> = {}): RegisterPerson {
  return {
    sessionHash: null,
    name: '陈爱华',
    gender: 'female',
    bornOn: day('1958-03-08'),
    phone: null,
    workUnit: null,
    livesAlone: false,
    household: null,
    memberships: [{ kind: 'home', communityId }],
    status: null,
    consents: ['recording'],
    volunteer: null,
    ...changed,
  }
}

const volunteer = { skills: ['理发'], recruitment: 'public', guardianConsent: false } as const
const register = (changed: Partial<RegisterPerson> = {}) =>
  world.run(registerPerson, coordinator.actor, communityId, somebody(changed))

describe('registering somebody', () => {
  it('files the whole of it', async () => {
    const { personId } = await register({
      phone: '13812345678',
      household: { address: '四喜巷 3 号' },
      livesAlone: true,
      memberships: [
        { kind: 'home', communityId: otherId },
        { kind: 'assigned', communityId },
      ],
      status: { politicalStatus: 'partyMember', partyTie: 'retired', sinceOn: day('1985-07-01') },
      consents: ['recording', 'naming'],
      volunteer,
    })
    const profile = await loadProfile(world.ctx, personId)
    expect(profile).toMatchObject({
      phone: '138****5678',
      address: '四喜巷 3 号',
      livesAlone: true,
      booksCommunityId: communityId,
      status: { politicalStatus: 'partyMember', partyTie: 'retired' },
      volunteer: { skills: ['理发'] },
    })
    expect(profile.consents.map(({ kind }) => kind)).toEqual(['recording', 'naming'])
    expect(profile.roleGrants.map(({ role, nodeId }) => `${role} ${nodeId}`).sort()).toEqual(
      [
        `resident ${communityId}`,
        `resident ${otherId}`,
        `volunteer ${communityId}`,
        `volunteer ${otherId}`,
      ].sort(),
    )
  })

  it('keeps phone and address unreadable', async () => {
    const { personId } = await register({
      phone: '13887654321',
      household: { address: '纪念塔 9 号' },
    })
    const [row] = await world.sql`
      select to_jsonb(p)::text || to_jsonb(h)::text as row
        from persons p join households h on h.id = p.household_id where p.id = ${personId}`
    expect(row?.['row']).not.toMatch(/13887654321|纪念塔/)
  })

  it('gives two volunteers at once different certificate and card numbers', async () => {
    const both = await Promise.all(Array.from({ length: 8 }, () => register({ volunteer })))
    const numbers = both.flatMap((one) => [one.certificateNumber, one.cardNumber])
    expect(new Set(numbers).size).toBe(16)
    expect(numbers[0]).toMatch(/^AX2026\d{6}$/)
  })

  it('is answered alike when it is sent again', async () => {
    const key = newId()
    const input = somebody({ volunteer })
    const first = await world.run(registerPerson, coordinator.actor, communityId, input, key)
    const again = await world.run(registerPerson, coordinator.actor, communityId, input, key)
    expect(again).toEqual(first)
  })

  it.each([
    ['too young', { bornOn: day('2020-01-01'), volunteer }, 'person.too-young'],
    [
      'at fifteen without a guardian',
      { bornOn: day('2011-01-01'), volunteer },
      'person.guardian-consent-missing',
    ],
    ['without consent to be recorded', { consents: [] }, 'person.recording-consent-missing'],
  ] as [string, Partial<RegisterPerson>, string][])('is refused %s', async (_, changed, code) => {
    const input = somebody(changed)
    const outcome = await world.attempt(registerPerson, coordinator.actor, communityId, input)
    expect(codeOf(outcome)).toBe(code)
  })

  it('is refused to the coordinator of another community, and leaves nothing', async () => {
    const input = somebody({ name: '没有登记上' })
    const outcome = await world.attempt(registerPerson, stranger.actor, otherId, input)
    expect(codeOf(outcome)).toBe('person.role-missing')
    expect(await world.sql`select from persons where name = '没有登记上'`).toHaveLength(0)
  })

  it('is refused at a place that is no community', async () => {
    const memberships = [{ kind: 'home', communityId: world.districtId }] as const
    const input = somebody({ memberships })
    const outcome = await world.attempt(registerPerson, administrator.actor, DISTRICT_SCOPE, input)
    expect(codeOf(outcome)).toBe('person.not-a-community')
  })

  it('takes eight people on one phone and no ninth', async () => {
    const phone = '13800008888'
    for (let n = 0; n < 8; n += 1) await register({ phone })
    const ninth = somebody({ phone })
    const outcome = await world.attempt(registerPerson, coordinator.actor, communityId, ninth)
    expect(codeOf(outcome)).toBe('person.phone-full')
  })
})

describe('a registered person', () => {
  it('becomes a volunteer by themselves, and gets the card at the station', async () => {
    const { personId } = await register()
    const self = { kind: 'person', personId, sessionId: newId() } as const
    const input = { personId, ...volunteer }
    const numbers = await world.run(registerVolunteer, self, DISTRICT_SCOPE, input)
    expect(numbers.cardNumber).toBeNull()
    const own = await world.attempt(issueCard, self, DISTRICT_SCOPE, { personId })
    expect(codeOf(own)).toBe('person.not-found')
    const { cardNumber } = await world.run(issueCard, coordinator.actor, communityId, { personId })
    const found = await world.db.read((tx) => findVolunteers(tx, [personId]))
    expect(found.get(personId)).toMatchObject({ cardNumber, cardOn: '2026-11-24' })
  })

  it('is registered to serve once', async () => {
    const { personId } = await register({ volunteer })
    const input = { personId, ...volunteer }
    const again = await world.attempt(registerVolunteer, coordinator.actor, communityId, input)
    expect(codeOf(again)).toBe('person.already-volunteer')
  })

  it('is nobody to the coordinator of a community without them', async () => {
    const { personId } = await register()
    const input = { personId, kind: 'naming' } as const
    const outcome = await world.attempt(giveConsent, stranger.actor, otherId, input)
    expect(codeOf(outcome)).toBe('person.not-found')
  })

  it('may give and take back every consent but that of being recorded', async () => {
    const { personId } = await register()
    const self = { kind: 'person', personId, sessionId: newId() } as const
    const naming = { personId, kind: 'naming' } as const
    await world.run(giveConsent, self, DISTRICT_SCOPE, naming)
    expect(codeOf(await world.attempt(giveConsent, self, DISTRICT_SCOPE, naming))).toBe(
      'person.consent-given',
    )
    await world.run(withdrawConsent, self, DISTRICT_SCOPE, naming)
    expect(codeOf(await world.attempt(withdrawConsent, self, DISTRICT_SCOPE, naming))).toBe(
      'person.consent-not-given',
    )
    const recording = { personId, kind: 'recording' } as const
    expect(codeOf(await world.attempt(withdrawConsent, self, DISTRICT_SCOPE, recording))).toBe(
      'person.consent-needed',
    )
  })

  it('has a political status from a day on, today at the latest, one a day', async () => {
    const { personId } = await register()
    const set = (sinceOn: string) =>
      world.attempt(setPoliticalStatus, coordinator.actor, communityId, {
        personId,
        politicalStatus: 'partyMember',
        partyTie: 'residence',
        sinceOn: day(sinceOn),
      })
    expect(codeOf(await set('2026-11-25'))).toBe('person.status-future')
    expect(codeOf(await set('2026-11-24'))).toBe('accepted')
    expect(codeOf(await set('2026-11-24'))).toBe('person.status-date-taken')
  })

  it('reports in at another community, and the membership of the books stays', async () => {
    const { personId } = await register({ volunteer })
    const joining = { personId, communityId: otherId, kind: 'assigned' } as const
    const { membershipId } = await world.run(addMembership, stranger.actor, otherId, joining)
    const again = await world.attempt(addMembership, stranger.actor, otherId, joining)
    expect(codeOf(again)).toBe('person.membership-exists')
    const { memberships } = await loadProfile(world.ctx, personId)
    const home = memberships.find(({ kind }) => kind === 'home')?.id ?? ''
    const end = (id: Id) =>
      world.attempt(endMembership, coordinator.actor, communityId, { personId, membershipId: id })
    expect(codeOf(await end(home))).toBe('person.membership-keeps-books')
    expect(codeOf(await end(membershipId))).toBe('accepted')
    const { roleGrants } = await loadProfile(world.ctx, personId)
    expect(new Set(roleGrants.map(({ nodeId }) => nodeId))).toEqual(new Set([communityId]))
  })

  it('shares a household with whom a coordinator names', async () => {
    const [one, other] = [await register(), await register({ livesAlone: true })]
    await world.run(changeHousehold, coordinator.actor, communityId, {
      personId: one.personId,
      household: { withPersonId: other.personId },
      livesAlone: true,
    })
    const found = await world.db.read((tx) => findPersons(tx, [one.personId, other.personId]))
    const [first, second] = [found.get(one.personId), found.get(other.personId)]
    expect(first?.householdId).toBe(second?.householdId)
    expect([first?.livesAlone, second?.livesAlone]).toEqual([false, false])
  })

  it('leaves with grants and sessions ended and nothing deleted', async () => {
    const { personId } = await register({ volunteer })
    await world.db.transaction((tx) =>
      leavePerson({ ctx: { ...world.ctx, tx }, now: world.now() }, coordinator, personId),
    )
    const profile = await loadProfile(world.ctx, personId)
    expect([profile.hasLeft, profile.roleGrants]).toEqual([true, []])
  })
})

describe('relatives', () => {
  async function couple() {
    const [wife, husband] = [await register(), await register({ name: '王建国' })]
    const relation = {
      personId: wife.personId,
      relativeId: husband.personId,
      kind: 'spouse',
    } as const
    await world.run(verifyRelation, coordinator.actor, communityId, relation)
    return relation
  }

  it('are related both ways, without leave to use the savings', async () => {
    const { personId, relativeId } = await couple()
    const both = await world.db.read((tx) =>
      findRelated(tx, [
        { personId, relativeId },
        { personId: relativeId, relativeId: personId },
      ]),
    )
    const spouse = { kind: 'spouse', savingsConsent: false }
    expect([...both.values()]).toEqual([spouse, spouse])
  })

  it('may use the savings of whoever agreed, in that direction only', async () => {
    const { personId, relativeId } = await couple()
    const self = { kind: 'person', personId, sessionId: newId() } as const
    await world.run(allowSavings, self, DISTRICT_SCOPE, { personId, relativeId, allowed: true })
    const both = await world.db.read((tx) =>
      findRelated(tx, [
        { personId, relativeId },
        { personId: relativeId, relativeId: personId },
      ]),
    )
    expect(both.get(`${personId} ${relativeId}`)?.savingsConsent).toBe(true)
    expect(both.get(`${relativeId} ${personId}`)?.savingsConsent).toBe(false)
  })

  it('are not verified by one of the two, nor twice', async () => {
    const relation = await couple()
    const again = await world.attempt(verifyRelation, coordinator.actor, communityId, relation)
    expect(codeOf(again)).toBe('person.relation-exists')
    const own = { ...relation, relativeId: coordinator.id }
    const byOneself = await world.attempt(verifyRelation, coordinator.actor, communityId, own)
    expect(codeOf(byOneself)).toBe('person.relation-by-oneself')
  })

  it('are strangers again once the relation has ended', async () => {
    const { personId, relativeId } = await couple()
    const input = { personId, relativeId, reason: '离婚' }
    await world.run(endRelation, coordinator.actor, communityId, input)
    expect(await world.db.read((tx) => areRelated(tx, relativeId, personId))).toBe(false)
  })
})
