import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { PolicyValues } from '../policy/model.ts'
import { loadFrozen } from './load-frozen.ts'
import { shownRows, type ShownRow } from './rules/honours.ts'
import { MONTHLY_RANKING } from './rules/ranking.ts'
import { selectConsentedNames } from './store/ranking.ts'
import { selectPublished } from './store/standings.ts'

type PublicRanking = PolicyValues['ranking']['publicRanking']

export type Ranking = {
  readonly standingId: Id
  readonly period: string
  readonly publishedAt: Instant
  readonly rows: readonly (ShownRow & { readonly name: string | null })[]
}

/** What the public sees of a node's last published month: names of those alone who agree now. */
export async function getRanking(
  ctx: Ctx,
  input: { readonly nodeId: Id; readonly publicRanking: PublicRanking },
): Promise<Ranking | null> {
  const { nodeId, publicRanking } = input
  if (publicRanking === 'off') return null
  const standing = await inRead(ctx, (tx) => selectPublished(tx, MONTHLY_RANKING, nodeId))
  if (!standing?.publishedAt) return null
  const frozen = await loadFrozen(ctx, standing.id)
  const rows = shownRows(frozen?.body.rows ?? [], publicRanking)
  const ids = rows.map(({ personId }) => personId)
  const names = await inRead(ctx, (tx) => selectConsentedNames(tx, ids))
  return {
    standingId: standing.id,
    period: standing.period,
    publishedAt: standing.publishedAt,
    rows: rows.map((row) => ({ ...row, name: names.get(row.personId) ?? null })),
  }
}
