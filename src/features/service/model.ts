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
  /** Named by the founding document, not added by us. */
  readonly fromSeed: boolean
  readonly retiredAt: Instant | null
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

export const measureKinds = ['checkIn', 'manual', 'groupSheet', 'import'] as const
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
  readonly reversal: Reversal | null
}

/**
 * How a record was taken back, or is proposed to be: where credits are missing a second person
 * confirms, and only then are `reversedById` and `reversedAt` there.
 */
export type Reversal = {
  readonly reason: string
  readonly proposedById: Id
  readonly proposedAt: Instant
  readonly reversedById: Id | null
  readonly reversedAt: Instant | null
  /** What was no longer there and two people wrote off. */
  readonly writtenOffMinutes: Minutes | null
}

/** A record is named by the community that keeps it and its id. */
export type RecordKey = { readonly communityId: Id; readonly id: Id }

/** A record with the names that its readers need beside the ids. */
export type RecordView = ServiceRecord & {
  readonly personName: string
  readonly householdId: Id | null
  readonly offeringName: string
  readonly counts: CountKind
  readonly servedAtName: string
  readonly recipientName: string | null
  readonly enteredByName: string
  readonly decidedByName: string | null
  readonly groupSheetTitle: string | null
  readonly groupSheetById: Id | null
}

/** What of an approved record is told to others: when, what kind of service, how long. */
export type ApprovedRecord = RecordKey & {
  readonly offeringId: Id
  readonly offeringName: string
  readonly domain: ServiceDomain
  readonly startsAt: Instant
  readonly serviceMinutes: Minutes
}

/** A submitted record as its approver sees it. */
export type InboxRecord = RecordView & {
  readonly colour: InboxColour
  /** Approved time of the same person that it overlaps. */
  readonly conflicts: readonly Span[]
  /** The day's total with what is approved already. */
  readonly dayMinutes: number
  readonly late: boolean
}

/** 绿 · 黄 · 红 of the approval inbox. */
export const inboxColours = ['green', 'yellow', 'red'] as const
export type InboxColour = (typeof inboxColours)[number]

/** Time of one person; `[)`, so that one may end when the next begins. */
export type Span = { readonly startsAt: Instant; readonly endsAt: Instant }

/** What approval has to know of a record. */
export type Candidate = Span & {
  readonly id: Id
  readonly personId: Id
  readonly householdId: Id | null
  readonly state: RecordState
  readonly enteredById: Id
  readonly measuredBy: MeasureKind
  readonly plannedStartsAt: Instant | null
  readonly plannedEndsAt: Instant | null
  readonly checkedInAt: Instant | null
  readonly checkedOutAt: Instant | null
  readonly recipientConfirmedAt: Instant | null
  readonly groupSheetId: Id | null
  readonly groupSheetById: Id | null
  readonly submittedAt: Instant | null
}

/** A team leader's sheet: one service of many, handed in and opened as one. */
export type GroupSheet = {
  readonly communityId: Id
  readonly id: Id
  readonly title: string
  readonly handedInById: Id
  readonly handedInAt: Instant
  readonly servedOn: CivilDate
}

/** A line as somebody wrote it; `start` and `end` are times of day, or with the date. */
export type SheetRow = {
  readonly line: number
  readonly name: string
  readonly cardNumber: string
  readonly start: string
  readonly end: string
}

/** A line as it was understood; `problem` is what the writer has to put right. */
export type JudgedRow = Pick<SheetRow, 'line' | 'name' | 'cardNumber'> & {
  readonly personName: string | null
  readonly startsAt: Instant | null
  readonly endsAt: Instant | null
  readonly serviceMinutes: Minutes | null
  readonly problem: RefusalView | null
}

/** A refusal of one thing among many, told with the others. */
export type RefusalView = {
  readonly code: string
  readonly title: string
  readonly advice: string
}
