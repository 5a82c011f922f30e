import { minutesBetween, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import { dutyErrors } from '../errors.ts'
import type { Activity, Attendance } from '../model/activities.ts'

const LONGEST_MINUTES = 1_440

/** Ends after it begins, and within a day: an attendance is of one civil day. */
export function decideActivity(
  activity: Pick<Activity, 'startsAt' | 'endsAt'>,
): 'accepted' | Refusal {
  const length = minutesBetween(activity.startsAt, activity.endsAt)
  return length > 0 && length <= LONGEST_MINUTES ? 'accepted' : refuse(dutyErrors['activity-time'])
}

/** Is the activity one whose attendance can be confirmed now? */
export function decideConfirmation(activity: Activity, now: Instant): 'accepted' | Refusal {
  if (activity.cancelledAt !== null) return refuse(dutyErrors['activity-cancelled'])
  if (activity.startsAt > now) return refuse(dutyErrors['activity-not-begun'])
  return 'accepted'
}

/** Not by oneself, and not longer than the activity was. */
export function decideAttendance(
  attendance: { readonly personId: Id; readonly attendedMinutes: Minutes },
  activity: Activity,
  confirmedById: Id,
): 'accepted' | Refusal {
  if (attendance.personId === confirmedById) return refuse(dutyErrors['own-attendance'])
  if (attendance.attendedMinutes > Math.ceil(minutesBetween(activity.startsAt, activity.endsAt))) {
    return refuse(dutyErrors['attendance-too-long'])
  }
  return 'accepted'
}

export function decideWithdrawal(attendance: Attendance | undefined): 'accepted' | Refusal {
  if (!attendance) return refuse(dutyErrors['attendance-not-found'])
  if (attendance.withdrawnAt !== null) return refuse(dutyErrors['attendance-withdrawn'])
  return 'accepted'
}
