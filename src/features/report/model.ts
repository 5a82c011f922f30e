/**
 * An export is a file of what the lower rooms keep: a community's people, its service records, a
 * person's statement, its trial balance, its books. It is a table whose rows come in pages, with the facts
 * that say who took it, when, of what; it is filed in the audit log before its first byte, and
 * again with the count of its rows. A statement may be printed as well.
 *
 * A service certificate is a paper on which the community says what somebody's approved records sum
 * up to: frozen and sealed when it is issued, checked by number and code, revoked but never deleted.
 */
import type { Content } from 'pdfmake/interfaces.js'
import type { CivilDate, Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import type { RequestKind, RequestState } from '../desk/model/requests.ts'
import type { MobilisationFigures, PeriodKind } from '../incentive/model.ts'
import { plainTextForms, type Books } from '../proof/model.ts'
import type { RecordKey, RecordState, ServiceDomain } from '../service/model.ts'

export const exportKinds = ['people', 'records', 'statement', 'trial-balance', 'books'] as const
export type ExportKind = (typeof exportKinds)[number]

export const exportFormats = ['csv', 'xlsx', 'pdf', ...plainTextForms] as const
export type ExportFormat = (typeof exportFormats)[number]

/** A statement is printed too; books are for other programs; the others are for working with. */
export const formatsOf = {
  people: ['csv', 'xlsx'],
  records: ['csv', 'xlsx'],
  statement: ['csv', 'xlsx', 'pdf'],
  'trial-balance': ['csv', 'xlsx'],
  books: ['csv', ...plainTextForms],
} as const satisfies Readonly<Record<ExportKind, readonly ExportFormat[]>>

/** Drafts are the volunteer's alone. */
export type ExportedState = Exclude<RecordState, 'draft'>
export const exportedStates = [
  'submitted',
  'approved',
  'rejected',
  'withdrawn',
  'reversed',
] as const satisfies readonly ExportedState[]

/** Days, both included; null is open. */
export type Period = { readonly fromOn: CivilDate | null; readonly untilOn: CivilDate | null }

/** What is exported: of which community, person, period, state. */
export type ExportScope = Period & {
  readonly kind: ExportKind
  readonly communityId: Id
  /** Of a statement only. */
  readonly personId: Id | null
  readonly state: ExportedState | null
}

/** `amount` is text such as 12 小时 30 分, `date` a civil date, `time` an instant, `whole` a whole number. */
export type ExportColumn = {
  readonly header: string
  readonly kind: 'text' | 'amount' | 'date' | 'time' | 'whole'
  /** In characters of a Latin letter's width. */
  readonly width: number
  /** Of a column that is printed, its width in points; `*` takes what is left. */
  readonly paperWidth?: number | '*'
}

export type Cell = string | number | null
export type Row = readonly Cell[]

/** What a file says of itself: a term and its text. */
export type Fact = readonly [term: string, text: string]

export type ExportTable = {
  readonly facts: readonly Fact[]
  readonly columns: readonly ExportColumn[]
  /** Before and after the rows, and not counted among them: what there was, and the totals. */
  readonly firstRow?: Row
  readonly lastRow?: Row
  readonly pages: AsyncGenerator<readonly Row[]>
  /** What the rows are made of, for a format that is no table; one of the two is walked. */
  readonly books?: Books
}

/** A document to be printed: plain data for pdfmake, which draws it on a thread of its own. */
export type Paper = {
  readonly title: string
  readonly content: readonly Content[]
  /** At the foot of every page, before its number. */
  readonly footer: string
}

/** The filing of an export: that it begins, or how it ended. */
export type ExportMark =
  | { readonly mark: 'begin' }
  | { readonly mark: 'finish'; readonly rows: number; readonly whole: boolean }

/** A calendar period, or twelve months that end with any month. */
export type OverviewPeriod = {
  /** `2026-11`, `2026-Q4`, `2026` or `2025-12_2026-11` */
  readonly code: string
  readonly kind: PeriodKind | 'rolling'
  /** Whose limits of 1+10 hold. */
  readonly limitsOf: PeriodKind
  readonly firstOn: CivilDate
  readonly lastOn: CivilDate
}

/** The desk of a community, of what was registered in a month. */
export type DeskMonth = {
  readonly communityId: Id
  readonly month: CivilDate
  readonly registered: number
  /** 咨询 and 预约, and how many of them were answered or taken up in five minutes. */
  readonly quick: number
  readonly quickAnswered: number
  /** Promised a visit; kept; neither kept nor past the promise. */
  readonly promised: number
  readonly promiseKept: number
  readonly promiseWaiting: number
}

/** An act as the audit log has it. */
export type FiledAct = {
  readonly communityId: Id
  readonly act: string
  readonly subjects: readonly string[]
}

/** A request as the overview counts it: in the month in which it was registered. */
export type CountedRequest = {
  readonly communityId: Id
  readonly month: CivilDate
  readonly kind: RequestKind
  readonly state: RequestState
  readonly registeredAt: Instant
  /** When somebody at the desk or a volunteer first took it up or answered. */
  readonly respondedAt: Instant | null
  readonly promisedBy: Instant | null
  /** Somebody was there: in time, or too late; null when nobody yet. */
  readonly servedInTime: boolean | null
}

/** What people did in a period: adds up over places, never over periods. */
export type PeopleSums = {
  readonly records: number
  readonly serviceMinutes: number
  readonly peopleServing: number
  readonly activeParty: number
  readonly activeMasses: number
  /** Of each active member at most the goal. */
  readonly broughtCounted: number
  readonly partyReached: number
  readonly massesTraced: number
}

/** Books and desk: adds up over places and months. */
export type SummedMonth = Omit<DeskMonth, 'communityId' | 'month'> & {
  readonly earnedMinutes: number
  readonly usedMinutes: number
  readonly changeMinutes: number
}

export type OpenCases = {
  readonly outstandingMinutes: number
  readonly openRequests: number
  readonly lateRequests: number
}

/** The figures of one place in one period; shares are per cent, null where there is nothing to divide by. */
export type OverviewFigures = Pick<PeopleSums, 'records' | 'serviceMinutes' | 'peopleServing'> &
  Omit<SummedMonth, 'changeMinutes'> & {
    /** Of all savings and the commons, at the end of the period or now. */
    readonly outstandingMinutes: number
    readonly quickShare: string | null
    readonly promiseShare: string | null
    readonly mobilisation: MobilisationFigures
  }

export type OverviewMonth = OverviewFigures & { readonly month: CivilDate }

export type OverviewPart = OverviewFigures & {
  readonly nodeId: Id
  readonly name: string
  readonly subdistrictName: string
  readonly openRequests: number
  readonly lateRequests: number
}

/** What one offering brought; names of those served are not among it. */
export type CertificateLine = {
  readonly offeringName: string
  readonly domain: ServiceDomain
  readonly records: number
  readonly serviceMinutes: Minutes
}

/**
 * What a certificate says, for ever: 服务时间, 服务内容, 记录单位, whose, for which days, and
 * whether it stands in the national system. `recordKeys` are the records behind it.
 */
export type CertificateContent = {
  readonly number: string
  readonly personId: Id
  readonly personName: string
  /** 注册登记证: identity without an ID number. */
  readonly certificateNumber: string | null
  /** 区, 街道 and 社区, as they were called. */
  readonly recordedBy: string
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
  readonly serviceMinutes: Minutes
  readonly records: number
  readonly lines: readonly CertificateLine[]
  readonly inNationalSystem: boolean
  readonly issuedOn: CivilDate
  readonly issuerName: string
  readonly recordKeys: readonly RecordKey[]
}

export type Revocation = {
  readonly revokedAt: Instant
  readonly revokedById: Id
  readonly reason: string
}

export type ServiceCertificate = {
  readonly communityId: Id
  readonly id: Id
  readonly number: string
  readonly personId: Id
  readonly content: CertificateContent
  readonly seal: string
  readonly issuedAt: Instant
  readonly issuedById: Id
  readonly revocation: Revocation | null
}

/** `altered`: the row is not what was sealed, so that nothing it says can be believed. */
export type CertificateState = 'valid' | 'revoked' | 'altered'

/** The same records as they are now: how many were taken back, what they and their replacements sum up to. */
export type Correction = { readonly corrected: number; readonly serviceMinutes: Minutes }

/** A certificate as it is looked at: with its code, its state, and what has been corrected since. */
export type CertificateView = {
  readonly certificate: ServiceCertificate
  readonly code: string
  readonly state: CertificateState
  readonly correction: Correction | null
}
