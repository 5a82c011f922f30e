import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CivilDate,
  type Instant,
  civilDateOf,
  civilTimeOf,
  epochMs,
  instantAt,
  instantOf,
  plusDays,
} from '../../src/kernel/clock.ts'
import {
  chineseCalendar,
  isStationHours,
  nthWorkdayAfter,
  plusStationMinutes,
  plusWorkdays,
  whenOpen,
  workdaysBetween,
} from '../../src/kernel/workdays.ts'

const calendar = chineseCalendar()
const hours = { opens: '08:00', closes: '18:00' }

/** `2026-11-20 10:00` in Shanghai. */
function at(text: string): Instant {
  return instantAt(day(text.slice(0, 10)), text.slice(11))
}

function day(text: string): CivilDate {
  return text as CivilDate
}

function civil(instant: Instant): string {
  return `${civilDateOf(instant)} ${civilTimeOf(instant)}`
}

const instants = fc
  .integer({ min: epochMs(at('2025-06-01 00:00')), max: epochMs(at('2027-06-01 00:00')) })
  .map(instantOf)

describe('the calendar', () => {
  test.each(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'])(
    'works on the shifted weekend day %s',
    (date) => {
      expect(calendar.isWorkday(day(date))).toBe(true)
    },
  )

  test.each([
    '2026-01-01',
    '2026-02-16',
    '2026-02-23',
    '2026-04-06',
    '2026-05-05',
    '2026-06-19',
    '2026-09-25',
    '2026-10-01',
    '2026-10-07',
  ])('rests on the weekday %s', (date) => {
    expect(calendar.isWorkday(day(date))).toBe(false)
  })

  test('knows weekends in years that nobody published, and says that they are provisional', () => {
    expect(calendar.isPublished(2026)).toBe(true)
    expect(calendar.isPublished(2199)).toBe(false)
    expect(calendar.isWorkday(day('2198-12-31'))).toBe(true)
    expect(calendar.isWorkday(day('2199-01-05'))).toBe(false)
    expect(calendar.isWorkday(day('1969-12-31'))).toBe(true)
    expect(calendar.isWorkday(day('1970-01-03'))).toBe(false)
  })

  test('lets an override win over the published days', () => {
    const local = chineseCalendar({ '2026-10-10': 'rest', '2026-11-24': 'rest' })
    expect(local.isWorkday(day('2026-10-10'))).toBe(false)
    expect(local.isWorkday(day('2026-11-24'))).toBe(false)
    expect(local.isWorkday(day('2026-11-25'))).toBe(true)
  })

  test('publishes a year whose holidays were entered, not one with a single closing day', () => {
    expect(chineseCalendar({ '2199-03-01': 'rest' }).isPublished(2199)).toBe(false)
    expect(chineseCalendar({ '2199-10-01': 'rest' }).isPublished(2199)).toBe(true)
  })
})

describe('plusWorkdays', () => {
  test.each([
    ['general', '2026-11-20 10:00', 7, '2026-12-01 10:00'],
    ['savings', '2026-11-23 09:00', 3, '2026-11-26 09:00'],
    ['in need', '2026-11-24 08:00', 2, '2026-11-26 08:00'],
    ['in need, a day later', '2026-11-25 09:00', 2, '2026-11-27 09:00'],
  ])('gives the promise of the queue: %s', (_who, from, days, promised) => {
    expect(civil(plusWorkdays(calendar, hours, at(from), days))).toBe(promised)
  })

  test.each([
    ['Friday evening counts from Monday', '2026-11-20 20:00', 2, '2026-11-25 08:00'],
    ['closing time is outside', '2026-11-20 18:00', 2, '2026-11-25 08:00'],
    ['the last minute is inside', '2026-11-20 17:59', 2, '2026-11-24 17:59'],
    ['before opening counts from opening', '2026-11-23 06:30', 2, '2026-11-25 08:00'],
    ['Sunday counts from Monday', '2026-11-22 11:00', 1, '2026-11-24 08:00'],
    ['midnight belongs to the day it begins', '2026-11-23 00:00', 1, '2026-11-24 08:00'],
    ['over National Day and its shifted Saturday', '2026-09-30 09:00', 3, '2026-10-10 09:00'],
    ['inside National Day', '2026-10-03 09:00', 1, '2026-10-09 08:00'],
    ['from a shifted Sunday', '2026-09-20 09:00', 1, '2026-09-21 09:00'],
    ['over the Spring Festival', '2026-02-13 15:00', 2, '2026-02-24 15:00'],
    ['no days is the next opening', '2026-11-21 09:00', 0, '2026-11-23 08:00'],
  ])('%s', (_why, from, days, expected) => {
    expect(civil(plusWorkdays(calendar, hours, at(from), days))).toBe(expected)
  })

  test('keeps seconds and milliseconds of the clock time', () => {
    const from = '2026-11-20T02:00:59.123Z' as Instant
    expect(plusWorkdays(calendar, hours, from, 1)).toBe('2026-11-23T02:00:59.123Z')
  })

  test('ends on a working day inside station hours, n working days on', () => {
    fc.assert(
      fc.property(instants, fc.nat(30), (from, days) => {
        const end = plusWorkdays(calendar, hours, from, days)
        const start = whenOpen(calendar, hours, from)
        expect(calendar.isWorkday(civilDateOf(end))).toBe(true)
        expect(civilTimeOf(end) >= hours.opens && civilTimeOf(end) < hours.closes).toBe(true)
        expect(civilTimeOf(end)).toBe(civilTimeOf(start))
        expect(workdaysBetween(calendar, civilDateOf(start), civilDateOf(end))).toBe(days)
        expect(end >= from).toBe(true)
      }),
    )
  })

  test('never promises the later request an earlier time, nor more days a shorter wait', () => {
    fc.assert(
      fc.property(instants, instants, fc.nat(20), (one, other, days) => {
        const [first, second] = one <= other ? [one, other] : [other, one]
        const promised = plusWorkdays(calendar, hours, first, days)
        expect(promised <= plusWorkdays(calendar, hours, second, days)).toBe(true)
        expect(promised < plusWorkdays(calendar, hours, first, days + 1)).toBe(true)
      }),
    )
  })

  test.each([-1, 1.5, NaN])('throws on %d days', (days) => {
    expect(() => plusWorkdays(calendar, hours, at('2026-11-20 10:00'), days)).toThrow(RangeError)
  })

  test('throws rather than search for ever in a calendar that never works', () => {
    const never = { isWorkday: () => false, isPublished: () => true }
    expect(() => plusWorkdays(never, hours, at('2026-11-20 10:00'), 1)).toThrow(RangeError)
  })
})

describe('plusStationMinutes', () => {
  test.each([
    ['within the day', '2026-11-20 10:00', 5, '2026-11-20 10:05'],
    ['up to closing time', '2026-11-20 17:55', 5, '2026-11-20 18:00'],
    ['over the weekend', '2026-11-20 17:57', 5, '2026-11-23 08:02'],
    ['from the night', '2026-11-20 22:00', 5, '2026-11-23 08:05'],
    ['over several days', '2026-11-20 10:00', 1500, '2026-11-24 15:00'],
    ['over National Day', '2026-09-30 17:00', 90, '2026-10-08 08:30'],
  ])('%s', (_why, from, amount, expected) => {
    expect(civil(plusStationMinutes(calendar, hours, at(from), amount))).toBe(expected)
  })

  test('adds up: first a, then b, is a + b', () => {
    const amounts = fc.integer({ min: 1, max: 5_000 })
    fc.assert(
      fc.property(instants, amounts, amounts, (from, a, b) => {
        const steps = plusStationMinutes(
          calendar,
          hours,
          plusStationMinutes(calendar, hours, from, a),
          b,
        )
        expect(steps).toBe(plusStationMinutes(calendar, hours, from, a + b))
      }),
    )
  })

  test('ends while the station is open or as it closes, and never before', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 5_000 }), (from, amount) => {
        const end = plusStationMinutes(calendar, hours, from, amount)
        expect(calendar.isWorkday(civilDateOf(end))).toBe(true)
        expect(civilTimeOf(end) >= hours.opens && civilTimeOf(end) <= hours.closes).toBe(true)
        expect(epochMs(end) - epochMs(from)).toBeGreaterThanOrEqual(amount * 60_000)
      }),
    )
  })
})

describe('counting working days', () => {
  test.each([
    ['2026-11-20', '2026-11-20', 0],
    ['2026-11-20', '2026-11-23', 1],
    ['2026-11-20', '2026-11-22', 0],
    ['2026-11-23', '2026-11-20', 0],
    ['2026-09-30', '2026-10-10', 3],
    ['2026-11-20', '2026-12-04', 10],
    ['2026-11-20', '2026-12-07', 11],
  ])('after %s up to %s: %d', (from, to, count) => {
    expect(workdaysBetween(calendar, day(from), day(to))).toBe(count)
  })

  test('within n working days means not later than the n-th', () => {
    fc.assert(
      fc.property(instants, fc.nat(60), fc.nat(15), (instant, later, limit) => {
        const from = civilDateOf(instant)
        const to = plusDays(from, later)
        const last = nthWorkdayAfter(calendar, from, limit)
        const next = nthWorkdayAfter(calendar, from, limit + 1)
        expect(workdaysBetween(calendar, from, to) <= limit).toBe(to <= last || to < next)
      }),
    )
  })
})

describe('station hours', () => {
  test.each([
    ['8:00', '18:00'],
    ['18:00', '08:00'],
    ['08:00', '08:00'],
    ['08:00', '24:00'],
    ['08:60', '18:00'],
  ])('are not %s to %s', (opens, closes) => {
    expect(isStationHours({ opens, closes })).toBe(false)
    expect(() => whenOpen(calendar, { opens, closes }, at('2026-11-20 10:00'))).toThrow(RangeError)
  })
})
