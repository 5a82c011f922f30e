import { describe, expect, it } from 'vitest'
import type { PromiseView } from '../../src/features/desk/model/requests.ts'
import { chargeOf, isLate, maySilenceConfirm } from '../../src/features/desk/rules/charge.ts'
import { minutesToGive } from '../../src/features/redemption/rules/instruction.ts'
import { quoteOf, type QuoteFacts } from '../../src/features/redemption/rules/quote.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'

const promised = (text: string): PromiseView => ({
  promisedBy: text as Instant,
  basis: 'general',
  provisional: false,
  limits: [],
  wishedAt: null,
})
const SOON = '2026-11-27T01:00:00.000Z'
const LATER = '2026-12-03T01:00:00.000Z'

const facts = (more: Partial<QuoteFacts> = {}): QuoteFacts => ({
  expectedMinutes: minutes(90),
  chargeFactor: '1',
  availableMinutes: minutes(150),
  redeemable: 'priority',
  promise: { without: promised(LATER), within: promised(SOON), help: true },
  ...more,
})

describe('a quote', () => {
  it('says the most that is used and what is left', () => {
    expect(quoteOf(facts())).toEqual({
      usable: true,
      reason: null,
      quotedMinutes: 90,
      availableMinutes: 150,
      remainingMinutes: 60,
      promisedBy: SOON,
      promisedByWithout: LATER,
    })
  })

  it('is usable to the last minute', () => {
    expect(quoteOf(facts({ availableMinutes: minutes(90) }))).toMatchObject({
      usable: true,
      remainingMinutes: 0,
    })
  })

  it('takes the charge factor', () => {
    expect(quoteOf(facts({ chargeFactor: '1.5' })).quotedMinutes).toBe(135)
  })

  it.each([
    ['notEnough', { availableMinutes: minutes(89) }],
    ['notRedeemable', { redeemable: 'no' as const }],
    ['noVisit', { promise: null }],
    [
      'changesNothing',
      { promise: { without: promised(SOON), within: promised(SOON), help: false } },
    ],
  ])('takes nothing: %s', (reason, more) => {
    const quote = quoteOf(facts(more))
    expect(quote).toMatchObject({ usable: false, reason })
    expect(quote.remainingMinutes).toBe(quote.availableMinutes)
  })
})

describe('a charge', () => {
  const visit = {
    longestMinutes: minutes(70),
    chargeFactor: '1',
    quotedMinutes: minutes(60),
    agreedMoreMinutes: minutes(0),
    late: false,
  }

  it.each([
    [60, visit],
    [70, { ...visit, agreedMoreMinutes: minutes(30) }],
    [50, { ...visit, longestMinutes: minutes(50) }],
    [25, { ...visit, longestMinutes: minutes(50), chargeFactor: '0.5' }],
    [0, { ...visit, late: true }],
  ])('is %i', (charged, of) => {
    expect(chargeOf(of)).toBe(charged)
  })

  it('is late only after the promise', () => {
    expect(isLate(SOON as Instant, SOON as Instant)).toBe(false)
    expect(isLate(LATER as Instant, SOON as Instant)).toBe(true)
  })

  it.each([
    [true, { checkedIn: true, checkedOut: true, wanted: 60, quoted: 60 }],
    [false, { checkedIn: true, checkedOut: true, wanted: 61, quoted: 60 }],
    [false, { checkedIn: false, checkedOut: true, wanted: 30, quoted: 60 }],
    [false, { checkedIn: true, checkedOut: false, wanted: 30, quoted: 60 }],
  ])('may be confirmed by silence: %s', (may, { checkedIn, checkedOut, wanted, quoted }) => {
    const wantedMinutes = minutes(wanted)
    const quotedMinutes = minutes(quoted)
    const silent = maySilenceConfirm({ checkedIn, checkedOut, wantedMinutes, quotedMinutes })
    expect(silent).toBe(may)
  })
})

describe('a standing instruction', () => {
  it.each([
    ['keep', [60, 31], 200, 0],
    ['giveHalf', [60, 31], 200, 45],
    ['giveAll', [60, 31], 200, 91],
    ['giveAll', [60, 31], 40, 40],
    ['giveHalf', [], 200, 0],
  ] as const)('to %s of %j with %i available gives %i', (kind, accruals, available, given) => {
    expect(minutesToGive(kind, accruals.map(minutes), minutes(available))).toBe(given)
  })
})
