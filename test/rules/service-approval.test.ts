import { describe, expect, it } from 'vitest'
import type { Candidate, Span } from '../../src/features/service/model.ts'
import {
  colourOf,
  dayMinutes,
  decideApproval,
  isLate,
  overlaps,
} from '../../src/features/service/rules/decide-approval.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { instantAt, type CivilDate, type Instant } from '../../src/kernel/clock.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'

const calendar = chineseCalendar()
const recording = { withinWorkdays: 10, dayRedMinutes: 480, planToleranceMinutes: 15 }

const at = (text: string): Instant => instantAt(text.slice(0, 10) as CivilDate, text.slice(11))
const span = (from: string, to: string): Span => ({ startsAt: at(from), endsAt: at(to) })

const green: Candidate = {
  id: 'record',
  personId: 'volunteer',
  householdId: 'home',
  state: 'submitted',
  enteredById: 'volunteer',
  measuredBy: 'checkIn',
  ...span('2026-11-24 09:00', '2026-11-24 11:00'),
  plannedStartsAt: at('2026-11-24 09:00'),
  plannedEndsAt: at('2026-11-24 11:00'),
  checkedInAt: at('2026-11-24 09:00'),
  checkedOutAt: at('2026-11-24 11:00'),
  recipientConfirmedAt: null,
  groupSheetId: null,
  groupSheetById: null,
  submittedAt: at('2026-11-24 12:00'),
}
const manual: Partial<Candidate> = {
  measuredBy: 'manual',
  plannedStartsAt: null,
  plannedEndsAt: null,
  checkedInAt: null,
  checkedOutAt: null,
}
const coordinator = { personId: 'coordinator', householdId: 'elsewhere' }
const typed = { ...manual, enteredById: 'coordinator' }

describe('who may approve', () => {
  const cases: readonly [string, Partial<Candidate>, Partial<typeof coordinator>, string][] = [
    ['a coordinator who has nothing to do with it', {}, {}, 'approved'],
    ['never the volunteer', {}, { personId: 'volunteer' }, 'service.own-record'],
    ['never the household', {}, { householdId: 'home' }, 'service.household-record'],
    ['whoever has no household, for whoever has none', { householdId: null }, {}, 'approved'],
    ['not who typed it in', typed, {}, 'service.entered-by-yourself'],
    [
      'who typed it in, when the one served has confirmed',
      { ...typed, recipientConfirmedAt: at('2026-11-24 12:00') },
      {},
      'approved',
    ],
    ['who typed it in, when checked in and out', { enteredById: 'coordinator' }, {}, 'approved'],
    [
      'not who typed it in, when the check-out was forgotten',
      { enteredById: 'coordinator', checkedOutAt: null },
      {},
      'service.entered-by-yourself',
    ],
    [
      'not who handed in the sheet',
      { ...typed, groupSheetId: 'sheet', groupSheetById: 'coordinator' },
      {},
      'service.entered-by-yourself',
    ],
    [
      "another, by a team leader's sheet",
      { ...manual, enteredById: 'leader', groupSheetId: 'sheet', groupSheetById: 'leader' },
      {},
      'approved',
    ],
    ['nobody twice', { state: 'approved' }, {}, 'service.record-decided'],
    ['nobody what was withdrawn', { state: 'withdrawn' }, {}, 'service.record-decided'],
    ['nobody what was rejected', { state: 'rejected' }, {}, 'service.record-decided'],
    ['nobody a draft', { state: 'draft' }, {}, 'service.record-decided'],
  ]

  it.each(cases)('%s', (_, record, approver, expected) => {
    const candidate = { ...green, ...record }
    const decision = decideApproval(candidate, { ...coordinator, ...approver }, [], true, 'yellow')
    expect(isRefusal(decision) ? decision.error.code : decision).toBe(expected)
  })

  it('a record with an approver of unknown household is not taken for one household', () => {
    const record = { ...green, householdId: null }
    const approver = { personId: 'coordinator', householdId: null }
    expect(decideApproval(record, approver, [], false, 'green')).toBe('approved')
  })

  it.each(['yellow', 'red'] as const)('refuses a %s record that was not opened', (colour) => {
    const decision = decideApproval(green, coordinator, [], false, colour)
    expect(isRefusal(decision) && decision.error.code).toBe('service.open-first')
  })

  it('refuses what overlaps approved time even when opened', () => {
    const approved = [span('2026-11-24 10:59', '2026-11-24 12:00')]
    const decision = decideApproval(green, coordinator, approved, true, 'red')
    expect(isRefusal(decision) && decision.error.code).toBe('service.overlap')
  })
})

describe('overlapping', () => {
  const nine = span('2026-11-24 09:00', '2026-11-24 10:00')
  const cases: readonly [string, Span, boolean][] = [
    ['one begins as the other ends', span('2026-11-24 10:00', '2026-11-24 11:00'), false],
    ['one ends as the other begins', span('2026-11-24 08:00', '2026-11-24 09:00'), false],
    ['a minute in common', span('2026-11-24 09:59', '2026-11-24 11:00'), true],
    ['one within the other', span('2026-11-24 09:10', '2026-11-24 09:20'), true],
    ['the same', nine, true],
    ['another day', span('2026-11-25 09:00', '2026-11-25 10:00'), false],
  ]
  it.each(cases)('%s', (_, other, expected) => {
    expect([overlaps(nine, other), overlaps(other, nine)]).toEqual([expected, expected])
  })
})

describe('the colour', () => {
  const cases: readonly [string, Partial<Candidate>, readonly Span[], string][] = [
    ['green when planned, checked in and out, within plan', {}, [], 'green'],
    ['yellow when typed', manual, [], 'yellow'],
    ['yellow without a check-out', { checkedOutAt: null }, [], 'yellow'],
    ['yellow without a plan', { plannedStartsAt: null }, [], 'yellow'],
    ['green 15 minutes off plan', { plannedEndsAt: at('2026-11-24 11:15') }, [], 'green'],
    ['yellow 16 minutes off plan', { plannedEndsAt: at('2026-11-24 11:16') }, [], 'yellow'],
    ['yellow 16 minutes before plan', { plannedStartsAt: at('2026-11-24 08:44') }, [], 'yellow'],
    ['red when it overlaps', {}, [span('2026-11-24 10:30', '2026-11-24 11:30')], 'red'],
    ['green at eight hours a day', {}, [span('2026-11-24 12:00', '2026-11-24 18:00')], 'green'],
    ['red over eight hours a day', {}, [span('2026-11-24 12:00', '2026-11-24 18:01')], 'red'],
    [
      'green when the other hours were yesterday',
      {},
      [span('2026-11-23 12:00', '2026-11-23 22:00')],
      'green',
    ],
    ['red when late', { submittedAt: at('2026-12-09 09:00') }, [], 'red'],
  ]
  it.each(cases)('%s', (_, record, approved, expected) => {
    expect(colourOf({ ...green, ...record }, approved, recording, calendar)).toBe(expected)
  })

  it('adds up the fuller of two days for time over midnight', () => {
    const night = { ...green, ...span('2026-11-24 22:00', '2026-11-25 02:00') }
    expect(dayMinutes(night, [span('2026-11-24 08:00', '2026-11-24 10:00')])).toBe(360)
  })
})

describe('ten working days', () => {
  const cases: readonly [string, string, string, boolean][] = [
    ['the tenth working day', '2026-11-24 11:00', '2026-12-08 23:59', false],
    ['the eleventh', '2026-11-24 11:00', '2026-12-09 00:00', true],
    ['over the National Day holiday', '2026-09-30 11:00', '2026-10-20 12:00', false],
  ]
  it.each(cases)('%s', (_, ended, submitted, expected) => {
    const record = { endsAt: at(ended), submittedAt: at(submitted) }
    expect(isLate(record, recording, calendar)).toBe(expected)
  })
})
