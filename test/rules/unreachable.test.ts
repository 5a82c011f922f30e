import { describe, expect, it } from 'vitest'
import { countTries, judgeUnreachable } from '../../src/features/desk/rules/unreachable.ts'
import { parseInstant } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'

const needed = { unreachableTries: 3, unreachableDays: 2 }

/** `-24 23:50` in vain, `+25 09:00` reached, `!25 10:00` answered; Shanghai time in November. */
function diaryOf(...entries: readonly string[]) {
  return entries.map((entry) => {
    const recordedAt = parseInstant(`2026-11-${entry.slice(1).replace(' ', 'T')}:00+08:00`)
    if (!recordedAt) throw new Error(entry)
    const act = { '-': 'contact-failed', '+': 'contact', '!': 'answer' }[entry.charAt(0)]
    return { act: act ?? 'start', recordedAt }
  })
}

describe('tries in vain', () => {
  it.each([
    ['none', [], { tries: 0, days: 0 }],
    ['three on one day', ['-24 09:00', '-24 12:00', '-24 18:00'], { tries: 3, days: 1 }],
    ['by the day of Shanghai', ['-24 23:59', '-25 00:01'], { tries: 2, days: 2 }],
    ['with other steps between', ['-24 09:00', '?24 10:00', '-25 09:00'], { tries: 2, days: 2 }],
    [
      'anew once reached',
      ['-24 09:00', '-25 09:00', '+25 10:00', '-26 09:00'],
      { tries: 1, days: 1 },
    ],
    [
      'anew once answered',
      ['-24 09:00', '-24 10:00', '-25 09:00', '!25 10:00'],
      { tries: 0, days: 0 },
    ],
  ] as const)('are counted: %s', (_, entries, expected) => {
    expect(countTries(diaryOf(...entries))).toEqual(expected)
  })
})

describe('unreachable', () => {
  it.each([
    [3, 2, true],
    [4, 3, true],
    [2, 2, false],
    [3, 1, false],
  ])('after %i tries on %i days: %s', (tries, days, expected) => {
    expect(isRefusal(judgeUnreachable({ tries, days }, needed))).toBe(!expected)
  })

  it('says how much is missing', () => {
    expect(judgeUnreachable({ tries: 1, days: 1 }, needed)).toMatchObject({
      error: { code: 'desk.untried' },
      details: { tries: 1, days: 1, triesNeeded: 3, daysNeeded: 2 },
    })
  })
})
