import { describe, expect, it } from 'vitest'
import {
  firstPolicies,
  policyCodes,
  type PolicyCode,
  type PolicyVersion,
} from '../../src/features/policy/model.ts'
import {
  decideConfirmation,
  decideProposal,
  decideWithdrawal,
  earliestStart,
  isPolicyValue,
  policyAt,
  versionAt,
} from '../../src/features/policy/rules.ts'
import {
  parseCivilDate,
  parseInstant,
  type CivilDate,
  type Instant,
} from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'

const day = (text: string): CivilDate => parseCivilDate(text) ?? ('' as CivilDate)
const at = (text: string): Instant => parseInstant(text) ?? ('' as Instant)
const now = at('2026-11-24T09:00:00+08:00')
const codeOf = (decision: unknown) => (isRefusal(decision) ? decision.error.code : decision)

function version(
  number: number,
  from: string,
  othersYearMinutes: number,
  changed: Partial<PolicyVersion> = {},
): PolicyVersion {
  return {
    id: `v${number}`,
    code: 'gifts',
    version: number,
    value: { othersYearMinutes },
    effectiveFromOn: day(from),
    reason: '试点',
    proposedById: 'first',
    proposedAt: now,
    confirmedById: null,
    confirmedAt: null,
    withdrawnAt: null,
    ...changed,
  }
}

describe('what held on a day', () => {
  const all = [version(1, '2026-12-01', 300), version(2, '2027-01-01', 900)]

  it.each([
    ['2026-11-30', 0, 600],
    ['2026-12-01', 1, 300],
    ['2026-12-31', 1, 300],
    ['2027-01-01', 2, 900],
  ])('on %s is version %i', (date, number, minutes) => {
    expect(versionAt(all, 'gifts', day(date))).toMatchObject({
      version: number,
      value: { othersYearMinutes: minutes },
    })
  })

  it('is the later version of two that begin on one day', () => {
    const twice = [version(4, '2026-12-01', 4), version(3, '2026-12-01', 3)]
    expect(policyAt(twice, 'gifts', day('2026-12-01'))).toEqual({ othersYearMinutes: 4 })
  })

  it('is not touched by versions of other policies', () => {
    expect(policyAt(all, 'charge', day('2027-01-01'))).toEqual({ factor: '1' })
  })
})

describe('the first settings', () => {
  it('name every policy once', () => {
    expect(firstPolicies.map(({ code }) => code)).toEqual(policyCodes)
  })

  it.each(firstPolicies.map(({ code, value }) => [code, value] as const))(
    'of %s are a value that could be proposed',
    (code, value) => expect(isPolicyValue(code, value)).toBe(true),
  )
})

describe('a value', () => {
  it.each([
    ['charge', { factor: '1.25' }],
    ['expiry', { enabled: true }],
    [
      'queue',
      { hours: { opens: '09:00', closes: '17:30' }, needDays: 1, savingsDays: 2, generalDays: 5 },
    ],
  ] as const)('of %s is taken: %j', (code, value) => expect(isPolicyValue(code, value)).toBe(true))

  it.each([
    ['charge', { factor: 1 }],
    ['charge', { factor: '-1' }],
    ['charge', { factor: '1', extra: true }],
    ['charge', null],
    ['charge', []],
    ['gifts', { othersYearMinutes: 1.5 }],
    ['gifts', { othersYearMinutes: -1 }],
    ['gifts', { othersYearMinutes: Number.NaN }],
    ['gifts', JSON.parse('{"__proto__": {"othersYearMinutes": 600}}')],
    ['stars', { minutes: [100, 200, 200, 300, 400] }],
    ['stars', { minutes: [100] }],
    [
      'queue',
      { hours: { opens: '18:00', closes: '08:00' }, needDays: 1, savingsDays: 2, generalDays: 5 },
    ],
    ['queue', { hours: { opens: 8, closes: 18 }, needDays: 1, savingsDays: 2, generalDays: 5 }],
    ['ranking', { dayCapMinutes: 480, monthCapMinutes: 2400, publicRanking: 'everything' }],
    ['recording', { withinWorkdays: 0, dayRedMinutes: 480, planToleranceMinutes: 15 }],
  ] as [PolicyCode, unknown][])('of %s is refused: %j', (code, value) =>
    expect(isPolicyValue(code, value)).toBe(false),
  )
})

describe('a version', () => {
  const gifts = { code: 'gifts', value: { othersYearMinutes: 300 } } as const

  it('begins tomorrow at the earliest', () => {
    const propose = (date: string) =>
      codeOf(decideProposal({ ...gifts, effectiveFromOn: day(date) }, now))
    expect(propose('2026-11-24')).toBe('policy.too-early')
    expect(propose('2026-11-25')).toBe('accepted')
  })

  it('that is to begin at midnight is closed in the last minute before', () => {
    expect(earliestStart(at('2026-11-24T23:58:59+08:00'))).toBe('2026-11-25')
    expect(earliestStart(at('2026-11-24T23:59:00+08:00'))).toBe('2026-11-26')
  })

  it('is confirmed by another person, once, in time', () => {
    const open = version(1, '2026-12-01', 300)
    const confirm = (one: PolicyVersion, by: string | null, when = now) =>
      codeOf(decideConfirmation(one, by, when))
    expect(confirm(open, 'second')).toBe('accepted')
    expect(confirm(open, 'first')).toBe('policy.second-person-needed')
    expect(confirm(open, 'second', at('2026-12-01T00:00:00+08:00'))).toBe('policy.too-early')
    expect(confirm({ ...open, confirmedAt: now }, 'second')).toBe('policy.already-confirmed')
    expect(confirm({ ...open, withdrawnAt: now }, 'second')).toBe('policy.withdrawn')
  })

  it('is withdrawn while it has not begun', () => {
    const confirmed = version(1, '2026-12-01', 300, { confirmedAt: now })
    expect(decideWithdrawal(confirmed, now)).toBe('accepted')
    const begun = at('2026-12-01T08:00:00+08:00')
    expect(codeOf(decideWithdrawal(confirmed, begun))).toBe('policy.in-force')
    expect(decideWithdrawal({ ...confirmed, confirmedAt: null }, begun)).toBe('accepted')
    expect(codeOf(decideWithdrawal({ ...confirmed, withdrawnAt: now }, now))).toBe(
      'policy.withdrawn',
    )
  })
})
