import type { Database } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { PolicyValues } from '../policy/model.ts'
import type { StandingBody } from './model.ts'
import { shownRows, type ShownRow } from './rules/honours.ts'
import { MONTHLY_RANKING } from './rules/ranking.ts'
import { selectConsentedNames } from './store/ranking.ts'
import { selectPublished, selectStanding } from './store/standings.ts'

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
  const rows = await loadShown(ctx, standing.id, publicRanking)
  const ids = rows.map(({ personId }) => personId)
  const names = await inRead(ctx, (tx) => selectConsentedNames(tx, ids))
  return {
    standingId: standing.id,
    period: standing.period,
    publishedAt: standing.publishedAt,
    rows: rows.map((row) => ({ ...row, name: names.get(row.personId) ?? null })),
  }
}

const KEEP_SHOWN = 300

const kept = new WeakMap<Database, Map<string, readonly ShownRow[]>>()

/** Kept, since it never changes: the whole body of a big place is read for ten rows of it. */
async function loadShown(
  ctx: Ctx,
  standingId: Id,
  publicRanking: PublicRanking,
): Promise<readonly ShownRow[]> {
  const shown = kept.get(ctx.db) ?? new Map<string, readonly ShownRow[]>()
  kept.set(ctx.db, shown)
  const key = `${standingId} ${publicRanking}`
  const known = shown.get(key)
  if (known) return known
  const standing = await inRead(ctx, (tx) => selectStanding(tx, standingId))
  const { rows } = JSON.parse(standing?.body ?? '{"rows":[]}') as Pick<StandingBody, 'rows'>
  if (shown.size >= KEEP_SHOWN) shown.clear()
  shown.set(key, shownRows(rows, publicRanking))
  return shownRows(rows, publicRanking)
}
