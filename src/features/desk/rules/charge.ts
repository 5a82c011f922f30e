import {
  civilDateOf,
  epochMs,
  instantAt,
  MINUTE_MS,
  plusDays,
  type Instant,
} from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { minutes, scaled, ZERO, type Minutes } from '../../../kernel/minutes.ts'
import { nthWorkdayAfter, type Calendar } from '../../../kernel/workdays.ts'
import { deskErrors } from '../errors.ts'
import type { ConfirmKind } from '../model/requests.ts'

export type Served = { readonly startedAt: Instant; readonly endedAt: Instant }

const DAY_MINUTES = 1_440

/** Whole minutes served; refuses `desk.times-wrong`. */
export function servedMinutes({ startedAt, endedAt }: Served, now: Instant): Minutes | Refusal {
  const whole = Math.floor((epochMs(endedAt) - epochMs(startedAt)) / MINUTE_MS)
  if (whole < 1 || whole > DAY_MINUTES || endedAt > now) return refuse(deskErrors['times-wrong'])
  return minutes(whole)
}

/** 超时免扣: who began after the promise is not charged for. */
export function isLate(startedAt: Instant, promisedBy: Instant): boolean {
  return startedAt > promisedBy
}

export type ChargeFacts = {
  /** Of the helper who stayed longest: two helpers are charged once. */
  readonly longestMinutes: Minutes
  readonly chargeFactor: string
  readonly quotedMinutes: Minutes
  readonly agreedMoreMinutes: Minutes
  readonly late: boolean
}

/** What a visit done uses: never more than the quote and what was agreed beyond it. */
export function chargeOf(facts: ChargeFacts): Minutes {
  if (facts.late) return ZERO
  const wanted = wantedMinutes(facts.longestMinutes, facts.chargeFactor)
  return minutes(Math.min(wanted, facts.quotedMinutes + facts.agreedMoreMinutes))
}

/** What the time would use if there were no quote. */
export function wantedMinutes(longestMinutes: Minutes, chargeFactor: string): Minutes {
  return scaled(longestMinutes, chargeFactor)
}

/** Silence counts only with check-in and out and within the quote (product.md, Spending 3). */
export function maySilenceConfirm(facts: {
  readonly checkedIn: boolean
  readonly checkedOut: boolean
  readonly wantedMinutes: Minutes
  readonly quotedMinutes: Minutes | null
}): boolean {
  if (!facts.checkedIn || !facts.checkedOut) return false
  return facts.quotedMinutes === null || facts.wantedMinutes <= facts.quotedMinutes
}

export type Confirmation = {
  readonly how: ConfirmKind | null
  readonly code: string | null
}

/** Is it what it says? A call is logged by a coordinator, a code must be the visit's own. */
export function judgeConfirmation(
  confirmation: Confirmation,
  facts: {
    readonly confirmCode: string
    readonly byCoordinator: boolean
    readonly silent: boolean
  },
): 'confirmed' | 'silent' | Refusal {
  if (confirmation.how === null || confirmation.how === 'silence') {
    return facts.silent ? 'silent' : refuse(deskErrors['confirmation-needed'])
  }
  if (confirmation.how === 'call' && !facts.byCoordinator) return refuse(deskErrors['confirm-call'])
  if (confirmation.how === 'code' && confirmation.code !== facts.confirmCode) {
    return refuse(deskErrors['confirm-code-wrong'])
  }
  return 'confirmed'
}

/** When so many whole working days have passed since the visit without a word. */
export function silenceEndsAt(calendar: Calendar, endedAt: Instant, workdays: number): Instant {
  return instantAt(plusDays(nthWorkdayAfter(calendar, civilDateOf(endedAt), workdays), 1))
}
