import { Decimal } from 'decimal.js'
import type { MobilisationFigures } from '../../incentive/model.ts'
import type { OverviewFigures, PeopleSums, SummedMonth } from '../model.ts'

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP })

/** 四舍五入 to one place; null where there is nothing to divide by. */
export function shareOf(part: number, whole: number, times = 100): string | null {
  if (whole === 0) return null
  return new Exact(part).times(times).dividedBy(whole).toDecimalPlaces(1).toFixed(1)
}

export const noPeople: PeopleSums = {
  records: 0,
  serviceMinutes: 0,
  peopleServing: 0,
  activeParty: 0,
  activeMasses: 0,
  broughtCounted: 0,
  partyReached: 0,
  massesTraced: 0,
}

export const noMonth: SummedMonth = {
  earnedMinutes: 0,
  usedMinutes: 0,
  changeMinutes: 0,
  registered: 0,
  quick: 0,
  quickAnswered: 0,
  promised: 0,
  promiseKept: 0,
  promiseWaiting: 0,
}

export function addMonths(months: readonly SummedMonth[]): SummedMonth {
  const sum = { ...noMonth } as { -readonly [K in keyof SummedMonth]: number }
  for (const month of months) {
    for (const key of Object.keys(noMonth) as (keyof SummedMonth)[]) sum[key] += month[key]
  }
  return sum
}

export function addPeople(all: readonly PeopleSums[]): PeopleSums {
  const sum = { ...noPeople } as { -readonly [K in keyof PeopleSums]: number }
  for (const people of all) {
    for (const key of Object.keys(noPeople) as (keyof PeopleSums)[]) sum[key] += people[key]
  }
  return sum
}

/** The five figures of 1+10 from their sums (incentives.md E1). */
export function mobilisationOf(people: PeopleSums, goal: number): MobilisationFigures {
  const { activeParty, activeMasses } = people
  return {
    activeParty,
    activeMasses,
    participationRatio: shareOf(activeMasses, activeParty, 1),
    attainment: shareOf(people.broughtCounted, goal * activeParty),
    goalRate: shareOf(people.partyReached, activeParty),
    traceableRate: shareOf(people.massesTraced, activeMasses),
  }
}

/** 准时率 counts what is decided: served, or past its promise. */
export function figuresOf(
  people: PeopleSums,
  month: SummedMonth,
  outstandingMinutes: number,
  goal: number,
): OverviewFigures {
  const { changeMinutes: _, ...sums } = month
  return {
    records: people.records,
    serviceMinutes: people.serviceMinutes,
    peopleServing: people.peopleServing,
    ...sums,
    outstandingMinutes,
    quickShare: shareOf(sums.quickAnswered, sums.quick),
    promiseShare: shareOf(sums.promiseKept, sums.promised - sums.promiseWaiting),
    mobilisation: mobilisationOf(people, goal),
  }
}
