import { describe, expect, it } from 'vitest'
import type { Node, PoliticalStatus } from '../../src/features/person/model.ts'
import {
  ageOn,
  booksCommunityOf,
  cardNumber,
  certificateNumber,
  decideGrant,
  decidePlace,
  decideRegistration,
  decideVolunteer,
  grantersOf,
  inverseOf,
  isReached,
  rolesOf,
  statusOn,
  type RegistrationFacts,
} from '../../src/features/person/rules.ts'
import { firstPolicies, type PolicyValues } from '../../src/features/policy/model.ts'
import { policyAt } from '../../src/features/policy/rules.ts'
import { parseCivilDate, type CivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'

const day = (text: string): CivilDate => {
  const date = parseCivilDate(text)
  if (!date) throw new Error(`not a date: ${text}`)
  return date
}
const today = day('2026-11-24')
const ages: PolicyValues['ages'] = policyAt([], 'ages', today)
const codeOf = (decision: unknown) => (isRefusal(decision) ? decision.error.code : decision)

function node(kind: Node['kind'], id: string, above: readonly string[] = []): Node {
  const parentId = above[0] ?? null
  return {
    id,
    kind,
    parentId,
    ancestorIds: [id, ...above],
    name: id,
    aliases: [],
    code: null,
    phone: null,
  }
}

describe('the tree', () => {
  const district = node('district', 'd')
  const subdistrict = node('subdistrict', 's', ['d'])
  const community = node('community', 'c', ['s', 'd'])

  it.each([
    ['district', null],
    ['subdistrict', district],
    ['community', subdistrict],
    ['station', community],
  ] as const)('takes a %s in its place', (kind, parent) => {
    expect(decidePlace(kind, parent)).toBe('accepted')
  })

  it.each([
    ['district', district],
    ['community', district],
    ['station', null],
    ['subdistrict', community],
  ] as const)('refuses a %s anywhere else', (kind, parent) => {
    expect(codeOf(decidePlace(kind, parent))).toBe('person.node-kind')
  })

  it('lets a grant reach itself and everything below, nothing above', () => {
    expect(['c', 's', 'd'].map((id) => isReached(community, id))).toEqual([true, true, true])
    expect(isReached(subdistrict, 'c')).toBe(false)
  })
})

describe('age', () => {
  it.each([
    ['2012-11-24', 14],
    ['2012-11-25', 13],
    ['2026-11-24', 0],
  ])('of somebody born on %s is %i', (bornOn, age) => {
    expect(ageOn(day(bornOn), today)).toBe(age)
  })

  it('of somebody born on 29 February is a year more on 1 March', () => {
    const bornOn = day('2008-02-29')
    expect([ageOn(bornOn, day('2026-02-28')), ageOn(bornOn, day('2026-03-01'))]).toEqual([17, 18])
  })
})

describe('becoming a volunteer', () => {
  it.each([
    ['1990-01-01', false, 'accepted'],
    ['2012-11-25', true, 'person.too-young'],
    ['2012-11-24', true, 'accepted'],
    ['2012-11-24', false, 'person.guardian-consent-missing'],
    ['2008-11-25', false, 'person.guardian-consent-missing'],
    ['2008-11-24', false, 'accepted'],
    [null, true, 'person.birth-date-missing'],
  ])('born on %s, guardian %s: %s', (born, guardianConsent, answer) => {
    const bornOn = born === null ? null : day(born)
    expect(codeOf(decideVolunteer({ bornOn, guardianConsent }, ages, today))).toBe(answer)
  })
})

describe('registering', () => {
  const facts: RegistrationFacts = {
    bornOn: day('1950-01-01'),
    memberships: [{ kind: 'home', communityId: 'home' }],
    consents: ['recording'],
    politicalStatus: null,
    isVolunteer: false,
    guardianConsent: false,
    bySelf: true,
  }
  const decide = (changed: Partial<RegistrationFacts>) =>
    codeOf(decideRegistration({ ...facts, ...changed }, ages, today))

  it('puts the books where one reported in, else home', () => {
    const assigned = { kind: 'assigned', communityId: 'assigned' } as const
    expect(decide({})).toBe('home')
    expect(decide({ memberships: [...facts.memberships, assigned] })).toBe('assigned')
  })

  it.each([
    [
      'without consent to be recorded',
      { consents: ['naming'] },
      'person.recording-consent-missing',
    ],
    ['born tomorrow', { bornOn: day('2026-11-25') }, 'person.birth-date-future'],
    ['belonging nowhere', { memberships: [] }, 'person.membership-needed'],
    [
      'only serving somewhere',
      { memberships: [{ kind: 'serving', communityId: 'c' }] },
      'person.membership-needed',
    ],
    [
      'belonging twice to one community in one way',
      { memberships: [...facts.memberships, ...facts.memberships] },
      'person.membership-exists',
    ],
    [
      'as a Party member by oneself',
      { politicalStatus: 'partyMember' },
      'person.party-status-by-coordinator',
    ],
  ] satisfies [string, Partial<RegistrationFacts>, string][])(
    'is refused %s',
    (_, changed, code) => {
      expect(decide(changed)).toBe(code)
    },
  )

  it('takes a Party member through a coordinator', () => {
    const politicalStatus: PoliticalStatus = 'partyMember'
    expect(decide({ politicalStatus, bySelf: false })).toBe('home')
  })

  it('keeps no books where somebody only serves', () => {
    expect(booksCommunityOf([{ kind: 'serving', communityId: 'c' }])).toBeUndefined()
  })
})

describe('roles', () => {
  it('come with memberships: serving is for volunteers', () => {
    expect(rolesOf('home', false)).toEqual(['resident'])
    expect(rolesOf('assigned', true)).toEqual(['resident', 'volunteer'])
    expect(rolesOf('serving', true)).toEqual(['volunteer'])
    expect(rolesOf('serving', false)).toEqual([])
  })

  it.each([
    ['volunteer', ['coordinator', 'districtAdministrator']],
    ['teamLeader', ['coordinator', 'districtAdministrator']],
    ['coordinator', ['districtAdministrator']],
    ['auditor', ['districtAdministrator']],
    ['districtAdministrator', ['districtAdministrator']],
  ] as const)('%s is granted by %j', (role, granters) => {
    expect(grantersOf(role)).toEqual(granters)
  })

  it('of an administrator are at the district only', () => {
    const community = node('community', 'c', ['s', 'd'])
    const decision = decideGrant('districtAdministrator', community, true)
    expect(codeOf(decision)).toBe('person.grant-forbidden')
  })

  it('of a team leader are for registered volunteers', () => {
    const community = node('community', 'c', ['s', 'd'])
    expect(codeOf(decideGrant('teamLeader', community, false))).toBe('person.not-volunteer')
    expect(decideGrant('teamLeader', community, true)).toBe('accepted')
  })
})

describe('dated facts', () => {
  const status = (sinceOn: string, politicalStatus: PoliticalStatus) => ({
    sinceOn: day(sinceOn),
    politicalStatus,
    partyTie: null,
  })
  const statuses = [
    status('2020-01-01', 'masses'),
    status('2025-07-01', 'partyMember'),
    status('2024-07-01', 'probationaryMember'),
  ]

  it.each([
    ['2019-12-31', undefined],
    ['2020-01-01', 'masses'],
    ['2024-07-01', 'probationaryMember'],
    ['2026-11-24', 'partyMember'],
  ])('on %s hold as %s', (date, held) => {
    expect(statusOn(statuses, day(date))?.politicalStatus).toBe(held)
  })
})

describe('numbers and relations', () => {
  it('read as district, year and six digits', () => {
    expect(certificateNumber('NM', '2026', 123)).toBe('NM2026000123')
    expect(cardNumber('NM', '2026', 1_234_567)).toBe('NMK20261234567')
  })

  it.each([
    ['spouse', 'spouse'],
    ['parent', 'child'],
    ['grandchild', 'grandparent'],
    ['other', 'other'],
  ] as const)('the other way round of %s is %s', (kind, inverse) => {
    expect(inverseOf(kind)).toBe(inverse)
    expect(inverseOf(inverse)).toBe(kind)
  })

  it('start with the settings that the programme ships with', () => {
    expect(firstPolicies.find(({ code }) => code === 'ages')?.value).toEqual(ages)
  })
})
