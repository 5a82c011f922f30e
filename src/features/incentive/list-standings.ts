import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree } from '../person/load-tree.ts'
import type { Standing } from './model.ts'
import { selectStandings } from './store/standings.ts'

export type ListedStanding = Omit<Standing, 'body'> & {
  readonly nodeName: string
  readonly preliminary: boolean
}

/** What was computed for the nodes, the newest period first; the caller has checked the roles. */
export async function listStandings(
  ctx: Ctx,
  input: { readonly nodeIds: readonly Id[] },
): Promise<readonly ListedStanding[]> {
  if (input.nodeIds.length === 0) return []
  const rows = await inRead(ctx, (tx) => selectStandings(tx, input.nodeIds))
  const tree = await loadTree(ctx)
  return rows.map((row) => ({
    ...row,
    nodeName: tree.get(row.nodeId)?.name ?? '',
    preliminary: row.computedAt < row.cutOffAt,
  }))
}
