/**
 * A clock measures one duty towards the asker: `firstAnswer` (五分钟限时答复, for 咨询 and 预约) until
 * somebody has answered them at all, `reply` (限时办结) until the case is answered. It runs in Chinese
 * working time, is warned of, breached, and escalated to the subdistrict; it may pause while the desk
 * waits for the asker. A reopened case gets a new round.
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export const clockMeasures = ['firstAnswer', 'reply'] as const
export type ClockMeasure = (typeof clockMeasures)[number]

/** How far a clock has come, in this order. */
export const clockStages = ['running', 'warned', 'breached', 'escalated'] as const
export type ClockStage = (typeof clockStages)[number]

/** The moments of a clock: `warnAt` ≤ `dueAt` < `escalateAt`. */
export type ClockTimes = {
  readonly warnAt: Instant
  readonly dueAt: Instant
  readonly escalateAt: Instant
}

export type ClockKey = {
  readonly communityId: Id
  readonly requestId: Id
  readonly measure: ClockMeasure
  /** From 1; each reopening begins the next. */
  readonly round: number
}

export type Clock = ClockKey &
  ClockTimes & {
    readonly startedAt: Instant
    readonly stage: ClockStage
    /** When the next stage is due; null once stopped, paused, or at the last one. */
    readonly nextAt: Instant | null
    readonly pausedAt: Instant | null
    readonly pausedReason: string | null
    readonly stoppedAt: Instant | null
  }
