/**
 * A resident states who brought them (introduction); the one named may decline. What people do makes
 * contribution days: a civil day with an approved record, or with a confirmed attendance at an
 * activity that builds the community. Enough of them make somebody effective, and active in a
 * period; from the two come the five figures of 1+10 (mobilisation). Service minutes alone make
 * star levels. A standing is a month's ranking as it was computed: rules, facts and rows in
 * canonical bytes, computed by one person and published by another (incentives.md E1, R-28).
 */
import type { CivilDate, Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import type { PoliticalStatus } from '../person/model.ts'
import type { RecordState } from '../service/model.ts'

export const periodKinds = ['month', 'quarter', 'year'] as const
export type PeriodKind = (typeof periodKinds)[number]

/** `2026-11`, `2026-Q4` or `2026`, with its first and last day. */
export type Period = {
  readonly code: string
  readonly kind: PeriodKind
  readonly firstOn: CivilDate
  readonly lastOn: CivilDate
}

/** 引荐 */
export type Introduction = {
  readonly personId: Id
  readonly introducerId: Id
  readonly statedOn: CivilDate
  readonly statedAt: Instant
  readonly declinedAt: Instant | null
}

/** What may make a day a contribution day, as it stands in the books of service and duty. */
export type Contribution =
  | {
      readonly kind: 'record'
      readonly personId: Id
      readonly contributedOn: CivilDate
      readonly state: RecordState
    }
  | {
      readonly kind: 'attendance'
      readonly personId: Id
      readonly contributedOn: CivilDate
      readonly attendedMinutes: number
      readonly communityBuilding: boolean
      /** Withdrawn, or of a cancelled activity. */
      readonly withdrawn: boolean
    }

/** Contribution days of a person up to the end of a period, and within it. */
export type PersonDays = {
  readonly personId: Id
  /** Keeps the person's books: so everybody is counted in one community. */
  readonly communityId: Id
  /** On the last day of the period; null: none on record. */
  readonly politicalStatus: PoliticalStatus | null
  readonly days: number
  readonly periodDays: number
}

/** An introduction that was not declined, with what both were on the day of the statement. */
export type Link = {
  readonly personId: Id
  readonly introducerId: Id
  readonly personStatus: PoliticalStatus | null
  readonly introducerStatus: PoliticalStatus | null
}

export type MobilisationFacts = {
  readonly people: readonly PersonDays[]
  readonly links: readonly Link[]
}

/** The figures of E1; decimal texts are 四舍五入 to one place, null where nobody is there to divide by. */
export type MobilisationFigures = {
  readonly activeParty: number
  readonly activeMasses: number
  /** X of 参与比 1+X. */
  readonly participationRatio: string | null
  /** 达成度, per cent. */
  readonly attainment: string | null
  /** 达标率, per cent. */
  readonly goalRate: string | null
  /** 可追溯率, per cent. */
  readonly traceableRate: string | null
}

/** 本人 k/10. */
export type OwnMobilisation = {
  readonly active: number
  readonly effective: number
  readonly goal: number
  readonly reached: boolean
}

export type NodeMobilisation = {
  readonly nodeId: Id
  readonly name: string
  readonly figures: MobilisationFigures
}

/** 星级: 0 to 5, and what is missing to the next. */
export type StarLevel = {
  readonly level: number
  readonly serviceMinutes: Minutes
  readonly nextLevel: number | null
  readonly missingMinutes: Minutes | null
}

/** An approved record as a ranking counts it. */
export type RankedRecord = {
  readonly id: Id
  /** The books that it was recorded in. */
  readonly communityId: Id
  readonly personId: Id
  readonly startsAt: Instant
  readonly servedOn: CivilDate
  readonly serviceMinutes: Minutes
  /** `person:…` or `household:…`; null for groups, places, oneself and one's own household. */
  readonly recipient: string | null
}

export type RankedPerson = {
  readonly personId: Id
  readonly registeredOn: CivilDate
  readonly certificateNumber: string
}

export type RankingFacts = {
  readonly records: readonly RankedRecord[]
  readonly people: readonly RankedPerson[]
}

export type RankingCaps = { readonly dayCapMinutes: number; readonly monthCapMinutes: number }

export type StandingRow = RankedPerson & {
  readonly rank: number
  readonly communityId: Id
  /** What the rank goes by: after the caps of a day and of the month. */
  readonly serviceMinutes: Minutes
  readonly recipientsServed: number
  /** As approved, before any cap. */
  readonly approvedMinutes: Minutes
  readonly dayCappedMinutes: Minutes
  readonly recordIds: readonly Id[]
}

/** When facts count: approved before the cut-off, as the books stood when it was computed. */
export type StandingWindow = {
  readonly period: Period
  readonly cutOffAt: Instant
  /** Records of earlier months that were approved after this one's cut-off count now. */
  readonly previousCutOffAt: Instant
  readonly asOfAt: Instant
}

/** What is frozen: no names, so that renaming changes nothing and a consent can be withdrawn. */
export type StandingBody = StandingWindow & {
  readonly code: string
  readonly formulaVersion: number
  readonly nodeId: Id
  readonly policies: {
    readonly ranking: { readonly version: number } & RankingCaps
    readonly recording: { readonly version: number; readonly withinWorkdays: number }
  }
  readonly facts: RankingFacts
  /** Served in the month, approved after the cut-off: they count in the next. */
  readonly lateRecordIds: readonly Id[]
  readonly rows: readonly StandingRow[]
}

export type Standing = {
  readonly id: Id
  readonly code: string
  readonly nodeId: Id
  readonly period: string
  readonly formulaVersion: number
  readonly cutOffAt: Instant
  /** Canonical JSON of a `StandingBody`. */
  readonly body: string
  readonly bodyHash: string
  readonly computedById: Id
  readonly computedAt: Instant
  readonly publishedById: Id | null
  readonly publishedAt: Instant | null
}

/** What the place above would have taken; null where nothing can be done about it. */
export type RankGap = {
  readonly decidedBy: 'serviceMinutes' | 'recipientsServed' | 'registeredOn' | 'certificateNumber'
  readonly serviceMinutes: Minutes | null
  readonly recipientsServed: number | null
}
