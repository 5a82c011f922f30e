/**
 * An export is a file of what the lower rooms keep: a community's people, its service records, a
 * person's statement, its trial balance. It is a table whose rows come in pages, with the facts
 * that say who took it, when, of what; it is filed in the audit log before its first byte, and
 * again with the count of its rows. A statement may be printed as well.
 */
import type { Content } from 'pdfmake/interfaces.js'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { RecordState } from '../service/model.ts'

export const exportKinds = ['people', 'records', 'statement', 'trial-balance'] as const
export type ExportKind = (typeof exportKinds)[number]

export const exportFormats = ['csv', 'xlsx', 'pdf'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** A statement is printed too; the others are for working with. */
export const formatsOf = {
  people: ['csv', 'xlsx'],
  records: ['csv', 'xlsx'],
  statement: exportFormats,
  'trial-balance': ['csv', 'xlsx'],
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
