import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RosterDay } from '../../src/features/duty/model/rosters.ts'
import { rotate } from '../../src/features/duty/rules/rotation.ts'
import { parseCivilDate, plusDays, type CivilDate } from '../../src/kernel/clock.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'

const { isWorkday } = chineseCalendar()
const date = (text: string) => parseCivilDate(text) as CivilDate
const daysFrom = (first: string, count: number) =>
  Array.from({ length: count }, (_, index) => plusDays(date(first), index))
const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`)
const nobodyAway = () => false
const letters = (days: readonly RosterDay[]) =>
  days.map(({ aId, bId }) => `${aId}${bId ?? ''}`).join(' ')

/** The most and the fewest turns as A, of those people and days. */
function spread(
  roster: readonly RosterDay[],
  people: readonly string[],
  counts: (day: CivilDate) => boolean = () => true,
): number {
  const had = people.map(
    (id) => roster.filter(({ aId, dutyOn }) => aId === id && counts(dutyOn)).length,
  )
  return Math.max(...had) - Math.min(...had)
}

describe('a rotation', () => {
  it('goes round, and the next in line is B', () => {
    const days = daysFrom('2026-11-23', 5)
    const roster = rotate({ people: ['a', 'b', 'c'], days, isWorkday, isAway: nobodyAway })
    expect(letters(roster)).toBe('ab bc ca ab bc')
  })

  it('passes over who is away, and does not make them catch up', () => {
    const days = daysFrom('2026-11-23', 5)
    const isAway = (id: string, day: CivilDate) => id === 'b' && day <= '2026-11-25'
    const roster = rotate({ people: ['a', 'b', 'c'], days, isWorkday, isAway })
    expect(letters(roster)).toBe('ac ca ac ca bc')
  })

  it('has no B where only one is there, and leaves a day out where nobody is', () => {
    const days = daysFrom('2026-11-23', 2)
    const isAway = (id: string, day: CivilDate) => id === 'b' || day === '2026-11-24'
    expect(rotate({ people: ['a', 'b'], days, isWorkday, isAway })).toEqual([
      { dutyOn: '2026-11-23', aId: 'a', bId: null },
    ])
  })

  it('shares a weekend’s days out among all over a month', () => {
    const people = names(4)
    const days = daysFrom('2026-10-01', 31)
    const roster = rotate({ people, days, isWorkday, isAway: nobodyAway })
    expect(spread(roster, people, (day) => !isWorkday(day))).toBeLessThanOrEqual(1)
  })
})

const starts = fc.integer({ min: 0, max: 400 }).map((n) => plusDays(date('2026-01-01'), n))
const scenes = fc.record({
  people: fc.integer({ min: 2, max: 12 }).map(names),
  days: fc
    .tuple(starts, fc.integer({ min: 1, max: 120 }))
    .map(([first, count]) => daysFrom(first, count)),
  workdaysOnly: fc.boolean(),
})
const leaves = fc.array(
  fc.record({
    person: fc.nat(11),
    from: fc.integer({ min: 0, max: 120 }),
    length: fc.integer({ min: 0, max: 40 }),
  }),
  { maxLength: 8 },
)

describe('any rotation', () => {
  it('gives everybody the same, within one, of all days and of the days of rest', () => {
    fc.assert(
      fc.property(scenes, ({ people, days: all, workdaysOnly }) => {
        const days = workdaysOnly ? all.filter(isWorkday) : all
        const roster = rotate({ people, days, isWorkday, isAway: nobodyAway })
        expect(roster.map(({ dutyOn }) => dutyOn)).toEqual(days)
        expect(spread(roster, people)).toBeLessThanOrEqual(1)
        expect(spread(roster, people, isWorkday)).toBeLessThanOrEqual(2)
        expect(spread(roster, people, (day) => !isWorkday(day))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  it('puts nobody on who is away, nor one twice; who is never away differs by one at most', () => {
    fc.assert(
      fc.property(scenes, leaves, ({ people, days }, away) => {
        const isAway = (id: string, day: CivilDate) =>
          away.some(({ person, from, length }) => {
            const first = plusDays(days[0] as CivilDate, from)
            return id === `p${person}` && day >= first && day <= plusDays(first, length)
          })
        const roster = rotate({ people, days, isWorkday, isAway })
        for (const { dutyOn, aId, bId } of roster) {
          expect(aId === bId).toBe(false)
          expect([aId, bId].some((id) => id !== null && isAway(id, dutyOn))).toBe(false)
        }
        const covered = days.filter((day) => people.some((id) => !isAway(id, day)))
        expect(roster.map(({ dutyOn }) => dutyOn)).toEqual(covered)
        const always = people.filter((id) => days.every((day) => !isAway(id, day)))
        if (always.length > 1) expect(spread(roster, always)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })
})
