import { describe, expect, it } from 'vitest'
import {
  promiseOf,
  savingsWouldHelp,
  type PromiseFacts,
} from '../../src/features/desk/rules/promise.ts'
import { parseInstant, type Instant } from '../../src/kernel/clock.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'

const station = {
  calendar: chineseCalendar(),
  queue: {
    hours: { opens: '08:00', closes: '18:00' },
    needDays: 2,
    savingsDays: 3,
    generalDays: 7,
  },
}

function at(text: string): Instant {
  const instant = parseInstant(`${text}:00+08:00`)
  if (!instant) throw new Error(text)
  return instant
}

const facts = (registered: string, more: Partial<PromiseFacts> = {}): PromiseFacts => ({
  registeredAt: at(registered),
  neededAt: null,
  savingsAt: null,
  offering: null,
  wishedAt: null,
  ...more,
})
const promise = (registered: string, more: Partial<PromiseFacts> = {}) =>
  promiseOf(facts(registered, more), station)

describe('the promise', () => {
  it.each([
    ['general', '2026-11-20T10:00', {}, '2026-12-01T10:00'],
    ['savings', '2026-11-23T09:00', { savingsAt: at('2026-11-23T09:00') }, '2026-11-26T09:00'],
    ['need', '2026-11-24T08:00', { neededAt: at('2026-11-24T08:00') }, '2026-11-26T08:00'],
    ['need', '2026-11-25T09:00', { neededAt: at('2026-11-25T09:00') }, '2026-11-27T09:00'],
  ])('gives %s from %s its date', (basis, registered, more, promised) => {
    expect(promise(registered, more)).toMatchObject({ basis, promisedBy: at(promised) })
  })

  it('counts from the next opening when the station is shut', () => {
    const { promisedBy, limits } = promise('2026-11-20T19:30')
    expect(limits[0]?.countedFromAt).toBe(at('2026-11-23T08:00'))
    expect(promisedBy).toBe(at('2026-12-02T08:00'))
  })

  it('steps over the holidays of National Day and the working Saturdays around them', () => {
    const { promisedBy } = promise('2026-09-30T09:00', { savingsAt: at('2026-09-30T09:00') })
    expect(promisedBy > at('2026-10-08T08:59')).toBe(true)
  })

  it('is shortened by an offering that promises itself less', () => {
    const offering = { promiseDays: 1, redeemable: 'priority' as const }
    expect(promise('2026-11-24T09:00', { offering })).toMatchObject({
      basis: 'offering',
      promisedBy: at('2026-11-25T09:00'),
    })
  })

  it('leaves a scarce offering at the general limit without savings or need', () => {
    const offering = { promiseDays: 1, redeemable: 'scarce' as const }
    expect(promise('2026-11-24T09:00', { offering }).basis).toBe('general')
    const savingsAt = at('2026-11-24T09:00')
    expect(promise('2026-11-24T09:00', { offering, savingsAt }).basis).toBe('offering')
  })

  it('lets a later wish of the asker win, and an earlier one not', () => {
    const later = at('2026-12-20T09:00')
    expect(promise('2026-11-24T09:00', { wishedAt: later })).toMatchObject({
      basis: 'wish',
      promisedBy: later,
    })
    const sooner = at('2026-11-25T09:00')
    expect(promise('2026-11-24T09:00', { wishedAt: sooner }).basis).toBe('general')
  })

  it('counts need and savings from the moment they were stated', () => {
    const neededAt = at('2026-11-26T10:00')
    expect(promise('2026-11-24T09:00', { neededAt }).promisedBy).toBe(at('2026-11-30T10:00'))
  })

  it('never gets worse by what is stated later', () => {
    const before = promise('2026-11-24T09:00').promisedBy
    const neededAt = at('2026-12-03T08:30')
    expect(promise('2026-11-24T09:00', { neededAt }).promisedBy).toBe(before)
  })

  it('is provisional in a year without published holidays', () => {
    expect(promise('2026-11-24T09:00').provisional).toBe(false)
    expect(promise('2026-12-29T09:00').provisional).toBe(true)
  })
})

describe('savings', () => {
  it('help where they bring the date forward', () => {
    const now = at('2026-11-24T09:00')
    expect(savingsWouldHelp(facts('2026-11-24T09:00'), now, station)).toMatchObject({
      help: true,
      without: { promisedBy: at('2026-12-03T09:00') },
      within: { promisedBy: at('2026-11-27T09:00'), basis: 'savings' },
    })
  })

  it.each([
    ['somebody in need', { neededAt: at('2026-11-24T09:00') }],
    ['a quick offering', { offering: { promiseDays: 3, redeemable: 'priority' as const } }],
    ['a late wish', { wishedAt: at('2026-12-20T09:00') }],
  ])('change nothing for %s', (_, more) => {
    const now = at('2026-11-24T09:00')
    expect(savingsWouldHelp(facts('2026-11-24T09:00', more), now, station).help).toBe(false)
  })
})
