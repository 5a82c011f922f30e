/**
 * A message (来信) comes in through a signed gateway: SMS (惠民通), microblog (心连心), an official
 * account. From somebody known it is a request at once; else it waits until the desk registers it,
 * adds it to another request, or sets it aside with a reason. A gateway that sends it twice is told
 * that it is there.
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Channel } from './requests.ts'

export const gatewayChannels = ['sms', 'microblog', 'web'] as const satisfies readonly Channel[]
export type GatewayChannel = (typeof gatewayChannels)[number]

export const messageStates = ['waiting', 'registered', 'merged', 'setAside'] as const
export type MessageState = (typeof messageStates)[number]

export type InboxMessage = {
  /** The district's own id where the gateway named no community. */
  readonly communityId: Id
  readonly id: Id
  readonly channel: GatewayChannel
  readonly channelLabel: string
  readonly externalId: string
  /** A phone number or an account's name; null where the gateway tells none. */
  readonly sender: string | null
  readonly text: string
  readonly receivedAt: Instant
  readonly state: MessageState
  /** Where it is worked on; the message itself stays where it came in. */
  readonly requestCommunityId: Id | null
  readonly requestId: Id | null
  readonly decidedById: Id | null
  readonly decidedAt: Instant | null
  readonly decidedReason: string | null
}

/** Refuses what no known gateway has signed within the last five minutes. */
export type OpenInbox = (body: string, headerOf: (name: string) => string | undefined) => void
