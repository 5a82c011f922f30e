import { describe, expect, it } from 'vitest'
import { parsePeriod, periodAt, periodBefore } from '../../src/features/incentive/rules/period.ts'
import { day } from '../support/incentive.ts'

describe('a period', () => {
  it.each([
    ['2026-11', 'month', '2026-11-01', '2026-11-30'],
    ['2026-12', 'month', '2026-12-01', '2026-12-31'],
    ['2028-02', 'month', '2028-02-01', '2028-02-29'],
    ['2026-Q1', 'quarter', '2026-01-01', '2026-03-31'],
    ['2026-Q4', 'quarter', '2026-10-01', '2026-12-31'],
    ['2026', 'year', '2026-01-01', '2026-12-31'],
  ])('%s is a %s from %s to %s', (code, kind, firstOn, lastOn) => {
    expect(parsePeriod(code)).toEqual({ code, kind, firstOn, lastOn })
  })

  it.each(['2026-13', '2026-00', '2026-Q5', '2026-Q0', '26-11', '2026-1', '2026-11-01', '', '１'])(
    'is not %j',
    (code) => {
      expect(parsePeriod(code)).toBeUndefined()
    },
  )

  it('is found for a day, and the one before it', () => {
    expect(periodAt('quarter', day('2027-01-05')).code).toBe('2027-Q1')
    expect(periodBefore(periodAt('quarter', day('2027-01-05'))).code).toBe('2026-Q4')
    expect(periodBefore(periodAt('month', day('2027-01-31'))).code).toBe('2026-12')
  })
})
