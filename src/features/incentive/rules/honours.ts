import type { PolicyValues } from '../../policy/model.ts'
import type { StandingRow } from '../model.ts'

/** `honours` names so many and nobody below them (R-30: only positive lists). */
export const HONOURS_SHOWN = 10

export type ShownRow = Pick<StandingRow, 'rank' | 'personId'> & {
  /** Null where numbers are not shown. */
  readonly serviceMinutes: StandingRow['serviceMinutes'] | null
  readonly recipientsServed: number | null
}

/** What the public may see of a ranking. */
export function shownRows(
  rows: readonly StandingRow[],
  publicRanking: PolicyValues['ranking']['publicRanking'],
): readonly ShownRow[] {
  if (publicRanking === 'off') return []
  const isFull = publicRanking === 'full'
  return (isFull ? rows : rows.slice(0, HONOURS_SHOWN)).map((row) => ({
    rank: row.rank,
    personId: row.personId,
    serviceMinutes: isFull ? row.serviceMinutes : null,
    recipientsServed: isFull ? row.recipientsServed : null,
  }))
}
