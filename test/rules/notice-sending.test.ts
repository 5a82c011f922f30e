import { describe, expect, it } from 'vitest'
import {
  hearsOf,
  isKindPattern,
  isQuiet,
  pauseMs,
} from '../../src/features/notice/rules/sending.ts'
import { parseInstant, type Instant } from '../../src/kernel/clock.ts'
import { isPublicAddress } from '../../src/kernel/public-address.ts'

const at = (time: string) => parseInstant(`2026-11-24T${time}:00+08:00`) ?? ('' as Instant)

describe('quiet time', () => {
  it.each([
    ['21:00', '08:00', '20:59', false],
    ['21:00', '08:00', '21:00', true],
    ['21:00', '08:00', '00:00', true],
    ['21:00', '08:00', '07:59', true],
    ['21:00', '08:00', '08:00', false],
    ['12:00', '14:00', '13:00', true],
    ['12:00', '14:00', '14:00', false],
    ['00:00', '00:00', '00:00', false],
  ])('from %s to %s, at %s: %s', (begins, ends, time, quiet) => {
    expect(isQuiet({ begins, ends }, at(time))).toBe(quiet)
  })
})

describe('the pause after a try that failed', () => {
  it('doubles, up to an hour, give or take a quarter', () => {
    expect([1, 2, 3, 8, 30].map((number) => pauseMs(number, 0.5))).toEqual([
      30_000, 60_000, 120_000, 3_600_000, 3_600_000,
    ])
    expect([pauseMs(1, 0), pauseMs(1, 1)]).toEqual([22_500, 37_500])
  })
})

describe('the kinds of a subscription', () => {
  it.each([
    ['*', 'duty.shift-reminder', true],
    ['duty.*', 'duty.shift-reminder', true],
    ['duty.*', 'desk.answered', false],
    ['duty.shift', 'duty.shift-reminder', false],
    ['desk.answered', 'desk.answered', true],
  ])('%s hears of %s: %s', (pattern, kind, hears) => {
    expect(isKindPattern(pattern)).toBe(true)
    expect(hearsOf(pattern, kind)).toBe(hears)
  })

  it.each(['', 'duty', 'duty.', '*.*', 'Duty.*', 'duty.*.x', `d.${'x'.repeat(60)}`])(
    'are not %s',
    (text) => {
      expect(isKindPattern(text)).toBe(false)
    },
  )
})

describe('a public address', () => {
  it.each(['1.1.1.1', '114.114.114.114', '2400:3200::1'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '100.64.0.1', '169.254.169.254', '172.16.0.1'],
    ...['192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1'],
    ...['fd00::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'],
    ...['2001:db8::1', 'localhost', '', 'fe80::1%eth0'],
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})
