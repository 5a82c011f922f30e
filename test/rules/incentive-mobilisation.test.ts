import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  Contribution,
  Link,
  MobilisationFacts,
  Period,
  PersonDays,
} from '../../src/features/incentive/model.ts'
import { contributionDaysOf, countDays } from '../../src/features/incentive/rules/contributions.ts'
import {
  mobilisationFigures,
  ownMobilisation,
} from '../../src/features/incentive/rules/mobilisation.ts'
import { parsePeriod } from '../../src/features/incentive/rules/period.ts'
import type { PoliticalStatus } from '../../src/features/person/model.ts'
import { policyAt } from '../../src/features/policy/rules.ts'
import { recordStates } from '../../src/features/service/model.ts'
import { plusDays } from '../../src/kernel/clock.ts'
import { day } from '../support/incentive.ts'

const policy = policyAt([], 'mobilisation', day('2026-09-30'))
const here = () => true

function person(personId: string, status: PoliticalStatus | null, periodDays: number): PersonDays {
  return { personId, communityId: 'c', politicalStatus: status, days: periodDays, periodDays }
}

function link(personId: string, introducerId: string, wish: Partial<Link> = {}): Link {
  return {
    personId,
    introducerId,
    personStatus: 'masses',
    introducerStatus: 'partyMember',
    ...wish,
  }
}

/** `count` people of the prefix, the first `active` with two days, the rest up to `effective` long ago. */
function brought(prefix: string, count: number, effective: number, active: number) {
  const ids = Array.from({ length: count }, (_, index) => `${prefix}${index}`)
  const people = ids.map((id, index) => ({
    ...person(id, 'masses', index < active ? 2 : 0),
    days: index < effective ? 2 : 1,
  }))
  return { people, links: ids.map((id) => link(id, prefix)) }
}

/** E1: 甲 12 named, 11 effective, 9 active; 乙 11; 丙 0; 丁 2, but not active; 5 without. */
function handExample(): MobilisationFacts {
  const a = brought('甲', 12, 11, 9)
  const b = brought('乙', 11, 11, 11)
  const d = brought('丁', 2, 2, 2)
  const free = Array.from({ length: 5 }, (_, index) => person(`无${index}`, 'masses', 2))
  const party = ['甲', '乙', '丙'].map((id) => person(id, 'partyMember', 2))
  return {
    people: [
      ...party,
      person('丁', 'partyMember', 1),
      ...a.people,
      ...b.people,
      ...d.people,
      ...free,
    ],
    links: [...a.links, ...b.links, ...d.links],
  }
}

describe('the hand example of 1+10', () => {
  it('gives the five figures to the last digit', () => {
    expect(mobilisationFigures(handExample(), policy, 'quarter', here)).toEqual({
      activeParty: 3,
      activeMasses: 27,
      participationRatio: '9.0',
      attainment: '63.3',
      goalRate: '33.3',
      traceableRate: '81.5',
    })
  })

  it.each([
    ['甲', { active: 9, effective: 11, goal: 10, reached: false }],
    ['乙', { active: 11, effective: 11, goal: 10, reached: true }],
    ['丙', { active: 0, effective: 0, goal: 10, reached: false }],
    ['丁', { active: 0, effective: 2, goal: 10, reached: false }],
  ])('gives %s their own k', (id, own) => {
    expect(ownMobilisation(handExample(), policy, 'quarter', id)).toEqual(own)
  })

  it('agrees with the founding numbers: 2,000 to 5,131 is 1+0.4', () => {
    const people = [
      ...Array.from({ length: 5131 }, (_, index) => person(`p${index}`, 'partyMember', 4)),
      ...Array.from({ length: 2000 }, (_, index) => person(`m${index}`, 'masses', 4)),
    ]
    const figures = mobilisationFigures({ people, links: [] }, policy, 'year', here)
    expect(figures.participationRatio).toBe('0.4')
  })
})

describe('who is active', () => {
  it.each([
    ['month', 1, 2, true],
    ['month', 1, 1, false],
    ['month', 0, 5, false],
    ['quarter', 2, 2, true],
    ['quarter', 1, 9, false],
    ['year', 4, 4, true],
    ['year', 3, 9, false],
  ] as const)('in a %s with %i days in it of %i in all: %s', (kind, periodDays, days, isActive) => {
    const people = [{ ...person('x', 'masses', periodDays), days }]
    const { activeMasses } = mobilisationFigures({ people, links: [] }, policy, kind, here)
    expect(activeMasses).toBe(isActive ? 1 : 0)
  })

  it('counts 团员 and people without a status with 群众, 预备党员 with 党员', () => {
    const people = [
      person('a', 'leagueMember', 2),
      person('b', null, 2),
      person('c', 'probationaryMember', 2),
    ]
    const figures = mobilisationFigures({ people, links: [] }, policy, 'quarter', here)
    expect(figures).toMatchObject({ activeMasses: 2, activeParty: 1, participationRatio: '2.0' })
  })

  it('says nothing where nobody is there to divide by', () => {
    const figures = mobilisationFigures({ people: [], links: [] }, policy, 'quarter', here)
    expect(figures).toEqual({
      ...{ activeParty: 0, activeMasses: 0, participationRatio: null },
      ...{ attainment: null, goalRate: null, traceableRate: null },
    })
  })

  it('counts an introduction by what both were on the day of the statement', () => {
    const people = [person('p', 'partyMember', 2), person('m', 'masses', 2)]
    const figuresWith = (wish: Partial<Link>) =>
      mobilisationFigures({ people, links: [link('m', 'p', wish)] }, policy, 'quarter', here)
    expect(figuresWith({})).toMatchObject({ attainment: '10.0', traceableRate: '100.0' })
    const none = { attainment: '0.0', traceableRate: '0.0' }
    expect(figuresWith({ introducerStatus: 'masses' })).toMatchObject(none)
    expect(figuresWith({ introducerStatus: null })).toMatchObject(none)
    expect(figuresWith({ personStatus: 'partyMember' })).toMatchObject(none)
  })

  it('counts whom a member brought wherever they live, and everybody at home', () => {
    const people = [
      person('p', 'partyMember', 2),
      { ...person('m', 'masses', 2), communityId: 'elsewhere' },
    ]
    const facts = { people, links: [link('m', 'p')] }
    const figures = mobilisationFigures(facts, policy, 'quarter', (id) => id === 'c')
    expect(figures).toMatchObject({ activeParty: 1, activeMasses: 0, attainment: '10.0' })
  })
})

function periodOf(code: string): Period {
  const period = parsePeriod(code)
  if (!period) throw new Error(`not a period: ${code}`)
  return period
}

const quarter = periodOf('2026-Q3')

const names = ['a', 'b', 'c', 'd', 'e', 'f']
const anyDay = fc.integer({ min: 0, max: 120 }).map((count) => plusDays(day('2026-06-15'), count))
const anyContribution: fc.Arbitrary<Contribution> = fc.oneof(
  fc.record({
    kind: fc.constant('record' as const),
    personId: fc.constantFrom(...names),
    contributedOn: anyDay,
    state: fc.constantFrom(...recordStates),
  }),
  fc.record({
    kind: fc.constant('attendance' as const),
    personId: fc.constantFrom(...names),
    contributedOn: anyDay,
    attendedMinutes: fc.integer({ min: 1, max: 60 }),
    communityBuilding: fc.boolean(),
    withdrawn: fc.boolean(),
  }),
)
const manyContributions = fc.array(anyContribution, { maxLength: 60 })

function figuresOf(contributions: readonly Contribution[], rename = (name: string) => name) {
  const days = contributionDaysOf(contributions, policy)
  const people = [...days].map(([id, own]) => ({
    personId: rename(id),
    communityId: 'c',
    politicalStatus: id < 'c' ? ('partyMember' as const) : ('masses' as const),
    ...countDays(own, quarter),
  }))
  const links = [link('c', 'a'), link('d', 'a'), link('e', 'b')].map((one) => ({
    ...one,
    personId: rename(one.personId),
    introducerId: rename(one.introducerId),
  }))
  return mobilisationFigures({ people, links }, policy, 'quarter', here)
}

describe('the figures', () => {
  it('do not depend on the order of the facts', () => {
    fc.assert(
      fc.property(manyContributions, fc.infiniteStream(fc.nat()), (contributions, numbers) => {
        const keyed = contributions.map((one) => ({ one, key: numbers.next().value ?? 0 }))
        const shuffled = keyed.sort((x, y) => x.key - y.key).map(({ one }) => one)
        expect(figuresOf(shuffled)).toEqual(figuresOf(contributions))
      }),
    )
  })

  it('are not moved by what was not approved, withdrawn, too short or no community activity', () => {
    fc.assert(
      fc.property(manyContributions, manyContributions, (contributions, others) => {
        const idle = others.filter((one) =>
          one.kind === 'record'
            ? one.state !== 'approved'
            : one.withdrawn || !one.communityBuilding || one.attendedMinutes < 30,
        )
        expect(figuresOf([...contributions, ...idle])).toEqual(figuresOf(contributions))
      }),
    )
  })

  it('do not change when people get other names', () => {
    fc.assert(
      fc.property(manyContributions, (contributions) => {
        expect(figuresOf(contributions, (name) => `z-${name}`)).toEqual(figuresOf(contributions))
      }),
    )
  })

  it('forget a record that was reversed', () => {
    fc.assert(
      fc.property(manyContributions, anyDay, (contributions, contributedOn) => {
        const record = { kind: 'record', personId: 'c', contributedOn } as const
        const reversed: Contribution = { ...record, state: 'reversed' }
        expect(figuresOf([...contributions, reversed])).toEqual(figuresOf(contributions))
      }),
    )
  })

  it('count two things on one day as one day', () => {
    const record: Contribution = {
      ...{ kind: 'record', personId: 'c', contributedOn: day('2026-08-01'), state: 'approved' },
    }
    const days = contributionDaysOf([record, record], policy)
    expect(days.get('c')).toEqual(['2026-08-01'])
  })
})
