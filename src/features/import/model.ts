/**
 * An import is a file of people, memberships, historical records or opening balances. It is read as
 * a table, judged row by row as the rooms below would judge each by itself, handed in by one person
 * and approved by another. Then it runs chunk by chunk, each chunk in one transaction through the use
 * cases of the rooms below. uploaded → handedIn → running → done; uploaded | handedIn → rejected.
 * Until then its rows are kept sealed; afterwards only counts and the lines left over remain.
 */
import type { CivilDate, Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'

export const importKinds = ['people', 'memberships', 'records', 'openings'] as const
export type ImportKind = (typeof importKinds)[number]

export const importStates = ['uploaded', 'handedIn', 'running', 'done', 'rejected'] as const
export type ImportState = (typeof importStates)[number]

/** What makes a cell of a workbook unreadable. */
export type FlawKind = 'merged' | 'formula' | 'error'

/** A line of the file as it is written there; `line` is the file's own number. */
export type FileRow = {
  readonly line: number
  readonly cells: readonly string[]
  readonly flaws?: readonly { readonly at: number; readonly kind: FlawKind }[]
}

export type FileTable = {
  readonly headers: readonly string[]
  readonly headerLine: number
  readonly rows: readonly FileRow[]
  /** What the reader should know: sheets that were not read, the encoding. */
  readonly notes: readonly string[]
}

/** Field → the index of its column. */
export type ColumnMap = Readonly<Record<string, number>>

/** What is wrong with a row: in which column (its heading; '' for the row as a whole), and why. */
export type RowProblem = {
  readonly line: number
  readonly column: string
  readonly reason: string
}

/** 同一人 · 另一人 · 跳过 */
export const duplicateChoices = ['same', 'new', 'skip'] as const
export type DuplicateChoice = (typeof duplicateChoices)[number]

/** Somebody in the books who may be the one of the row. */
export type LikelyPerson = {
  readonly personId: Id
  readonly name: string
  readonly bornOn: CivilDate | null
  readonly communityName: string
}

/**
 * `ready` would be written; `known` is in the books already; `undecided` may be somebody who is
 * known; `skipped` by decision; `bad` has problems.
 */
export const rowFates = ['ready', 'known', 'undecided', 'skipped', 'bad'] as const
export type RowFate = (typeof rowFates)[number]

export type Counts = Readonly<Record<RowFate, number>>

/** A row as it was judged, for people to read. */
export type RowVerdict = {
  readonly line: number
  readonly fate: RowFate
  readonly problems: readonly RowProblem[]
  readonly likely: readonly LikelyPerson[]
  /** The community that it concerns. */
  readonly communityId: Id | null
  readonly minutes: number
}

/** How the rows are to be taken. */
export type ImportOptions = {
  readonly skipBad: boolean
  /** For likely duplicates without a decision of their own; null leaves them undecided. */
  readonly duplicates: DuplicateChoice | null
  /** By line. */
  readonly decisions: Readonly<Record<string, DuplicateChoice>>
}

/** Rows that would be written, by community: what the approver decides on. */
export type CommunityCount = {
  readonly communityId: Id
  readonly communityName: string
  readonly rows: number
  readonly minutes: number
}

export type ImportSummary = {
  readonly counts: Counts
  readonly communities: readonly CommunityCount[]
  readonly firstOn: CivilDate | null
  readonly lastOn: CivilDate | null
}

export type Import = {
  readonly id: Id
  readonly kind: ImportKind
  readonly state: ImportState
  readonly fileName: string
  readonly sha256: string
  readonly headers: readonly string[]
  readonly headerLine: number
  readonly columns: ColumnMap
  readonly notes: readonly string[]
  readonly options: ImportOptions
  readonly rows: number
  readonly summary: ImportSummary | null
  readonly uploadedById: Id
  readonly uploadedAt: Instant
  readonly handedInAt: Instant | null
  readonly decidedById: Id | null
  readonly decidedAt: Instant | null
  readonly reason: string | null
  readonly doneAt: Instant | null
}
