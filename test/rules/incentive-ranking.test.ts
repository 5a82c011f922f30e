import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  RankedPerson,
  RankedRecord,
  RankingFacts,
} from '../../src/features/incentive/model.ts'
import { shownRows } from '../../src/features/incentive/rules/honours.ts'
import { periodAt } from '../../src/features/incentive/rules/period.ts'
import {
  compareRows,
  cutOffOf,
  gapTo,
  rankMonth,
} from '../../src/features/incentive/rules/ranking.ts'
import { starLevelOf } from '../../src/features/incentive/rules/stars.ts'
import { withRecordedHouseholds } from '../../src/features/incentive/rules/standing.ts'
import { policyAt } from '../../src/features/policy/rules.ts'
import { instantAt } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'
import { day } from '../support/incentive.ts'

const caps = { dayCapMinutes: 480, monthCapMinutes: 2_400 }
const here = () => true

function record(id: string, personId: string, wish: Partial<RankedRecord> = {}): RankedRecord {
  const servedOn = wish.servedOn ?? day('2026-11-02')
  const startsAt = instantAt(servedOn, '09:00')
  const serviceMinutes = minutes(60)
  return {
    id,
    communityId: 'c',
    personId,
    servedOn,
    startsAt,
    serviceMinutes,
    recipient: null,
    ...wish,
  }
}

function volunteer(personId: string, wish: Partial<RankedPerson> = {}): RankedPerson {
  return { personId, registeredOn: day('2025-01-01'), certificateNumber: `NM-${personId}`, ...wish }
}

function rank(records: readonly RankedRecord[], people: readonly RankedPerson[]) {
  return rankMonth({ records, people }, caps, here)
}

describe('the monthly ranking', () => {
  it('counts a day up to its cap and the month up to forty hours', () => {
    const days = Array.from({ length: 6 }, (_, index) =>
      record(`r${index}`, 'a', {
        servedOn: day(`2026-11-0${index + 1}`),
        serviceMinutes: minutes(600),
      }),
    )
    expect(rank(days, [volunteer('a')])).toMatchObject([
      { approvedMinutes: 3_600, dayCappedMinutes: 2_880, serviceMinutes: 2_400 },
    ])
  })

  it('breaks ties by people served, then earlier registration, then the smaller certificate', () => {
    const people = [
      volunteer('a', { certificateNumber: 'NM2' }),
      volunteer('b', { certificateNumber: 'NM1' }),
      volunteer('c', { registeredOn: day('2024-01-01'), certificateNumber: 'NM9' }),
      volunteer('d', { registeredOn: day('2026-01-01'), certificateNumber: 'NM8' }),
    ]
    const records = [
      ...['a', 'b', 'c'].map((id) => record(`r-${id}`, id)),
      record('r-d', 'd', { recipient: 'person:x' }),
    ]
    expect(rank(records, people).map(({ personId }) => personId)).toEqual(['d', 'c', 'b', 'a'])
  })

  it('counts each recipient once and groups and places not at all', () => {
    const recipients = ['person:x', 'person:x', 'household:y', null]
    const records = recipients.map((recipient, index) => record(`r${index}`, 'a', { recipient }))
    expect(rank(records, [volunteer('a')])).toMatchObject([{ recipientsServed: 2 }])
  })

  it('ranks whoever moved within the month once, where they served last', () => {
    const records = [
      record('r1', 'a', { communityId: 'c' }),
      record('r2', 'a', { communityId: 'd', servedOn: day('2026-11-20') }),
    ]
    const facts = { records, people: [volunteer('a')] }
    expect(rankMonth(facts, caps, (id) => id === 'c')).toEqual([])
    expect(rankMonth(facts, caps, (id) => id === 'd')).toMatchObject([{ serviceMinutes: 120 }])
  })

  it('gives the same rows in whatever order the facts come, and no rank twice', () => {
    const person = fc.constantFrom('a', 'b', 'c', 'd')
    const anyRecord = fc.record({
      personId: person,
      length: fc.integer({ min: 1, max: 700 }),
      recipient: fc.constantFrom(null, 'person:x', 'person:y', 'household:z'),
      on: fc.integer({ min: 10, max: 28 }),
    })
    const people = ['a', 'b', 'c', 'd'].map((id) => volunteer(id))
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 40 }), (wishes) => {
        const records = wishes.map(({ personId, length, recipient, on }, index) =>
          record(`r${index}`, personId, {
            ...{ serviceMinutes: minutes(length), recipient, servedOn: day(`2026-11-${on}`) },
          }),
        )
        const facts: RankingFacts = { records, people }
        const turned = { records: [...records].reverse(), people: [...people].reverse() }
        const rows = rankMonth(facts, caps, here)
        expect(rankMonth(turned, caps, here)).toEqual(rows)
        expect(rows.map((row) => row.rank)).toEqual(rows.map((_, index) => index + 1))
      }),
    )
  })
})

describe('what the place above would have taken', () => {
  const row = (serviceMinutes: number, recipientsServed: number, registeredOn = '2025-01-01') => ({
    ...{ serviceMinutes: minutes(serviceMinutes), recipientsServed },
    ...{ registeredOn: day(registeredOn), certificateNumber: 'NM5' },
  })

  it.each([
    ['one minute more where the tie would be lost', row(120, 3), row(100, 2), 21, null],
    ['the same minutes where the tie would be won', row(120, 1), row(100, 2), 20, null],
    [
      'one person more above the cap of the month',
      row(2_400, 3),
      row(2_400, 3, '2026-01-01'),
      null,
      1,
    ],
    ['minutes and people below a full month', row(2_400, 3), row(2_300, 1, '2024-01-01'), 100, 2],
    ['a minute where all else is equal', row(60, 1), row(60, 1, '2026-01-01'), 1, null],
  ])('%s', (_, above, own, serviceMinutes, recipientsServed) => {
    expect(gapTo(above, own, caps)).toMatchObject({ serviceMinutes, recipientsServed })
  })

  it('names the metric that decided', () => {
    expect(gapTo(row(60, 1), row(60, 1, '2026-01-01'), caps).decidedBy).toBe('registeredOn')
    expect(gapTo(row(60, 2), row(60, 1), caps).decidedBy).toBe('recipientsServed')
    expect(gapTo(row(61, 1), row(60, 1), caps).decidedBy).toBe('serviceMinutes')
  })

  it('is enough: with it the row stands before the one above', () => {
    const amount = fc.integer({ min: 1, max: 2_400 })
    const count = fc.integer({ min: 0, max: 5 })
    fc.assert(
      fc.property(amount, amount, count, count, fc.boolean(), (m1, m2, r1, r2, early) => {
        const first = { ...row(Math.max(m1, m2), r1), certificateNumber: 'NM1' }
        const own = row(Math.min(m1, m2), r2, early ? '2024-01-01' : '2026-01-01')
        const gap = gapTo(first, own, caps)
        const better = {
          ...own,
          serviceMinutes: minutes(own.serviceMinutes + (gap.serviceMinutes ?? 0)),
          recipientsServed: own.recipientsServed + (gap.recipientsServed ?? 0),
        }
        // Some pairs stand the other way round already: then nothing has to be beaten.
        expect(Math.min(compareRows(better, first), compareRows(own, first))).toBeLessThan(0)
        expect(better.serviceMinutes).toBeLessThanOrEqual(2_400)
      }),
    )
  })
})

describe('the window of a month', () => {
  it('closes at the end of the tenth working day after it', () => {
    const november = periodAt('month', day('2026-11-05'))
    expect(cutOffOf(november, 10, chineseCalendar())).toBe(instantAt(day('2026-12-15')))
  })

  it('takes household ties as they were recorded, and nothing else', () => {
    const fresh = [
      record('r1', 'a', { recipient: null }),
      record('r2', 'a', { recipient: 'person:x' }),
      record('r3', 'a', { recipient: 'person:y' }),
      record('r4', 'a', { recipient: 'person:z' }),
    ]
    const recorded = [
      record('r1', 'a', { recipient: 'person:w' }),
      record('r2', 'a', { recipient: null }),
      record('r3', 'a', { recipient: 'person:forged' }),
    ]
    expect(withRecordedHouseholds(fresh, recorded).map(({ recipient }) => recipient)).toEqual([
      'person:w',
      null,
      'person:y',
      'person:z',
    ])
  })
})

describe('what the public sees', () => {
  const rows = rank(
    Array.from({ length: 12 }, (_, index) => record(`r${index}`, `p${index}`)),
    Array.from({ length: 12 }, (_, index) => volunteer(`p${index}`)),
  )

  it('is nothing when the ranking is off', () => {
    expect(shownRows(rows, 'off')).toEqual([])
  })

  it('is the top list without numbers as honours', () => {
    const shown = shownRows(rows, 'honours')
    expect(shown).toHaveLength(10)
    expect(shown.every(({ serviceMinutes }) => serviceMinutes === null)).toBe(true)
  })

  it('is everybody with numbers in full', () => {
    expect(shownRows(rows, 'full')).toMatchObject(rows.map(() => ({ serviceMinutes: 60 })))
  })
})

describe('stars', () => {
  const policy = policyAt([], 'stars', day('2026-11-24'))

  it.each([
    [0, 0, 1, 6_000],
    [5_999, 0, 1, 1],
    [6_000, 1, 2, 12_000],
    [36_000, 3, 4, 24_000],
    [89_999, 4, 5, 1],
    [90_000, 5, null, null],
    [200_000, 5, null, null],
  ])('with %i minutes are %i, the next %s after %s', (served, level, nextLevel, missingMinutes) => {
    const serviceMinutes = minutes(served)
    const expected = { level, serviceMinutes, nextLevel, missingMinutes }
    expect(starLevelOf(serviceMinutes, policy)).toEqual(expected)
  })
})
