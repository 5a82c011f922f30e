/**
 * A volunteer signs up for a shift, or waits while it is full; who withdraws makes room for whoever
 * waits longest. A check-in says that somebody is there: by the station's code, which changes every
 * half minute, or marked by a coordinator for people without a phone. Checked out, and the shift
 * over, it becomes a record, once.
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export const signUpStates = ['signedUp', 'waiting', 'withdrawn'] as const
export type SignUpState = (typeof signUpStates)[number]

export type SignUp = {
  readonly communityId: Id
  readonly shiftId: Id
  readonly personId: Id
  readonly state: SignUpState
  readonly signedUpAt: Instant
  readonly signedUpById: Id
  /** The shift's time, for the database to see that nobody is in two places. */
  readonly startsAt: Instant
  readonly endsAt: Instant
}

export type NamedSignUp = SignUp & { readonly name: string }

/** By the code scanned, by its digits typed, or by a coordinator for somebody without a phone. */
export const presenceProofs = ['code', 'digits', 'coordinator'] as const
export type PresenceProof = (typeof presenceProofs)[number]

export type CheckIn = {
  readonly communityId: Id
  readonly id: Id
  /** Null: somebody who came without a shift; counts nothing until a coordinator confirms it. */
  readonly shiftId: Id | null
  readonly personId: Id
  readonly checkedInAt: Instant
  readonly checkedInHow: PresenceProof
  readonly checkedInById: Id
  readonly checkedOutAt: Instant | null
  /** `forgotten`: 未签出, closed at the planned end. */
  readonly checkedOutHow: PresenceProof | 'forgotten' | null
  readonly checkedOutById: Id | null
  readonly recordCommunityId: Id | null
  readonly recordId: Id | null
  /** Why no record came of it when it was filed. */
  readonly refusalCode: string | null
}

export type NamedCheckIn = CheckIn & { readonly name: string }
