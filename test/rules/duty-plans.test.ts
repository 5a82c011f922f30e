import { describe, expect, it } from 'vitest'
import {
  decidePlan,
  decideSchoolHoliday,
  planLayout,
  shiftTimesOf,
} from '../../src/features/duty/rules/plans.ts'
import { readWeekly, ruleText, weeklyRuleOf } from '../../src/features/duty/messages/plans.ts'
import type { PlanTerms } from '../../src/features/duty/model/plans.ts'
import { civilDateOf, civilTimeOf, instantAt, type CivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { isRule, momentsOf } from '../../src/kernel/recurrence.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'

const day = (text: string) => text as CivilDate
const now = instantAt(day('2026-11-24'), '09:00')
const calendar = chineseCalendar()
const winter = { startsOn: day('2027-01-23'), endsOn: day('2027-02-21') }

const timing = (wish: Partial<PlanTerms> = {}) => ({
  rule: '0 16 * * *' as string | null,
  dates: [],
  days: 'every' as const,
  startsOn: day('2026-11-01'),
  endsOn: null,
  durationMinutes: minutes(120),
  ...wish,
})

const held = (wish: Partial<PlanTerms>, from: string, until: string) =>
  shiftTimesOf(timing(wish), instantAt(day(from)), instantAt(day(until)), calendar, [winter])

const daysOf = (...args: Parameters<typeof held>) => held(...args).map(civilDateOf)

describe('a rule', () => {
  it('runs by the clock of Shanghai', () => {
    const times = momentsOf('0 16 * * *', now, instantAt(day('2026-11-26')), 9) ?? []
    expect(times.map((at) => `${civilDateOf(at)} ${civilTimeOf(at)}`)).toEqual([
      '2026-11-24 16:00',
      '2026-11-25 16:00',
    ])
  })

  it.each(['nonsense', '* * * *', '* * * * * *', '61 * * * *', '0 16 * * 9', ''])(
    '%j is none',
    (text) => expect(isRule(text)).toBe(false),
  )

  it('is told in words, and read back into the days of a form', () => {
    expect(ruleText('0 16 * * *')).toBe('每天 16:00')
    expect(ruleText('30 9 * * 1,3')).toBe('每周一、三 09:30')
    expect(ruleText('0 15 * * 5L')).toBe('规则 0 15 * * 5L')
    const weekly = { weekdays: [2, 6], time: '08:05' }
    expect(readWeekly(weeklyRuleOf(weekly))).toEqual(weekly)
  })
})

describe('四点钟乐园', () => {
  it('is at 16:00 on school days and in the morning of school holidays', () => {
    const week = ['2027-01-18', '2027-01-25'] as const
    const school = held({ days: 'schoolDays' }, ...week)
    expect(school.map(civilDateOf)).toEqual(
      ['18', '19', '20', '21', '22'].map((d) => `2027-01-${d}`),
    )
    const holidays = { rule: '0 9 * * 1-5', days: 'schoolHolidays' } as const
    expect(daysOf(holidays, '2027-01-18', '2027-01-27')).toEqual(['2027-01-25', '2027-01-26'])
  })

  it('knows the shifted working days of the Chinese calendar', () => {
    // Sunday 20 September 2026 is worked, 25 September is Mid-Autumn
    const days = daysOf(
      { days: 'schoolDays', startsOn: day('2026-09-01') },
      '2026-09-19',
      '2026-09-28',
    )
    expect(days).toContain('2026-09-20')
    expect(days).not.toContain('2026-09-25')
  })
})

describe('the times of a plan', () => {
  it('are a weekly patrol', () => {
    expect(daysOf({ rule: '0 20 * * 3' }, '2026-11-24', '2026-12-10')).toEqual([
      '2026-11-25',
      '2026-12-02',
      '2026-12-09',
    ])
  })

  it('are single dates beside or without a rule, each once', () => {
    const festival = instantAt(day('2027-02-12'), '14:00')
    const dates = { rule: null, dates: [festival, festival] }
    expect(held(dates, '2026-11-24', '2027-03-01')).toEqual([festival])
  })

  it('begin and end with the plan, and include the first minute of the first day', () => {
    const wish = { rule: '0 0 * * *', startsOn: day('2026-11-26'), endsOn: day('2026-11-27') }
    expect(daysOf(wish, '2026-11-24', '2026-12-24')).toEqual(['2026-11-26', '2026-11-27'])
  })
})

describe('a plan', () => {
  it.each([
    ['unreadable', { rule: 'x' }, 'duty.plan-rule'],
    ['that overlaps itself', { rule: '0 * * * *' }, 'duty.plan-too-often'],
    ['of every minute', { rule: '* * * * *', durationMinutes: minutes(1) }, 'duty.plan-too-often'],
    ['that never comes', { rule: '0 0 31 2 *' }, 'duty.plan-never'],
    ['that is over', { rule: null, dates: [instantAt(day('2026-11-01'))] }, 'duty.plan-never'],
    ['that ends before it begins', { endsOn: day('2026-10-31') }, 'duty.plan-days'],
    [
      'with dates an hour apart, two hours long',
      { rule: null, dates: ['14:00', '15:00'].map((at) => instantAt(day('2027-02-12'), at)) },
      'duty.plan-too-often',
    ],
  ])('%s is refused', (_, wish, code) => {
    const decision = decidePlan(timing(wish), now)
    expect(isRefusal(decision) && decision.error.code).toBe(code)
  })

  it('every day for a whole day long is taken', () => {
    expect(decidePlan(timing({ durationMinutes: minutes(1_440) }), now)).toBe('accepted')
  })
})

describe('laying out', () => {
  const at = (text: string) => instantAt(day(text), '16:00')
  const loose = { id: 'loose', occursAt: at('2026-11-25'), kept: false }
  const kept = { id: 'kept', occursAt: at('2026-11-26'), kept: true }

  it('adds what is missing and leaves what is there', () => {
    const wanted = ['2026-11-25', '2026-11-26', '2026-11-27'].map(at)
    expect(planLayout(wanted, [loose, kept], false)).toEqual({
      remove: [],
      add: [at('2026-11-27')],
    })
  })

  it('removes what is wanted no longer, but not what somebody has touched', () => {
    expect(planLayout([], [loose, kept], false)).toEqual({ remove: ['loose'], add: [] })
  })

  it('gives the day of a kept shift no second one', () => {
    const later = ['2026-11-26', '2026-11-27'].map((text) => instantAt(day(text), '17:00'))
    expect(planLayout(later, [loose, kept], true)).toEqual({ remove: ['loose'], add: [later[1]] })
  })

  it('replaces what nobody has touched when the terms have changed', () => {
    expect(planLayout([loose.occursAt], [loose], true)).toEqual({
      remove: ['loose'],
      add: [loose.occursAt],
    })
  })
})

it('a school holiday lasts a day to half a year', () => {
  const startsOn = day('2027-01-23')
  expect(decideSchoolHoliday({ startsOn, endsOn: startsOn })).toBe('accepted')
  for (const endsOn of [day('2027-01-22'), day('2027-12-31')]) {
    expect(isRefusal(decideSchoolHoliday({ startsOn, endsOn }))).toBe(true)
  }
})
