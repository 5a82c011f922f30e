import { civilDateOf, minutesBetween, plusMinutes, type CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { nthWorkdayAfter, type Calendar } from '../../../kernel/workdays.ts'
import { serviceErrors } from '../errors.ts'
import type { Candidate, InboxColour, Span } from '../model.ts'

export type Recording = {
  readonly withinWorkdays: number
  readonly dayRedMinutes: number
  readonly planToleranceMinutes: number
}

export type Approver = { readonly personId: Id; readonly householdId: Id | null }

/**
 * May this approver approve this record, given what is approved already? `opened`: it, or its sheet,
 * was opened by the approver. Who may not: the volunteer, their household, and whoever entered it
 * unless there is evidence from somebody else.
 */
export function decideApproval(
  record: Candidate,
  approver: Approver,
  approved: readonly Span[],
  opened: boolean,
  colour: InboxColour,
): 'approved' | Refusal {
  if (record.state !== 'submitted') {
    return refuse(serviceErrors['record-decided'], { state: record.state })
  }
  if (record.personId === approver.personId) return refuse(serviceErrors['own-record'])
  if (record.householdId !== null && record.householdId === approver.householdId) {
    return refuse(serviceErrors['household-record'])
  }
  if (record.enteredById === approver.personId && !hasEvidence(record, approver.personId)) {
    return refuse(serviceErrors['entered-by-yourself'])
  }
  if (approved.some((span) => overlaps(span, record))) return refuse(serviceErrors.overlap)
  if (colour !== 'green' && !opened) return refuse(serviceErrors['open-first'], { colour })
  return 'approved'
}

/** Check-in and out, the recipient's confirmation, or a sheet that somebody else handed in. */
export function hasEvidence(record: Candidate, approverId: Id): boolean {
  if (record.checkedInAt !== null && record.checkedOutAt !== null) return true
  if (record.recipientConfirmedAt !== null) return true
  return record.groupSheetById !== null && record.groupSheetById !== approverId
}

/** `[)`: one may end when the next begins. */
export function overlaps(left: Span, right: Span): boolean {
  return left.startsAt < right.endsAt && right.startsAt < left.endsAt
}

/**
 * 绿: planned, checked in and out, within plan. 红: overlaps, late, or over the day's limit. 黄: the
 * rest. `approved` are the person's approved spans of the same days.
 */
export function colourOf(
  record: Candidate,
  approved: readonly Span[],
  recording: Recording,
  calendar: Calendar,
): InboxColour {
  if (approved.some((span) => overlaps(span, record))) return 'red'
  if (isLate(record, recording, calendar)) return 'red'
  if (dayMinutes(record, approved) > recording.dayRedMinutes) return 'red'
  return isWithinPlan(record, recording.planToleranceMinutes) ? 'green' : 'yellow'
}

/** Recorded after the working days that R-12 gives (67号令 11). */
export function isLate(
  record: Pick<Candidate, 'endsAt' | 'submittedAt'>,
  recording: Recording,
  calendar: Calendar,
): boolean {
  if (record.submittedAt === null) return false
  // n working days are at least n days: most records need no calendar
  const soonest = plusMinutes(record.endsAt, recording.withinWorkdays * 1440)
  if (record.submittedAt < soonest) return false
  const lastDay = nthWorkdayAfter(calendar, civilDateOf(record.endsAt), recording.withinWorkdays)
  return civilDateOf(record.submittedAt) > lastDay
}

function isWithinPlan(record: Candidate, toleranceMinutes: number): boolean {
  const { plannedStartsAt, plannedEndsAt, checkedInAt, checkedOutAt } = record
  if (plannedStartsAt === null || plannedEndsAt === null) return false
  if (checkedInAt === null || checkedOutAt === null) return false
  return (
    Math.abs(minutesBetween(plannedStartsAt, record.startsAt)) <= toleranceMinutes &&
    Math.abs(minutesBetween(plannedEndsAt, record.endsAt)) <= toleranceMinutes
  )
}

/** The most that any day of the record would hold, with what is approved on it. */
export function dayMinutes(record: Candidate, approved: readonly Span[]): number {
  const days = new Set<CivilDate>([civilDateOf(record.startsAt), civilDateOf(record.endsAt)])
  let most = 0
  for (const day of days) {
    const spans = [record, ...approved].filter((span) => civilDateOf(span.startsAt) === day)
    const total = spans.reduce((sum, span) => sum + minutesBetween(span.startsAt, span.endsAt), 0)
    most = Math.max(most, total)
  }
  return most
}
