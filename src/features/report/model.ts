/**
 * An export is a file of what the lower rooms keep: a community's people, its service records, a
 * person's statement, its trial balance. It is a table whose rows come in pages, with the facts
 * that say who took it, when, of what; it is filed in the audit log before its first byte, and
 * again with the count of its rows.
 */
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { RecordState } from '../service/model.ts'

export const exportKinds = ['people', 'records', 'statement', 'trial-balance'] as const
export type ExportKind = (typeof exportKinds)[number]

export const exportFormats = ['csv', 'xlsx'] as const
export type ExportFormat = (typeof exportFormats)[number]

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

/** `date` is a civil date, `time` an instant, `whole` a whole number. */
export type ExportColumn = {
  readonly header: string
  readonly kind: 'text' | 'date' | 'time' | 'whole'
  /** In characters of a Latin letter's width. */
  readonly width: number
}

export type Cell = string | number | null
export type Row = readonly Cell[]

/** What a file says of itself: a term and its text. */
export type Fact = readonly [term: string, text: string]

export type ExportTable = {
  readonly facts: readonly Fact[]
  readonly columns: readonly ExportColumn[]
  readonly pages: AsyncGenerator<readonly Row[]>
}

/** The filing of an export: that it begins, or how it ended. */
export type ExportMark =
  | { readonly mark: 'begin' }
  | { readonly mark: 'finish'; readonly rows: number; readonly whole: boolean }
