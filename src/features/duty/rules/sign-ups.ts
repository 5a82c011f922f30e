import { epochMs, instantOf, MINUTE_MS, plusMinutes, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { minutes, type Minutes } from '../../../kernel/minutes.ts'
import { dutyErrors } from '../errors.ts'
import type { Shift } from '../model/shifts.ts'
import type { CheckIn } from '../model/sign-ups.ts'

type Window = { readonly checkInOpensMinutes: number; readonly checkOutGraceMinutes: number }

/** Until a shift is over one may still join it. */
export function decideSignUp(shift: Shift, now: Instant): 'accepted' | Refusal {
  if (shift.cancelledAt !== null) return refuse(dutyErrors['shift-cancelled'])
  return shift.endsAt > now ? 'accepted' : refuse(dutyErrors['shift-over'])
}

/** From shortly before the beginning until the end. */
export function decideCheckIn(
  shift: Shift,
  { checkInOpensMinutes }: Window,
  at: Instant,
): 'accepted' | Refusal {
  if (shift.cancelledAt !== null) return refuse(dutyErrors['shift-cancelled'])
  if (at < plusMinutes(shift.startsAt, -checkInOpensMinutes)) {
    return refuse(dutyErrors['check-in-early'], { minutes: checkInOpensMinutes })
  }
  return at < shift.endsAt ? 'accepted' : refuse(dutyErrors['check-in-late'])
}

/** When a shift's forgotten check-outs are closed. */
export function closesAt(shift: Pick<Shift, 'endsAt'>, { checkOutGraceMinutes }: Window): Instant {
  return plusMinutes(shift.endsAt, checkOutGraceMinutes)
}

/** An open check-in until it is closed; one without a shift at any time. */
export function decideCheckOut(
  checkIn: CheckIn | undefined,
  shift: Shift | null,
  window: Window,
  at: Instant,
): 'accepted' | Refusal {
  if (!checkIn) return refuse(dutyErrors['check-out-first'])
  if (checkIn.checkedOutHow === 'forgotten') return refuse(dutyErrors['check-out-late'])
  if (shift && checkIn.checkedOutAt === null && at > closesAt(shift, window)) {
    return refuse(dutyErrors['check-out-late'])
  }
  return 'accepted'
}

export type Stay = { readonly startsAt: Instant; readonly endsAt: Instant }

/**
 * The time that counts, in whole minutes: coming early is waiting, not serving; staying on
 * counts, and the inbox shows it yellow when it is more than the plan tolerates.
 */
export function stayOf(checkIn: CheckIn, shift: Pick<Shift, 'startsAt'> | null): Stay | Refusal {
  const from = wholeMinute(checkIn.checkedInAt)
  const startsAt = shift && shift.startsAt > from ? shift.startsAt : from
  const endsAt = wholeMinute(checkIn.checkedOutAt ?? checkIn.checkedInAt)
  return endsAt > startsAt ? { startsAt, endsAt } : refuse(dutyErrors['stay-too-short'])
}

function wholeMinute(at: Instant): Instant {
  return instantOf(Math.floor(epochMs(at) / MINUTE_MS) * MINUTE_MS)
}

const LONGEST_MINUTES = 1_440

export function stayMinutes({ startsAt, endsAt }: Stay): Minutes {
  return minutes(Math.min(LONGEST_MINUTES, (epochMs(endsAt) - epochMs(startsAt)) / MINUTE_MS))
}

/** Nobody but the volunteer's own phone said so, twice: evidence that is not the coordinator's. */
export function isProven({ checkedInHow, checkedOutHow }: CheckIn): boolean {
  return checkedInHow !== 'coordinator' && checkedOutHow !== 'coordinator'
}

/** Who answers for the time: the coordinator who marked either end, else the volunteer. */
export function enteredBy(checkIn: CheckIn): CheckIn['personId'] {
  if (checkIn.checkedInHow === 'coordinator') return checkIn.checkedInById
  if (checkIn.checkedOutHow === 'coordinator' && checkIn.checkedOutById !== null) {
    return checkIn.checkedOutById
  }
  return checkIn.personId
}
