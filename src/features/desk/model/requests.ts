/**
 * A request (事项) is a case at the desk: registered → assigned → inProgress → answered → rated, or
 * cancelled. One that needs somebody to come carries one promise with a date, `promisedBy`, and a
 * visit per coming. The queue is ordered by safety, promise, registration, id. A visit is taken,
 * then done, absent, noShow, cancelled or disputed; it carries at most one hold on somebody's
 * savings, which only a visit done in time uses. Once confirmed, each helper's time becomes a
 * service record; when all of them are rejected the request is open again by itself.
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'

/** 咨询 · 预约 · 求助 · 反映 · 投诉 */
export const requestKinds = ['consultation', 'appointment', 'help', 'report', 'complaint'] as const
export type RequestKind = (typeof requestKinds)[number]

/** The kinds for which somebody comes: they get a promise and stand in the queue. */
export const visitKinds = ['appointment', 'help'] as const satisfies readonly RequestKind[]

export function needsVisit(kind: RequestKind): boolean {
  return visitKinds.some((one) => one === kind)
}

export const requestStates = [
  'registered',
  'assigned',
  'inProgress',
  'answered',
  'rated',
  'cancelled',
] as const
export type RequestState = (typeof requestStates)[number]

/** What leads from one state to another. */
export type RequestStep = 'take' | 'schedule' | 'start' | 'answer' | 'rate' | 'reopen' | 'cancel'

export function isOpen(state: RequestState): boolean {
  return state === 'registered' || state === 'assigned' || state === 'inProgress'
}

/** How a request came in (SE-09 to SE-13): by phone, text message, microblog, web form, in person. */
export const channels = ['phone', 'sms', 'microblog', 'web', 'walkIn'] as const
export type Channel = (typeof channels)[number]

/** 社会保障 · 救助 · 养老 · 文化 · 安全 · 环境卫生 · 其他 (SE-68, SE-97). */
export const requestFields = [
  'socialSecurity',
  'relief',
  'elderly',
  'culture',
  'safety',
  'environment',
  'other',
] as const
export type RequestField = (typeof requestFields)[number]

/** A case ends solved, explained, or referred to somebody else (SE-66). */
export const requestOutcomes = ['solved', 'explained', 'referred'] as const
export type RequestOutcome = (typeof requestOutcomes)[number]

/** Where it was brought to its end: 把矛盾化解在基层 (SE-92). */
export const outcomeLevels = ['community', 'subdistrict', 'district'] as const
export type OutcomeLevel = (typeof outcomeLevels)[number]

/** Which limit made the promise: 重点保障, 使用储蓄, 一般, the offering's own, the asker's wish. */
export type PromiseBasis = 'need' | 'savings' | 'general' | 'offering' | 'wish'

/** The limits that applied, each in working days and counted from its own moment. */
export type PromiseLimit = {
  readonly basis: Exclude<PromiseBasis, 'wish'>
  readonly days: number
  readonly countedFromAt: Instant
  readonly endsAt: Instant
}

/** `promisedBy` with what it was made of, so that anybody can count the days again. */
export type PromiseView = {
  readonly promisedBy: Instant
  readonly basis: PromiseBasis
  /** Falls into a year whose holidays are not published yet. */
  readonly provisional: boolean
  readonly limits: readonly PromiseLimit[]
  readonly wishedAt: Instant | null
}

export const replyKinds = ['direct', 'unreachable', 'public'] as const
export type ReplyKind = (typeof replyKinds)[number]

/** Tries in vain to reach the asker, and on how many days, since they were reached last. */
export type Tries = { readonly tries: number; readonly days: number }

export const visitStates = ['taken', 'done', 'absent', 'noShow', 'cancelled', 'disputed'] as const
export type VisitState = (typeof visitStates)[number]

/** How the one served confirmed the minutes. */
export const confirmKinds = ['code', 'call', 'signature', 'silence'] as const
export type ConfirmKind = (typeof confirmKinds)[number]

/** Where a request stands in the queue. */
export type QueuePlace = {
  readonly id: Id
  readonly safetyNow: boolean
  readonly promisedBy: Instant
  readonly registeredAt: Instant
}

/** A hold on the payer's account, in the books that keep it. */
export type HoldRef = { readonly communityId: Id; readonly id: Id }

/** What a request uses of somebody's savings at most. Whose it is, is the redemption room's. */
export type SavingsTerms = {
  readonly hold: HoldRef
  readonly quotedMinutes: Minutes
  readonly agreedMoreMinutes: Minutes
}

export type DeskRequest = {
  readonly communityId: Id
  readonly id: Id
  readonly kind: RequestKind
  readonly requesterId: Id
  readonly recipientId: Id
  readonly offeringId: Id | null
  readonly content: string
  readonly place: string
  /** Reopened ones read `inProgress` again. */
  readonly state: RequestState
  readonly registeredById: Id
  readonly channel: Channel
  /** The gateway's own name for it, such as 惠民通. */
  readonly channelLabel: string | null
  /** When it came in: on paper or in a gateway earlier than it was entered. All clocks start here. */
  readonly registeredAt: Instant
  /** When it was entered here; later than `registeredAt` is 补录. */
  readonly enteredAt: Instant
  /** Whom a complaint is about: it goes past them. */
  readonly complainedOfId: Id | null
  readonly field: RequestField | null
  readonly safetyNow: boolean
  readonly inNeed: boolean
  readonly neededAt: Instant | null
  readonly wishedAt: Instant | null
  readonly promisedBy: Instant | null
  readonly promiseBasis: PromiseBasis | null
  readonly provisional: boolean
  readonly usesSavings: boolean
  readonly savingsAt: Instant | null
  /** The newest hold, open or resolved. */
  readonly savings: SavingsTerms | null
  readonly firstTakerId: Id | null
  readonly reply: string | null
  readonly replyKind: ReplyKind | null
  readonly answeredAt: Instant | null
  readonly outcome: RequestOutcome | null
  readonly outcomeLevel: OutcomeLevel | null
  readonly rating: number | null
  readonly cancelledReason: string | null
}

export type VisitHelper = {
  readonly personId: Id
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
  readonly recordCommunityId: Id | null
  readonly recordId: Id | null
}

export type Visit = {
  readonly communityId: Id
  readonly id: Id
  readonly requestId: Id
  readonly state: VisitState
  readonly offeringId: Id | null
  readonly scheduledAt: Instant
  readonly passphrase: string
  readonly confirmCode: string
  readonly takenById: Id
  readonly takenAt: Instant
  readonly checkedInAt: Instant | null
  readonly checkedOutAt: Instant | null
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
  readonly outcome: string | null
  readonly finishedById: Id | null
  readonly confirmedHow: ConfirmKind | null
  readonly confirmedAt: Instant | null
  readonly confirmedById: Id | null
  readonly late: boolean
  readonly hold: HoldRef | null
  readonly chargeMinutes: Minutes | null
  readonly disputedById: Id | null
  readonly disputedAt: Instant | null
  readonly disputedReason: string | null
  readonly helpers: readonly VisitHelper[]
}

/** Said before anything else when somebody is in danger. */
export const EMERGENCY_CALL = '有危险请马上拨打：报警 110，火警 119，急救 120。'

/** Once it is registered. */
export const EMERGENCY_ADVICE = `${EMERGENCY_CALL}站里已记下，马上处理。`

/** 民情受理 on the rosters: who answers at the desk on a day. */
export const DESK_DUTY = 'desk'
