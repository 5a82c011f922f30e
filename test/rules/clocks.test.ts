import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockStages, type Clock } from '../../src/features/desk/model/clocks.ts'
import {
  advanceClock,
  isKept,
  pauseClock,
  resumeClock,
  clocksOf,
  stopClock,
} from '../../src/features/desk/rules/clocks.ts'
import { whoIsTold } from '../../src/features/desk/rules/escalation.ts'
import { flowArrows, requestMachine } from '../../src/features/desk/rules/request-machine.ts'
import { requestKinds } from '../../src/features/desk/model/requests.ts'
import { firstPolicies } from '../../src/features/policy/model.ts'
import {
  epochMs,
  instantOf,
  parseInstant,
  plusMinutes,
  type Instant,
} from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId } from '../../src/kernel/ids.ts'
import { chineseCalendar, stationMinutesBetween } from '../../src/kernel/workdays.ts'

const at = (text: string): Instant => {
  const parsed = parseInstant(text)
  if (!parsed) throw new Error(text)
  return parsed
}
const limits = firstPolicies.find(({ code }) => code === 'clocks')?.value as never
const time = {
  calendar: chineseCalendar(),
  hours: { opens: '08:00', closes: '18:00' },
  limits,
}
const request = { communityId: newId(), id: newId() }
const start = (kind: (typeof requestKinds)[number], text: string) =>
  clocksOf(request, kind, { at: at(text), round: 1 }, time)

function clockOf(
  kind: (typeof requestKinds)[number],
  text: string,
  measure: Clock['measure'],
): Clock {
  const found = start(kind, text).find((clock) => clock.measure === measure)
  if (!found) throw new Error(measure)
  return found
}

function accepted<T>(value: T): Exclude<T, { error: unknown }> {
  if (isRefusal(value)) throw new Error(value.error.code)
  return value as Exclude<T, { error: unknown }>
}

describe('the clocks of a case', () => {
  it.each([
    ['consultation', ['firstAnswer', 'reply']],
    ['appointment', ['firstAnswer', 'reply']],
    ['help', ['reply']],
    ['report', ['reply']],
    ['complaint', ['reply']],
  ] as const)('of %s are %j: five minutes are for 咨询 and 预约 alone', (kind, measures) => {
    expect(start(kind, '2026-11-24T09:00:00+08:00').map(({ measure }) => measure)).toEqual(measures)
  })

  it.each([
    ['2026-11-24T09:00:00+08:00', '2026-11-24T01:05:00.000Z'],
    // two minutes before closing: three more the next morning
    ['2026-11-24T17:58:00+08:00', '2026-11-25T00:03:00.000Z'],
    ['2026-11-24T21:30:00+08:00', '2026-11-25T00:05:00.000Z'],
    // Saturday
    ['2026-11-28T09:00:00+08:00', '2026-11-30T00:05:00.000Z'],
    // the last working day before the National Day of 2026
    ['2026-09-30T17:59:00+08:00', '2026-10-08T00:04:00.000Z'],
  ])('five minutes from %s end at %s', (from, due) => {
    expect(clockOf('consultation', from, 'firstAnswer').dueAt).toBe(due)
  })

  it('replies are due working days later, warned of one before, escalated one after', () => {
    expect(clockOf('report', '2026-11-24T09:00:00+08:00', 'reply')).toMatchObject({
      warnAt: '2026-11-30T01:00:00.000Z',
      dueAt: '2026-12-01T01:00:00.000Z',
      escalateAt: '2026-12-02T01:00:00.000Z',
    })
  })

  it('come to every stage once, in order, however seldom one looks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...requestKinds),
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.array(fc.integer({ min: 1, max: 6_000 }), { maxLength: 30 }),
        (kind, offset, gaps) => {
          const from = plusMinutes(at('2026-01-01T00:00:00+08:00'), offset)
          for (const begun of clocksOf(request, kind, { at: from, round: 1 }, time)) {
            let clock = begun
            let now = from
            const seen: string[] = []
            for (const gap of [...gaps, 60 * 24 * 60]) {
              now = plusMinutes(now, gap)
              const step = advanceClock(clock, now)
              seen.push(...step.reached.map(({ stage }) => stage))
              clock = step.clock
              expect(clock.nextAt === null || clock.nextAt > now).toBe(true)
            }
            expect(seen).toEqual(clockStages.slice(1))
            expect(advanceClock(clock, plusMinutes(now, 1)).reached).toEqual([])
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('is not breached by an answer that the paper puts before the limit', () => {
    const clock = clockOf('consultation', '2026-11-24T09:00:00+08:00', 'firstAnswer')
    const late = advanceClock(clock, at('2026-11-24T09:06:00+08:00')).clock
    expect(late.stage).toBe('breached')
    const stopped = stopClock(late, at('2026-11-24T09:04:30+08:00'))
    expect(stopped).toMatchObject({ stage: 'warned', nextAt: null })
    expect(isKept(stopped, at('2026-11-25T09:00:00+08:00'))).toBe(true)
  })

  it('runs on after a pause with exactly the working time that was left', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 * 24 * 60 }),
        fc.integer({ min: 1, max: 4 * 24 * 60 }),
        fc.integer({ min: 1, max: 20 * 24 * 60 }),
        (offset, before, length) => {
          const from = plusMinutes(at('2026-01-05T08:00:00+08:00'), offset)
          const begun = clocksOf(request, 'report', { at: from, round: 1 }, time)[0]
          if (!begun) throw new Error('no clock')
          const pausedAt = plusMinutes(from, before)
          if (pausedAt >= begun.dueAt) return
          const paused = accepted(pauseClock(begun, pausedAt, '等材料'))
          expect(advanceClock(paused, plusMinutes(pausedAt, length)).reached).toEqual([])
          const resumedAt = plusMinutes(pausedAt, length)
          const resumed = accepted(resumeClock(paused, resumedAt, time))
          const left = (clock: Clock, now: Instant) =>
            stationMinutesBetween(time.calendar, time.hours, now, clock.dueAt)
          expect(left(resumed, resumedAt)).toBe(left(begun, pausedAt))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('does not pause once it is due, and not twice', () => {
    const clock = clockOf('report', '2026-11-24T09:00:00+08:00', 'reply')
    const late = pauseClock(clock, at('2026-12-01T09:00:00+08:00'), '等材料')
    expect(isRefusal(late) && late.error.code).toBe('desk.clock-late')
    const paused = accepted(pauseClock(clock, at('2026-11-25T09:00:00+08:00'), '等材料'))
    const again = pauseClock(paused, at('2026-11-26T09:00:00+08:00'), '等材料')
    expect(isRefusal(again) && again.error.code).toBe('desk.clock-paused')
  })

  it('counts the open minutes between two moments', () => {
    const between = (from: string, until: string) =>
      stationMinutesBetween(time.calendar, time.hours, at(from), at(until))
    expect(between('2026-11-24T17:30:00+08:00', '2026-11-25T08:30:00+08:00')).toBe(60)
    expect(between('2026-11-27T17:59:00+08:00', '2026-11-30T08:01:00+08:00')).toBe(2)
    expect(between('2026-11-28T09:00:00+08:00', '2026-11-29T09:00:00+08:00')).toBe(0)
    expect(between('2026-11-25T09:00:00+08:00', '2026-11-24T09:00:00+08:00')).toBe(0)
    expect(instantOf(epochMs(at('2026-11-24T09:00:00+08:00')))).toBe('2026-11-24T01:00:00.000Z')
  })
})

describe('who is told', () => {
  const [a, b, c, d] = [newId(), newId(), newId(), newId()] as const
  const desk = { here: [a, b], subdistrict: [c], district: [d] }
  const inCharge = { firstTakerId: null, actingId: null, complainedOfId: null }

  it('is the first taker, then the desk, then the subdistrict', () => {
    expect(whoIsTold('warned', { ...inCharge, firstTakerId: a }, desk)).toEqual([a])
    expect(whoIsTold('breached', { ...inCharge, firstTakerId: a }, desk)).toEqual([a, b])
    expect(whoIsTold('escalated', { ...inCharge, firstTakerId: a }, desk)).toEqual([c])
  })

  it('is whoever is on duty where nobody has taken it, and else the whole desk', () => {
    expect(whoIsTold('warned', { ...inCharge, actingId: b }, desk)).toEqual([b])
    expect(whoIsTold('warned', inCharge, desk)).toEqual([a, b])
  })

  it('is never whom the case complains of, and the next level where nobody else is left', () => {
    const about = { ...inCharge, complainedOfId: a }
    expect(whoIsTold('breached', about, desk)).toEqual([b])
    expect(whoIsTold('breached', about, { ...desk, here: [a] })).toEqual([c])
    expect(whoIsTold('escalated', inCharge, { ...desk, subdistrict: [] })).toEqual([d])
  })
})

describe('the chart on the wall', () => {
  it('has every step of the machine that changes the state, and no other', () => {
    const steps = Object.values(requestMachine).flatMap((one) => Object.entries(one))
    const moving = Object.entries(requestMachine).flatMap(([from, one]) =>
      Object.values(one).filter((to) => to !== from),
    )
    expect(steps.length).toBeGreaterThan(moving.length)
    expect(flowArrows.map(({ to }) => to)).toEqual(moving)
  })
})
