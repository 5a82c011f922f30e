import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QueuePlace } from '../../src/features/desk/model/requests.ts'
import { promiseOf, type PromiseFacts } from '../../src/features/desk/rules/promise.ts'
import { compareInQueue, countAhead, queueOrder } from '../../src/features/desk/rules/queue.ts'
import { parseInstant, plusMinutes, type Instant } from '../../src/kernel/clock.ts'
import { chineseCalendar, plusWorkdays } from '../../src/kernel/workdays.ts'

const calendar = chineseCalendar()
const queue = {
  hours: { opens: '08:00', closes: '18:00' },
  needDays: 2,
  savingsDays: 3,
  generalDays: 7,
}
const SHORTEST_DAYS = 2

function at(text: string): Instant {
  const instant = parseInstant(`${text}:00+08:00`)
  if (!instant) throw new Error(text)
  return instant
}

type Asked = QueuePlace & { readonly neededAt?: Instant }

function ask(
  id: string,
  registeredAt: Instant,
  more: Partial<PromiseFacts> = {},
  safetyNow = false,
): Asked {
  const facts = {
    registeredAt,
    neededAt: null,
    savingsAt: null,
    offering: null,
    wishedAt: null,
    ...more,
  }
  const { promisedBy } = promiseOf(facts, { calendar, queue })
  return { id, safetyNow, promisedBy, registeredAt }
}

const need = (registeredAt: Instant) => ({ neededAt: registeredAt })
const savings = (registeredAt: Instant) => ({ savingsAt: registeredAt })

describe('the queue', () => {
  it('puts N, R, N2 and G of the example in this order', () => {
    const [friday, monday] = [at('2026-11-20T10:00'), at('2026-11-23T09:00')]
    const [tuesday, wednesday] = [at('2026-11-24T08:00'), at('2026-11-25T09:00')]
    const places = [
      ask('G', friday),
      ask('R', monday, savings(monday)),
      ask('N', tuesday, need(tuesday)),
      ask('N2', wednesday, need(wednesday)),
    ]
    expect(places.map(({ promisedBy }) => promisedBy)).toEqual([
      at('2026-12-01T10:00'),
      at('2026-11-26T09:00'),
      at('2026-11-26T08:00'),
      at('2026-11-27T09:00'),
    ])
    expect(queueOrder(places).map(({ id }) => id)).toEqual(['N', 'R', 'N2', 'G'])
  })

  it('puts a danger before every promise', () => {
    const now = at('2026-11-24T09:00')
    const places = [ask('need', now, need(now)), ask('danger', plusMinutes(now, 60), {}, true)]
    expect(queueOrder(places).map(({ id }) => id)).toEqual(['danger', 'need'])
  })

  it('lets the earlier registration, then the id, decide between equal promises', () => {
    const night = at('2026-11-24T20:00')
    const later = at('2026-11-24T21:00')
    const places = [ask('b', later), ask('c', night), ask('a', later)]
    expect(queueOrder(places).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
  })

  it('counts how many come before, oneself not among them', () => {
    const now = at('2026-11-24T09:00')
    const places = [ask('a', now, need(now)), ask('b', now, savings(now)), ask('c', now)]
    expect(places.map((place) => countAhead(place, places))).toEqual([0, 1, 2])
  })
})

const arrivals = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 20 * 24 * 60 }),
    kind: fc.constantFrom('general', 'savings', 'need', 'addsSavings', 'becomesNeedy'),
    delay: fc.integer({ min: 0, max: 6 * 24 * 60 }),
    safetyNow: fc.boolean(),
    wishDays: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
  }),
  { minLength: 2, maxLength: 40 },
)

function arrive(
  arrival: {
    minute: number
    kind: string
    delay: number
    safetyNow: boolean
    wishDays: number | null
  },
  index: number,
): Asked {
  const registeredAt = plusMinutes(at('2026-11-02T00:00'), arrival.minute)
  const later = plusMinutes(registeredAt, arrival.delay)
  const more: Partial<PromiseFacts> = {
    wishedAt: arrival.wishDays === null ? null : plusMinutes(registeredAt, arrival.wishDays * 1440),
    ...(arrival.kind === 'savings' && savings(registeredAt)),
    ...(arrival.kind === 'need' && need(registeredAt)),
    ...(arrival.kind === 'addsSavings' && savings(later)),
    ...(arrival.kind === 'becomesNeedy' && need(later)),
  }
  return ask(String(index).padStart(3, '0'), registeredAt, more, arrival.safetyNow)
}

describe('over any arrivals', () => {
  it('nobody is passed by who came after the promise less the shortest limit, danger apart', () => {
    fc.assert(
      fc.property(arrivals, (list) => {
        const places = list.map(arrive)
        for (const first of places) {
          for (const second of places) {
            const passes =
              !second.safetyNow &&
              second.registeredAt > first.registeredAt &&
              compareInQueue(second, first) < 0
            if (!passes) continue
            const soonest = plusWorkdays(calendar, queue.hours, second.registeredAt, SHORTEST_DAYS)
            expect(soonest <= first.promisedBy).toBe(true)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('the order is total: any two differ, whichever way they are compared', () => {
    fc.assert(
      fc.property(arrivals, (list) => {
        const places = list.map(arrive)
        for (const [index, left] of places.entries()) {
          for (const right of places.slice(index + 1)) {
            expect(Math.sign(compareInQueue(left, right))).toBe(
              -Math.sign(compareInQueue(right, left)),
            )
            expect(compareInQueue(left, right)).not.toBe(0)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('adding need or savings never makes a date worse', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 * 24 * 60 }),
        fc.integer({ min: 0, max: 12 * 24 * 60 }),
        (minute, delay) => {
          const registeredAt = plusMinutes(at('2026-09-01T00:00'), minute)
          const later = plusMinutes(registeredAt, delay)
          const plain = ask('a', registeredAt).promisedBy
          expect(ask('a', registeredAt, savings(later)).promisedBy <= plain).toBe(true)
          expect(ask('a', registeredAt, need(later)).promisedBy <= plain).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })
})
