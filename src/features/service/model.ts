/**
 * Offerings are the 580 services. A record says that a volunteer served: when, where, whom, with
 * what outcome, who organised it, how the time was measured. It is kept with the volunteer's books
 * (`communityId`) and says where the service happened (`servedAtId`), whose coordinator decides.
 * draft → submitted → approved | rejected | withdrawn; approved → reversed. Approval posts the
 * accrual. `serviceMinutes` is a fact and never spent; `creditMinutes` is what was posted for it.
 * A record may carry the hold of the visit that it was for, and what to charge it with.
 */
import type { CivilDate, Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'

/** 便民 · 惠民 · 安民 (SE-08) */
export const serviceDomains = ['convenience', 'benefit', 'safety'] as const
export type ServiceDomain = (typeof serviceDomains)[number]

/** What an hour of it brings. */
export const countKinds = ['none', 'time', 'timeAndCredits'] as const
export type CountKind = (typeof countKinds)[number]

/** Whether savings can be used for it. */
export const redeemableKinds = ['no', 'priority', 'scarce'] as const
export type RedeemableKind = (typeof redeemableKinds)[number]

export type Offering = {
  readonly id: Id
  readonly code: string
  readonly name: string
  readonly domain: ServiceDomain
  readonly counts: CountKind
  readonly redeemable: RedeemableKind
  readonly multiplierClass: 'general' | 'technical' | 'professional'
  readonly risky: boolean
  readonly minimumAge: number
  readonly skills: readonly string[]
  /** Working days that the offering promises itself, where it is quicker than the policy. */
  readonly promiseDays: number | null
}

export const recordStates = [
  'draft',
  'submitted',
  'approved',
  'rejected',
  'withdrawn',
  'reversed',
] as const
export type RecordState = (typeof recordStates)[number]

export const measureKinds = ['checkIn', 'manual', 'groupSheet'] as const
export type MeasureKind = (typeof measureKinds)[number]

export const recipientKinds = ['person', 'household', 'group', 'place'] as const
export type RecipientKind = (typeof recipientKinds)[number]

/** Who or what was served (SE-57 对象). Children are a headcount without names. */
export type Recipient =
  | { readonly kind: 'person'; readonly personId: Id }
  | { readonly kind: 'household'; readonly householdId: Id }
  | { readonly kind: 'group'; readonly headcount: number; readonly description: string }
  | { readonly kind: 'place'; readonly description: string }

export type ServiceRecord = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id
  readonly offeringId: Id
  readonly servedAtId: Id
  readonly activityName: string
  readonly place: string
  readonly content: string
  readonly outcome: string
  readonly recipient: Recipient
  readonly organiser: string
  readonly personInCharge: string
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly serviceMinutes: Minutes
  readonly measuredBy: MeasureKind
  readonly plannedStartsAt: Instant | null
  readonly plannedEndsAt: Instant | null
  readonly checkedInAt: Instant | null
  readonly checkedOutAt: Instant | null
  readonly recipientConfirmedAt: Instant | null
  readonly groupSheetId: Id | null
  readonly enteredById: Id
  readonly lateReason: string | null
  readonly state: RecordState
  readonly submittedAt: Instant | null
  readonly decidedById: Id | null
  readonly decidedAt: Instant | null
  readonly decisionReason: string | null
  readonly creditMinutes: Minutes | null
  readonly journalId: Id | null
  readonly visitId: Id | null
  readonly holdCommunityId: Id | null
  readonly holdId: Id | null
  readonly chargeMinutes: Minutes | null
  readonly replacesId: Id | null
}

/** 绿 · 黄 · 红 of the approval inbox. */
export type InboxColour = 'green' | 'yellow' | 'red'

/** A team leader's sheet: one service of many, handed in and opened as one. */
export type GroupSheet = {
  readonly communityId: Id
  readonly id: Id
  readonly title: string
  readonly handedInById: Id
  readonly handedInAt: Instant
  readonly servedOn: CivilDate
}
