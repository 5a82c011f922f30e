import { describe, expect, it } from 'vitest'
import {
  decideSubmission,
  type Claim,
  type SubmissionFacts,
} from '../../src/features/service/rules/decide-submission.ts'
import { offeringCatalogue } from '../../src/features/service/rules/offering-catalogue.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import {
  instantAt,
  instantOf,
  epochMs,
  type CivilDate,
  type Instant,
} from '../../src/kernel/clock.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'

const policies = {
  ages: { minimum: 14, guardianUntil: 18, patrolMinimum: 18 },
  recording: { withinWorkdays: 10, dayRedMinutes: 480, planToleranceMinutes: 15 },
  calendar: chineseCalendar(),
}
const on = (text: string): CivilDate => text as CivilDate
const at = (text: string): Instant => instantAt(on(text.slice(0, 10)), text.slice(11))
const now = at('2026-11-24 12:00')

const claim: Claim = {
  personId: 'volunteer',
  startsAt: at('2026-11-24 09:00'),
  endsAt: at('2026-11-24 10:30'),
  recipient: { kind: 'person', personId: 'neighbour' },
  lateReason: null,
  replacesId: null,
}
const facts: SubmissionFacts = {
  person: { householdId: 'home', bornOn: on('1970-01-01'), leftAt: null },
  volunteer: {
    certificateOn: on('2020-01-01'),
    firstCardOn: on('2020-01-01'),
    guardianConsentOn: null,
  },
  offering: { counts: 'timeAndCredits', risky: false, minimumAge: 14, retiredAt: null },
  servedAtIsCommunity: true,
  recipientIsKnown: true,
  recipientHouseholdId: 'next door',
  recipientIsParent: false,
  replacedState: null,
}
const { person, volunteer, offering } = facts
if (!person || !volunteer || !offering) throw new Error('the example is whole')

function judge(changedClaim: Partial<Claim>, changedFacts: Partial<SubmissionFacts> = {}) {
  const decision = decideSubmission(
    { ...claim, ...changedClaim },
    { ...facts, ...changedFacts },
    policies,
    now,
  )
  return isRefusal(decision) ? decision.error.code : decision
}

describe('submitting a record', () => {
  it('is accepted with its whole minutes', () => {
    expect(judge({})).toEqual({ serviceMinutes: 90, lateReason: null })
  })

  const times: readonly [string, Partial<Claim>, string][] = [
    ['end before start', { endsAt: at('2026-11-24 08:59') }, 'service.time-reversed'],
    ['no time at all', { endsAt: claim.startsAt }, 'service.time-reversed'],
    [
      'seconds at the end',
      { endsAt: instantOf(epochMs(claim.endsAt) + 1_000) },
      'service.minutes-malformed',
    ],
    [
      'seconds at both ends',
      {
        startsAt: instantOf(epochMs(claim.startsAt) + 1_000),
        endsAt: instantOf(epochMs(claim.endsAt) + 1_000),
      },
      'service.minutes-malformed',
    ],
    ['more than a day', { startsAt: at('2026-11-23 10:29') }, 'service.time-too-long'],
    ['an end that is still to come', { endsAt: at('2026-11-24 12:01') }, 'service.time-in-future'],
    [
      'a year long ago',
      { startsAt: at('1999-12-31 09:00'), endsAt: at('1999-12-31 10:00') },
      'service.time-too-early',
    ],
  ]
  it.each(times)('refuses %s', (_, changed, code) => {
    expect(judge(changed)).toBe(code)
  })

  it('takes exactly a day, and an end at this minute', () => {
    expect(judge({ startsAt: at('2026-11-23 12:00'), endsAt: now })).toMatchObject({
      serviceMinutes: 1_440,
    })
  })

  const things: readonly [string, Partial<SubmissionFacts>, string][] = [
    ['an unknown person', { person: null }, 'person.not-found'],
    ['somebody who has left', { person: { ...person, leftAt: now } }, 'person.already-left'],
    ['an unknown place', { servedAtIsCommunity: false }, 'person.community-not-found'],
    ['an unknown offering', { offering: null }, 'service.offering-not-found'],
    [
      'a retired offering',
      { offering: { ...offering, retiredAt: now } },
      'service.offering-retired',
    ],
    [
      'rehearsals, meetings and training',
      { offering: { ...offering, counts: 'none' } },
      'service.offering-counts-none',
    ],
    ['somebody who is no volunteer', { volunteer: null }, 'service.not-registered'],
    [
      'service before the certificate',
      { volunteer: { ...volunteer, certificateOn: on('2026-11-25') } },
      'service.not-registered',
    ],
    [
      'service before the card',
      { volunteer: { ...volunteer, firstCardOn: null } },
      'service.not-registered',
    ],
    ['a child', { person: { ...person, bornOn: on('2012-11-25') } }, 'service.volunteer-too-young'],
    [
      'fourteen to eighteen without a guardian',
      { person: { ...person, bornOn: on('2012-11-24') } },
      'service.guardian-consent-needed',
    ],
    [
      'a minor on patrol',
      {
        person: { ...person, bornOn: on('2008-11-25') },
        volunteer: { ...volunteer, guardianConsentOn: on('2026-01-01') },
        offering: { ...offering, risky: true },
      },
      'service.volunteer-too-young',
    ],
    ['an unknown recipient', { recipientIsKnown: false }, 'service.recipient-not-found'],
    ["one's own household", { recipientHouseholdId: 'home' }, 'service.recipient-household'],
    ["one's parents", { recipientIsParent: true }, 'service.recipient-parent'],
  ]
  it.each(things)('refuses %s', (_, changed, code) => {
    expect(judge({}, changed)).toBe(code)
  })

  it('asks for the first card, not for the one of the day', () => {
    const card = (firstCardOn: string) =>
      judge({}, { volunteer: { ...volunteer, firstCardOn: on(firstCardOn) } })
    expect(card('2026-11-24')).toMatchObject({ serviceMinutes: 90 })
    expect(card('2026-11-25')).toBe('service.not-registered')
  })

  it('refuses oneself as the one served', () => {
    expect(judge({ recipient: { kind: 'person', personId: 'volunteer' } })).toBe(
      'service.recipient-oneself',
    )
  })

  it('takes a minor with consent of the guardian', () => {
    expect(
      judge(
        {},
        {
          person: { ...person, bornOn: on('2010-01-01') },
          volunteer: { ...volunteer, guardianConsentOn: on('2026-01-01') },
        },
      ),
    ).toMatchObject({ serviceMinutes: 90 })
  })

  it('takes children as a headcount, whoever they are', () => {
    const recipient = { kind: 'group', headcount: 12, description: '四点钟乐园的孩子' } as const
    expect(judge({ recipient }, { recipientIsKnown: false })).toMatchObject({ serviceMinutes: 90 })
  })

  it('does not take two without a household for one household', () => {
    const changed = { person: { ...person, householdId: null }, recipientHouseholdId: null }
    expect(judge({}, changed)).toMatchObject({ serviceMinutes: 90 })
  })

  describe('after ten working days', () => {
    const late = { startsAt: at('2026-11-09 09:00'), endsAt: at('2026-11-09 10:00') }
    const inTime = { startsAt: at('2026-11-10 09:00'), endsAt: at('2026-11-10 10:00') }

    it('needs a reason', () => {
      expect(judge(late)).toBe('service.late-reason-needed')
    })
    it('keeps the reason', () => {
      expect(judge({ ...late, lateReason: '外出' })).toMatchObject({ lateReason: '外出' })
    })
    it('is not marked 补录 when it was in time after all', () => {
      expect(judge({ ...inTime, lateReason: '外出' })).toMatchObject({ lateReason: null })
    })
  })

  describe('in place of another record', () => {
    const replaces = { replacesId: 'old' }
    it.each(['reversed', 'rejected', 'withdrawn'] as const)('that was %s', (replacedState) => {
      expect(judge(replaces, { replacedState })).toMatchObject({ serviceMinutes: 90 })
    })
    it.each(['draft', 'submitted', 'approved'] as const)('not while it is %s', (replacedState) => {
      expect(judge(replaces, { replacedState })).toBe('service.replaced-still-counts')
    })
    it('that there is', () => {
      expect(judge(replaces)).toBe('service.replaced-not-found')
    })
  })
})

describe('the catalogue', () => {
  it('has each code and each name once', () => {
    const codes = new Set(offeringCatalogue.map(({ code }) => code))
    const names = new Set(offeringCatalogue.map(({ name }) => name))
    expect([codes.size, names.size]).toEqual([offeringCatalogue.length, offeringCatalogue.length])
  })

  it('has the 580 services that the founding document names', () => {
    const named = offeringCatalogue.filter(({ fromSeed }) => fromSeed).map(({ name }) => name)
    expect(named).toEqual(
      expect.arrayContaining([
        '就业培训',
        '职业介绍',
        '法律咨询',
        '健康保健',
        '文化娱乐',
        '环境卫生',
        '作业辅导',
        '课外阅读指导',
        '政策讲解',
        '调解纠纷',
        '心理疏导',
        '治安巡逻安检',
        '代办证件',
        '普法教育',
        '走访慰问',
      ]),
    )
  })

  it('counts nothing for rehearsal, meetings and training', () => {
    const none = offeringCatalogue.filter(({ counts }) => counts === 'none')
    expect(none.map(({ code }) => code).sort()).toEqual(['meeting', 'rehearsal', 'training'])
  })

  it('lets nobody under 18 do what is risky', () => {
    expect(offeringCatalogue.filter(({ risky, minimumAge }) => risky && minimumAge < 18)).toEqual(
      [],
    )
  })
})
