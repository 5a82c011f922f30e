/**
 * An activity is something that a community holds, with a time and a place; some build the community
 * (公益劳动, 巡逻, 议事). An attendance says that a person took part, for so many minutes, confirmed
 * by a coordinator who is somebody else. It needs a known name only, no registration as a volunteer;
 * it may be withdrawn with a reason (incentives.md E1).
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'

export type Activity = {
  readonly communityId: Id
  readonly id: Id
  readonly name: string
  readonly place: string
  readonly startsAt: Instant
  readonly endsAt: Instant
  /** 社区建设: taking part in it makes a contribution day. */
  readonly communityBuilding: boolean
  readonly createdById: Id
  readonly createdAt: Instant
  readonly cancelledAt: Instant | null
}

export type Attendance = {
  readonly communityId: Id
  readonly activityId: Id
  readonly personId: Id
  readonly attendedMinutes: Minutes
  readonly confirmedById: Id
  readonly confirmedAt: Instant
  readonly withdrawnAt: Instant | null
  readonly withdrawnReason: string | null
}

export type NamedAttendance = Attendance & { readonly name: string }
