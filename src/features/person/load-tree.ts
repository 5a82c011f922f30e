import { inRead, type Ctx } from '../../db/transaction.ts'
import { monotonicMs } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import type { Node } from './model.ts'
import { isReached } from './rules.ts'
import { selectNodes } from './store/nodes.ts'

export type Tree = ReadonlyMap<Id, Node>

/** All nodes by id, the district first; a few hundred rows that the caller may keep. */
export async function loadTree(ctx: Ctx): Promise<Tree> {
  const nodes = await inRead(ctx, selectNodes)
  return new Map(nodes.map((node) => [node.id, node]))
}

const KEEP_MS = 30_000
const RETRY_MS = 1_000

/**
 * Does a grant at `nodeId` reach `communityId`? The tree is kept for 30 s; an id that is not in it
 * reads it anew, once a second at most. The nil scope is the district.
 */
export function makeReaches(ctx: Ctx): (nodeId: Id, communityId: Id) => Promise<boolean> {
  let readAtMs = -Infinity
  let kept: Promise<Tree> | undefined

  function tree(olderThanMs: number): Promise<Tree> {
    if (kept && monotonicMs() - readAtMs < olderThanMs) return kept
    readAtMs = monotonicMs()
    const reading = loadTree(ctx)
    kept = reading
    reading.catch(() => {
      if (kept === reading) kept = undefined
    })
    return reading
  }

  return async (nodeId, communityId) => {
    const find = (nodes: Tree) =>
      communityId === DISTRICT_SCOPE
        ? [...nodes.values()].find((node) => node.kind === 'district')
        : nodes.get(communityId)
    const node = find(await tree(KEEP_MS)) ?? find(await tree(RETRY_MS))
    return node !== undefined && isReached(node, nodeId)
  }
}
