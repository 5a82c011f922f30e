import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { MembershipAt } from '../../person/rules.ts'
import type { Recipient } from '../../service/model.ts'
import type { ImportOptions, RowProblem, RowVerdict } from '../model.ts'
import type { Places } from './places.ts'
import type { MembershipRow, PersonRow, RowOf } from './read-people.ts'
import type { Offerings, OpeningRow, RecordRow } from './read-records.ts'
import type { Reading } from './read-row.ts'

/** What a row would write. */
export type Plan =
  | { readonly kind: 'person'; readonly row: PersonRow }
  | {
      readonly kind: 'complete'
      readonly personId: Id
      readonly row: PersonRow
      /** What the books lack of the row. */
      readonly memberships: readonly MembershipAt[]
      readonly enrols: boolean
    }
  | { readonly kind: 'membership'; readonly personId: Id; readonly row: MembershipRow }
  | {
      readonly kind: 'record'
      readonly personId: Id
      readonly recipient: Recipient
      readonly row: RecordRow
    }
  | {
      readonly kind: 'opening'
      readonly personId: Id
      readonly communityId: Id
      readonly row: OpeningRow
    }

export type JudgedRow = RowVerdict & { readonly plan: Plan | null }

/** What the lines above said, for those below; a transaction that runs again meets its own lines. */
export type Seen = {
  /** What may stand in one line only → its line. */
  readonly lines: Map<string, number>
  /** `person day` → the spans of that day. */
  readonly spans: Map<string, SeenSpan[]>
}

export type SeenSpan = {
  readonly line: number
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly offeringId: Id
}

/** What judging the rows of a file takes besides the rows. */
export type Judging = {
  readonly reading: Reading
  readonly places: Places
  readonly offerings: Offerings
  readonly options: ImportOptions
  readonly seen: Seen
  readonly importerId: Id
}

export function nothingSeen(): Seen {
  return { lines: new Map(), spans: new Map() }
}

export function goodOf<T>(
  rows: readonly RowOf<T>[],
): readonly { readonly line: number; readonly value: T }[] {
  return rows.flatMap(({ line, value }) => (value === null ? [] : [{ line, value }]))
}

export function badRow(line: number, problems: readonly RowProblem[]): JudgedRow {
  return { line, fate: 'bad', problems, likely: [], plan: null, communityId: null, minutes: 0 }
}
