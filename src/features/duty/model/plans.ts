/**
 * A plan says what a community will hold again and again, or on certain dates: when, where, whom it
 * serves, how many volunteers it needs. Its shifts are laid out some weeks ahead; each carries what
 * was announced, so that changing the plan changes no shift for which somebody has signed up. A
 * shift may be moved or cancelled on its own, with a reason. School holidays are data, per district.
 */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { Recipient } from '../../service/model.ts'

/** 每天 · 工作日 · 上学日 (working days outside the school holidays) · 学校假期 */
export const planDays = ['every', 'workdays', 'schoolDays', 'schoolHolidays'] as const
export type PlanDays = (typeof planDays)[number]

/** A group without names, or a place (SE-57). */
export type ServedGroup = Extract<Recipient, { readonly kind: 'group' | 'place' }>

/** What volunteers are told, and what the records of a shift will say. */
export type Announcement = {
  readonly name: string
  readonly place: string
  readonly offeringId: Id
  readonly content: string
  /** What is expected of it; the coordinator may say otherwise when the attendance is filed. */
  readonly outcome: string
  readonly recipient: ServedGroup
  readonly organiser: string
  readonly personInCharge: string
  /** Volunteers, at most. */
  readonly capacity: number
  /** 社区建设: being there makes a contribution day (incentives E1). */
  readonly communityBuilding: boolean
}

export type PlanTerms = Announcement & {
  /** Five parts of cron in Shanghai's time; null: on `dates` only. */
  readonly rule: string | null
  /** Moments at which a shift begins beside those of the rule. */
  readonly dates: readonly Instant[]
  readonly days: PlanDays
  readonly startsOn: CivilDate
  /** The last day; null: until it is stopped. */
  readonly endsOn: CivilDate | null
  readonly durationMinutes: Minutes
}

export type ActivityPlan = PlanTerms & {
  readonly communityId: Id
  readonly id: Id
  readonly createdById: Id
  readonly createdAt: Instant
  readonly revisedAt: Instant | null
  readonly stoppedAt: Instant | null
}

export type SchoolHoliday = {
  readonly id: Id
  readonly name: string
  readonly startsOn: CivilDate
  readonly endsOn: CivilDate
  readonly enteredById: Id
  readonly enteredAt: Instant
  readonly removedAt: Instant | null
}
