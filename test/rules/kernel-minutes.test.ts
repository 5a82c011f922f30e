import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  MAX_MINUTES,
  creditsFor,
  formatMinutes,
  isFactor,
  isMinutes,
  minutes,
  parseMinutes,
  scaled,
} from '../../src/kernel/minutes.ts'

describe('parseMinutes', () => {
  test.each([1, 60, 1440, MAX_MINUTES])('takes %d', (value) => {
    expect(parseMinutes(value)).toBe(value)
  })

  test.each([
    [0],
    [-0],
    [-60],
    [1.5],
    ['60'],
    ['１２'],
    [JSON.parse('1e309')],
    [JSON.parse('9007199254740993')],
    [JSON.parse('1e-400')],
    [MAX_MINUTES + 1],
    [null],
    [undefined],
    [[]],
    [[60]],
    [NaN],
    [60n],
    [true],
    [{ valueOf: () => 60 }],
  ])('refuses %o', (value) => {
    expect(parseMinutes(value)).toBeUndefined()
  })

  test('takes exactly the positive whole numbers in bounds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.integer()), (value) => {
        const whole = typeof value === 'number' && Number.isInteger(value)
        expect(parseMinutes(value) !== undefined).toBe(whole && value > 0 && value <= MAX_MINUTES)
      }),
    )
  })
})

describe('minutes', () => {
  test.each([-MAX_MINUTES, -1, 0, 1, MAX_MINUTES])('brands the balance %d', (value) => {
    expect(minutes(value)).toBe(value)
  })

  test('gives plain zero for the minus zero of a negation', () => {
    expect(Object.is(minutes(0 * -1), 0)).toBe(true)
    expect(isMinutes(-0)).toBe(false)
  })

  test.each([0.5, NaN, Infinity, MAX_MINUTES + 1, -MAX_MINUTES - 1])('throws on %d', (value) => {
    expect(() => minutes(value)).toThrow(RangeError)
  })
})

describe('credits', () => {
  test.each([
    [45, '1', 45],
    [1, '0.5', 1],
    [3, '0.5', 2],
    [1, '0.4999', 0],
    [61, '1.5', 92],
    [90, '3', 270],
    // In binary floating point 1.005 × 100 is 100.49999999999999.
    [100, '1.005', 101],
    [1_000_000, '1.0005', 1_000_500],
    [60, '0', 0],
  ])('%d minutes × %s are %d', (served, multiplier, credits) => {
    expect(creditsFor(minutes(served), multiplier)).toBe(credits)
  })

  test.each(['', '-1', '1e3', '.5', '1.', 'NaN', 'Infinity', ' 1', '1.00001', '1000', '０.5'])(
    'refuses the factor %o',
    (factor) => {
      expect(isFactor(factor)).toBe(false)
      expect(() => scaled(minutes(60), factor)).toThrow(RangeError)
    },
  )

  test('throws when the result would leave the bounds', () => {
    expect(() => scaled(minutes(MAX_MINUTES), '1.0001')).toThrow(RangeError)
  })

  test('round half up exactly, as counted in ten-thousandths', () => {
    const amounts = fc.integer({ min: 0, max: 100_000 })
    const tenThousandths = fc.integer({ min: 0, max: 99_999 })
    fc.assert(
      fc.property(amounts, tenThousandths, (amount, parts) => {
        const digits = String(parts).padStart(5, '0')
        const exact = (BigInt(amount) * BigInt(parts) + 5_000n) / 10_000n
        const factor = `${digits.slice(0, 1)}.${digits.slice(1)}`
        expect(scaled(minutes(amount), factor)).toBe(Number(exact))
      }),
    )
  })
})

describe('formatMinutes', () => {
  test.each([
    [0, '0 分'],
    [45, '45 分'],
    [60, '1 小时'],
    [750, '12 小时 30 分'],
    [-60, '−1 小时'],
    [-61, '−1 小时 1 分'],
    [-5, '−5 分'],
    [90_000, '1500 小时'],
  ])('%d reads %s', (value, text) => {
    expect(formatMinutes(minutes(value))).toBe(text)
  })

  test('loses nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: -MAX_MINUTES, max: MAX_MINUTES }), (value) => {
        const text = formatMinutes(minutes(value))
        const hours = Number(/(\d+) 小时/.exec(text)?.[1] ?? 0)
        const rest = Number(/(\d+) 分/.exec(text)?.[1] ?? 0)
        expect((hours * 60 + rest) * (text.startsWith('−') ? -1 : 1) + 0).toBe(value + 0)
        expect(rest).toBeLessThan(60)
      }),
    )
  })
})
