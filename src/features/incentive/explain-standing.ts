import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree } from '../person/load-tree.ts'
import { incentiveErrors } from './errors.ts'
import type { ListedStanding } from './list-standings.ts'
import { loadFrozen } from './load-frozen.ts'
import type { RankGap, RankedRecord, StandingBody, StandingRow } from './model.ts'
import { gapTo } from './rules/ranking.ts'
import { selectConsentedNames } from './store/ranking.ts'
import { selectOutline } from './store/standings.ts'

/** Null: agreed to be counted, not to be named. */
export type ExplainedRow = StandingRow & {
  readonly name: string | null
  /** What it counted, with the day and the minutes. */
  readonly records: readonly RankedRecord[]
  /** What the place above would have taken; null for the first. */
  readonly gap: RankGap | null
}

export type ExplainedStanding = ListedStanding & {
  readonly policies: StandingBody['policies']
  readonly lateRecordIds: readonly Id[]
  readonly rows: readonly ExplainedRow[]
}

/**
 * Every metric of every person with its raw value, the records behind it, the rank and what the
 * next one would have taken. `onlyPersonId`: that person's row alone, for oneself.
 * @throws `incentive.standing-not-found`
 */
export async function explainStanding(
  ctx: Ctx,
  input: { readonly standingId: Id; readonly onlyPersonId: Id | null },
): Promise<ExplainedStanding> {
  const { standingId, onlyPersonId } = input
  const standing = await inRead(ctx, (tx) => selectOutline(tx, standingId))
  const loaded = standing && (await loadFrozen(ctx, standingId))
  if (!loaded) throw new DomainError(incentiveErrors['standing-not-found'])
  const { body: frozen, records } = loaded
  const wanted = frozen.rows.filter(
    ({ personId }) => onlyPersonId === null || personId === onlyPersonId,
  )
  const ids = wanted.map(({ personId }) => personId)
  const names = await inRead(ctx, (tx) => selectConsentedNames(tx, ids))
  const tree = await loadTree(ctx)
  return {
    ...standing,
    nodeName: tree.get(standing.nodeId)?.name ?? '',
    preliminary: standing.computedAt < standing.cutOffAt,
    policies: frozen.policies,
    lateRecordIds: frozen.lateRecordIds,
    rows: wanted.map((row) => ({
      ...row,
      name: names.get(row.personId) ?? null,
      records: row.recordIds.flatMap((id) => records.get(id) ?? []),
      gap: gapOf(frozen, row),
    })),
  }
}

function gapOf(frozen: StandingBody, row: StandingRow): RankGap | null {
  const above = frozen.rows[row.rank - 2]
  return above ? gapTo(above, row, frozen.policies.ranking) : null
}
