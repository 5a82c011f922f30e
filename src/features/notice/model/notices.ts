/**
 * What the programme has to tell somebody. A notice is written in the transaction of the act that it
 * tells of, and is there exactly when the act is. Its reader finds it once in the inbox (通知); what
 * also carries it to a phone or another system are deliveries, each tried until it got there or was
 * given up.
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export type NewNotice = {
  /** A person. */
  readonly recipientId: Id
  /** Which community it is about; null: the district. */
  readonly communityId: Id | null
  /** `<room>.<what>`, such as `duty.shift-reminder`. */
  readonly kind: string
  /** Chinese, complete, 300 characters at most; no more about people than the reader needs. */
  readonly text: string
  /** A path in our pages. */
  readonly link: string | null
  /** Unique for the recipient: the same fact is never told twice. */
  readonly onceKey: string
  /** Nobody sees it before; at once without it. */
  readonly notBeforeAt?: Instant
  /** Goes out in quiet hours as well. */
  readonly urgent?: boolean
}

/** As its reader sees it. */
export type Notice = {
  readonly id: Id
  readonly communityId: Id | null
  readonly kind: string
  readonly text: string
  readonly link: string | null
  readonly urgent: boolean
  /** From when it was to be seen. */
  readonly since: Instant
  readonly readAt: Instant | null
}

/** More unread ones are not counted: nobody reads the figure. */
export const MOST_COUNTED = 100
