import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

/** A text to the phone, or a signed message to another system; the inbox needs no delivery. */
export const channels = ['sms', 'webhook'] as const
export type Channel = (typeof channels)[number]

/** `skipped`: nobody to send it to any more, or a text too late to be of use. `givenUp`: failed as often as it may. */
export type DeliveryState = 'waiting' | 'sent' | 'skipped' | 'givenUp'

/** One that is being tried; `number` counts the tries from 1. */
export type Claimed = {
  readonly id: Id
  readonly channel: Channel
  readonly subscriptionId: Id | null
  readonly number: number
  readonly mostTries: number
  /** Since when it could be sent. */
  readonly dueAt: Instant
  readonly notice: SentNotice
}

/** What a receiver is told. */
export type SentNotice = {
  readonly id: Id
  readonly recipientId: Id
  readonly communityId: Id | null
  readonly kind: string
  readonly text: string
  readonly link: string | null
  readonly urgent: boolean
  readonly createdAt: Instant
}

export type Attempt = {
  readonly number: number
  readonly triedAt: Instant
  readonly answeredAt: Instant | null
  readonly answer: string | null
}

/** One that was given up, as an administrator sees it: not what it says, nor to whom by name. */
export type GivenUp = {
  readonly id: Id
  readonly recipientId: Id
  readonly communityId: Id | null
  readonly kind: string
  readonly channel: Channel
  readonly url: string | null
  readonly endedAt: Instant
  readonly attempts: readonly Attempt[]
}

/** Why something was not sent, in a word that may be shown: a status or a code. */
export class SendFailure extends Error {}
