import { describe, expect, it } from 'vitest'
import {
  passOf,
  readProof,
  stationCodeAt,
  type Station,
} from '../../src/features/duty/rules/station-code.ts'
import { instantOf, type Instant } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'

const station: Station = { communityId: 'here', key: Buffer.alloc(32, 1) }
const other: Station = { communityId: 'there', key: Buffer.alloc(32, 2) }
const start = Date.parse('2026-11-24T16:00:00+08:00')
const at = (seconds: number) => instantOf(start + seconds * 1_000)
const SCAN_MINUTES = 10

function read(text: string, now: Instant, by = station): string {
  const proof = readProof(by, text, now, SCAN_MINUTES)
  return isRefusal(proof) ? proof.error.code : proof.how
}

describe('a scanned code', () => {
  const { code, secondsLeft } = stationCodeAt(station, at(0))

  it('stays for half a minute and says how long', () => {
    expect(secondsLeft).toBe(30)
    expect(stationCodeAt(station, at(29)).code).toBe(code)
    expect(stationCodeAt(station, at(29)).secondsLeft).toBe(1)
    expect(stationCodeAt(station, at(30)).code).not.toBe(code)
  })

  it.each([
    [0, 'code'],
    [29.9, 'code'],
    [30, 'code'],
    [59.9, 'code'],
    [60, 'duty.code-expired'],
    [86_400, 'duty.code-expired'],
    [-1, 'duty.code-wrong'],
  ])('is, %s seconds after it came up, %s', (seconds, told) => {
    expect(read(code, at(seconds))).toBe(told)
  })

  it('is worth nothing at another station, changed, or dated by somebody else', () => {
    expect(read(code, at(0), other)).toBe('duty.code-wrong')
    expect(read(stationCodeAt(other, at(0)).code, at(0))).toBe('duty.code-wrong')
    expect(read(`${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`, at(0))).toBe(
      'duty.code-wrong',
    )
    const [, mac = ''] = code.split(/-(.*)/)
    const later = stationCodeAt(station, at(3_600)).code.split('-', 1)[0] ?? ''
    expect(read(`${later}-${mac}`, at(3_600))).toBe('duty.code-wrong')
  })

  it.each([
    '',
    'c',
    'x',
    'c0-',
    `c-${'A'.repeat(22)}`,
    'p0-code-',
    '12345',
    '1234567',
    '一二三四五六',
  ])('%j is none', (text) => expect(read(text, at(0))).toBe('duty.code-wrong'))
})

describe('six digits', () => {
  it('are good for the present step and the one before', () => {
    const { digits } = stationCodeAt(station, at(0))
    expect(digits).toMatch(/^\d{6}$/)
    expect([0, 59].map((seconds) => read(digits, at(seconds)))).toEqual(['digits', 'digits'])
    expect(read(digits, at(90))).toBe('duty.code-wrong')
    expect(read(digits, at(0), other)).toBe('duty.code-wrong')
  })
})

describe('a pass', () => {
  const pass = passOf(station, { how: 'code', at: at(5) })

  it('keeps the time of scanning for some minutes, for who signs in first', () => {
    expect(readProof(station, pass, at(600), SCAN_MINUTES)).toEqual({ how: 'code', at: at(5) })
    expect(read(pass, at(606))).toBe('duty.code-expired')
    expect(read(pass, at(0))).toBe('duty.code-expired')
  })

  it('cannot be made, changed, or taken to another station', () => {
    expect(read(pass, at(10), other)).toBe('duty.code-wrong')
    expect(read(pass.replace('code', 'digits'), at(10))).toBe('duty.code-wrong')
    expect(read(pass.replace('p', 'p1'), at(10))).toBe('duty.code-wrong')
  })
})
