/**
 * A request (事项) is a case at the desk: registered → assigned → inProgress → answered → rated, or
 * cancelled. One that needs somebody to come carries one promise with a date, `promisedBy`, and a
 * visit per coming. The queue is ordered by safety, promise, registration, id.
 */
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'

/** 咨询 · 预约 · 求助 · 反映 · 投诉 */
export const requestKinds = ['consultation', 'appointment', 'help', 'report', 'complaint'] as const
export type RequestKind = (typeof requestKinds)[number]

export const requestStates = [
  'registered',
  'assigned',
  'inProgress',
  'answered',
  'rated',
  'cancelled',
] as const
export type RequestState = (typeof requestStates)[number]

/** Which limit made the promise: 重点保障, 使用储蓄, 一般, the offering's own, the asker's wish. */
export type PromiseBasis = 'need' | 'savings' | 'general' | 'offering' | 'wish'

export type ReplyKind = 'direct' | 'unreachable' | 'public'

export const visitStates = ['taken', 'done', 'absent', 'noShow', 'cancelled', 'disputed'] as const
export type VisitState = (typeof visitStates)[number]

export type QueuePlace = {
  readonly id: Id
  readonly safetyNow: boolean
  readonly promisedBy: Instant
  readonly registeredAt: Instant
}
