/**
 * A redemption is savings used for being served first: a payer (oneself, a verified relative with
 * standing consent, or the commons by a coordinator) and the most that will be used. The quote is
 * shown first; the hold is placed with the request, in one transaction. The queue and the visits
 * are the desk's. A standing instruction says what happens with a person's new savings.
 */
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'

export const payerKinds = ['person', 'commons'] as const
export type PayerKind = (typeof payerKinds)[number]

export type Payer =
  | { readonly kind: 'person'; readonly personId: Id }
  /** 公益时间库, by a coordinator and with a reason. */
  | { readonly kind: 'commons'; readonly reason: string }

/** Why no savings are taken; the request is taken all the same. */
export const unusedReasons = ['notRedeemable', 'noVisit', 'changesNothing', 'notEnough'] as const
export type UnusedReason = (typeof unusedReasons)[number]

export type Quote = {
  readonly usable: boolean
  readonly reason: UnusedReason | null
  /** The most that will be used. */
  readonly quotedMinutes: Minutes
  readonly availableMinutes: Minutes
  /** What is left if all of it is used. */
  readonly remainingMinutes: Minutes
  /** With the savings where they are usable, else without. */
  readonly promisedBy: Instant | null
  readonly promisedByWithout: Instant | null
}

export const instructionKinds = ['keep', 'giveHalf', 'giveAll'] as const
export type InstructionKind = (typeof instructionKinds)[number]

export type StandingInstruction = {
  readonly kind: InstructionKind
  readonly setAt: Instant
}
