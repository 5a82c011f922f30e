import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Announcement } from './plans.ts'

/** One time of a plan, as it was announced. */
export type Shift = Announcement & {
  readonly communityId: Id
  readonly id: Id
  readonly planId: Id
  /** When the plan has it; stays where the shift is moved. */
  readonly occursAt: Instant
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly movedAt: Instant | null
  readonly movedReason: string | null
  readonly cancelledAt: Instant | null
  readonly cancelledReason: string | null
  readonly closedAt: Instant | null
}

/** A shift with how many come and wait. */
export type CountedShift = Shift & { readonly signedUp: number; readonly waiting: number }

export type ShiftKey = Pick<Shift, 'communityId' | 'id'>
