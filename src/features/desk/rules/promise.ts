import type { Instant } from '../../../kernel/clock.ts'
import { plusWorkdays, whenOpen, type Calendar } from '../../../kernel/workdays.ts'
import type { PolicyValues } from '../../policy/model.ts'
import type { RedeemableKind } from '../../service/model.ts'
import type { PromiseBasis, PromiseLimit, PromiseView } from '../model/requests.ts'

export type PromiseFacts = {
  readonly registeredAt: Instant
  /** When 重点保障 was stated, and when savings were set aside; null: not. */
  readonly neededAt: Instant | null
  readonly savingsAt: Instant | null
  readonly offering: {
    readonly promiseDays: number | null
    readonly redeemable: RedeemableKind
  } | null
  readonly wishedAt: Instant | null
}

type Station = { readonly calendar: Calendar; readonly queue: PolicyValues['queue'] }

/**
 * 承诺时限 (product.md, The queue): the earliest of the limits that apply, each n working days after
 * the moment from which it counts; a later wish of the asker wins. Facts are only ever added, so
 * the date never gets worse; withdrawing savings is the asker's own act.
 */
export function promiseOf(facts: PromiseFacts, station: Station): PromiseView {
  const limits = limitsOf(facts, station)
  const first = limits.reduce((best, limit) => (limit.endsAt < best.endsAt ? limit : best))
  const wins = facts.wishedAt !== null && facts.wishedAt > first.endsAt
  const years = [first.countedFromAt, first.endsAt].map((at) => Number(at.slice(0, 4)))
  return {
    promisedBy: wins && facts.wishedAt !== null ? facts.wishedAt : first.endsAt,
    basis: wins ? 'wish' : first.basis,
    provisional: years.some((year) => !station.calendar.isPublished(year)),
    limits,
    wishedAt: facts.wishedAt,
  }
}

/** Savings that would not bring the date forward are not taken. */
export function savingsWouldHelp(facts: PromiseFacts, savingsAt: Instant, station: Station) {
  const without = promiseOf({ ...facts, savingsAt: null }, station)
  const within = promiseOf({ ...facts, savingsAt }, station)
  return { without, within, help: within.promisedBy < without.promisedBy }
}

/** The general limit first: at a tie the plainer reason stands. */
function limitsOf(
  facts: PromiseFacts,
  { calendar, queue }: Station,
): [PromiseLimit, ...PromiseLimit[]] {
  const limit = (basis: Exclude<PromiseBasis, 'wish'>, days: number, at: Instant) => ({
    basis,
    days,
    countedFromAt: whenOpen(calendar, queue.hours, at),
    endsAt: plusWorkdays(calendar, queue.hours, at, days),
  })
  const { registeredAt, neededAt, savingsAt, offering } = facts
  const limits: [PromiseLimit, ...PromiseLimit[]] = [
    limit('general', queue.generalDays, registeredAt),
  ]
  // A scarce offering asked for without savings or need gets the general limit like any other.
  const plain = offering?.redeemable === 'scarce' && neededAt === null && savingsAt === null
  if (offering && offering.promiseDays !== null && !plain) {
    limits.push(limit('offering', offering.promiseDays, registeredAt))
  }
  if (neededAt !== null) limits.push(limit('need', queue.needDays, neededAt))
  if (savingsAt !== null) limits.push(limit('savings', queue.savingsDays, savingsAt))
  return limits
}

export function promiseColumns(promise: PromiseView) {
  return {
    promisedBy: promise.promisedBy,
    promiseBasis: promise.basis,
    provisional: promise.provisional,
  }
}
