/**
 * What comes before duty: the letter with which a work unit sends somebody (报到函, SE-51), insurance of
 * a person or a team, the risks that somebody was told of and accepted, and training.
 */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export type ReportIn = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id
  readonly workUnit: string
  readonly letterNumber: string
  readonly letterOn: CivilDate
  readonly receivedById: Id
  readonly receivedAt: Instant
}

export type NamedReportIn = ReportIn & {
  readonly name: string
  readonly certificateNumber: string | null
  readonly cardNumber: string | null
}

/** Of one person or of a whole team. */
export type Insurance = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id | null
  readonly teamId: Id | null
  readonly insurer: string
  readonly policyNumber: string
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
  readonly recordedById: Id
  readonly recordedAt: Instant
}

export type NamedInsurance = Insurance & { readonly insuredName: string }

export type RiskAcceptance = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id
  readonly typeCode: string
  /** What was told, as it was told. */
  readonly wording: string
  /** The person, or the coordinator who saw the signature. */
  readonly acceptedById: Id
  readonly acceptedAt: Instant
}

/** 名称、主要内容、学习时长、举办单位、日期; for one kind of post, or for all of them. */
export type Training = {
  readonly communityId: Id
  readonly id: Id
  readonly name: string
  readonly content: string
  readonly trainingMinutes: number
  readonly organiser: string
  readonly heldOn: CivilDate
  readonly typeCode: string | null
  readonly recordedById: Id
  readonly recordedAt: Instant
}

export type ListedTraining = Training & { readonly headcount: number }

/** All that decides whether somebody may be on duty on a day. */
export type DutyFacts = {
  readonly bornOn: CivilDate | null
  readonly hasLeft: boolean
  /** Lives here, has reported in or serves here. */
  readonly belongs: boolean
  readonly certificateOn: CivilDate | null
  /** Of the first card: one for a lost card takes nothing back. */
  readonly firstCardOn: CivilDate | null
  readonly hasCard: boolean
  readonly guardianConsentOn: CivilDate | null
  readonly insured: boolean
  readonly riskAccepted: boolean
  readonly trained: boolean
}
