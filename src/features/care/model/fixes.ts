/**
 * A fix is what a visit found in public and what became of it (SE-78: 走访 → 发现 → 筹措 → 解决): found →
 * raising → fixing → fixed. What was given and spent is kept on it in whole yuan, shown to everybody,
 * and never touches credits. A giver is named only with consent.
 */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export const fixStates = ['found', 'raising', 'fixing', 'fixed'] as const
export type FixState = (typeof fixStates)[number]

export type Fix = {
  readonly communityId: Id
  readonly id: Id
  /** The home visit that found it; null where it was found otherwise. */
  readonly homeVisitId: Id | null
  readonly title: string
  readonly place: string
  readonly beforeText: string
  readonly afterText: string | null
  readonly state: FixState
  readonly foundOn: CivilDate
  readonly givenYuan: number
  readonly spentYuan: number
  readonly createdById: Id
  readonly createdAt: Instant
  readonly changedAt: Instant
}

export const fixEntryKinds = ['given', 'spent'] as const
export type FixEntryKind = (typeof fixEntryKinds)[number]

/** A sum given, with the giver's name where they agreed to it, or spent, with what for. */
export type FixEntry = {
  readonly communityId: Id
  readonly id: Id
  readonly fixId: Id
  readonly kind: FixEntryKind
  readonly amountYuan: number
  readonly words: string | null
  readonly enteredOn: CivilDate
  readonly recordedById: Id
  readonly recordedAt: Instant
  /** Taken back as a mistake: it stays in sight and counts for nothing. */
  readonly withdrawnAt: Instant | null
}
