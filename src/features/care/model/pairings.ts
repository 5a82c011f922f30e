/**
 * 结对帮扶 (SE-47, SE-63): a Party member and a household, from a day to a day; one member may have
 * several, up to a number (policy). What is done for the household is an act: a home visit (走访), one
 * of the six deeds (六件事, SE-64), one of the four kinds of assistance (一代三送, SE-65), or help in
 * kind (SE-78). Words are sealed, and an act has no field for money.
 */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export type Pairing = {
  readonly communityId: Id
  readonly id: Id
  readonly helperId: Id
  readonly householdId: Id
  /** Which of the places that the helper has, from 1 on: two at once never take the same. */
  readonly slot: number
  readonly sinceOn: CivilDate
  readonly untilOn: CivilDate | null
  readonly createdById: Id
  readonly createdAt: Instant
  readonly endedById: Id | null
  readonly endedAt: Instant | null
}

/** 走访 · 六件事 · 一代三送 · 实物 */
export const actKinds = ['homeVisit', 'deed', 'assistance', 'inKind'] as const
export type ActKind = (typeof actKinds)[number]

/** 帮扶特困家庭 · 关爱孤寡老人 · 资助困难学生 · 好事实事 · 慰问 · 奉献爱心 */
export const deeds = [
  'supportHousehold',
  'careForElder',
  'supportStudent',
  'goodDeed',
  'greeting',
  'kindness',
] as const
export type Deed = (typeof deeds)[number]

/** 代办证件 · 送岗位 · 送政策 · 送温暖 */
export const assistanceKinds = ['papers', 'employment', 'policies', 'warmth'] as const
export type AssistanceKind = (typeof assistanceKinds)[number]

/** Sealed: what was found or done; of help in kind the thing and its unit (大米, 袋). */
export type ActBody = {
  readonly text: string
  /** What is to be done next, of a home visit. */
  readonly next: string | null
  readonly thing: string | null
  readonly unit: string | null
}

export type PairingAct = {
  readonly communityId: Id
  readonly id: Id
  readonly householdId: Id
  /** Null for a visit by a coordinator who is not paired with the household. */
  readonly pairingId: Id | null
  readonly kind: ActKind
  readonly detail: Deed | AssistanceKind | null
  readonly doneById: Id
  readonly actedOn: CivilDate
  readonly nextOn: CivilDate | null
  /** Of help in kind. */
  readonly quantity: number | null
  readonly bodySealed: string
  /** Of assistance: when it was settled, and how. */
  readonly finishedOn: CivilDate | null
  readonly outcomeSealed: string | null
  readonly recordedById: Id
  readonly recordedAt: Instant
}

/** 月绩评语: what the body says of a helper's month, beside the counts that are computed. */
export type MonthlyRemark = {
  readonly communityId: Id
  readonly helperId: Id
  /** `2026-11` */
  readonly month: string
  readonly remarkSealed: string
  readonly recordedById: Id
  readonly recordedAt: Instant
}
