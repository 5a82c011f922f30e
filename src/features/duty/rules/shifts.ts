import { minutesBetween, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { dutyErrors } from '../errors.ts'
import type { Shift } from '../model/shifts.ts'

const LONGEST_MINUTES = 1_440

type Times = Pick<Shift, 'startsAt' | 'endsAt'>

/** A shift that stands and has not begun, to a time that is still to come. */
export function decideMove(shift: Shift, to: Times, now: Instant): 'accepted' | Refusal {
  const open = decideOpen(shift, now)
  if (open !== 'accepted') return open
  const length = minutesBetween(to.startsAt, to.endsAt)
  if (length <= 0 || length > LONGEST_MINUTES) return refuse(dutyErrors['activity-time'])
  return to.startsAt > now ? 'accepted' : refuse(dutyErrors['shift-past'])
}

/** Before it begins; what has begun is closed by its attendance. */
export function decideOpen(shift: Shift, now: Instant): 'accepted' | Refusal {
  if (shift.cancelledAt !== null) return refuse(dutyErrors['shift-cancelled'])
  return shift.startsAt > now ? 'accepted' : refuse(dutyErrors['shift-begun'])
}
