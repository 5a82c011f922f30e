import { inRead, type Ctx } from '../../db/transaction.ts'
import {
  civilDateOf,
  instantAt,
  parseCivilDate,
  systemNow,
  type Instant,
} from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree } from '../person/load-tree.ts'
import type { DeskFigures, FigureGroup } from './model/figures.ts'
import { groupFigures, sumFigures } from './rules/figures.ts'
import { selectFigures } from './store/figures.ts'

export type DeskFiguresView = {
  /** The first of the month: what came in since then is counted. */
  readonly since: Instant
  readonly desks: readonly DeskFigures[]
  /** By subdistrict, those without anything left out. */
  readonly groups: readonly FigureGroup[]
  readonly total: DeskFigures
}

/**
 * What each desk has open and late now, and how it kept its limits with what came in since the first
 * of the month. The caller has checked who may see which.
 */
export async function getDeskFigures(
  ctx: Ctx,
  communityIds: readonly Id[],
): Promise<DeskFiguresView> {
  const now = ctx.fixedNow?.() ?? systemNow()
  const since = instantAt(monthOf(now))
  const desks = await inRead(ctx, (tx) => selectFigures(tx, communityIds, since, now))
  const tree = await loadTree(ctx)
  const groups = groupFigures(desks, (id) => tree.get(id)?.parentId ?? id)
  return { since, desks, groups, total: sumFigures('', desks) }
}

function monthOf(now: Instant): ReturnType<typeof civilDateOf> {
  const today = civilDateOf(now)
  return parseCivilDate(`${today.slice(0, 7)}-01`) ?? today
}
