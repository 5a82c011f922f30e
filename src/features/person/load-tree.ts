import type { Database, Queryable } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { monotonicMs } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import type { Node } from './model.ts'
import { isReached } from './rules.ts'
import { selectNodes, selectNodesMark } from './store/nodes.ts'

export type Tree = ReadonlyMap<Id, Node>

type Kept = { readonly tree: Promise<Tree>; readonly mark: string; readonly readAtMs: number }

/** Places are added and never moved or taken away; a name that was put right shows after so long. */
const KEEP_MS = 30_000
const keptOf = new WeakMap<Database, Kept>()

/**
 * All nodes by id, the district first; a few hundred rows that the caller may keep. Outside a
 * transaction they are read anew only when one was added; inside one they are as it sees them.
 */
export async function loadTree(ctx: Ctx): Promise<Tree> {
  if (ctx.tx) return readTree(ctx.tx)
  return inRead(ctx, async (tx) => {
    // The mark first: a node that comes between the two is read once more, and never missed.
    const mark = await selectNodesMark(tx)
    const kept = keptOf.get(ctx.db)
    const readAtMs = monotonicMs()
    if (kept?.mark === mark && readAtMs - kept.readAtMs < KEEP_MS) return kept.tree
    const tree = readTree(tx)
    keptOf.set(ctx.db, { tree, mark, readAtMs })
    tree.catch(() => keptOf.delete(ctx.db))
    return tree
  })
}

async function readTree(tx: Queryable): Promise<Tree> {
  const nodes = await selectNodes(tx)
  return new Map(nodes.map((node) => [node.id, node]))
}

/** What is worked out of a tree, once for each: most pages get the same tree. */
export function oncePerTree<T>(work: (tree: Tree) => T): (tree: Tree) => T {
  const done = new WeakMap<Tree, { readonly result: T }>()
  return (tree) => {
    const known = done.get(tree) ?? { result: work(tree) }
    done.set(tree, known)
    return known.result
  }
}

/**
 * Does a grant at `nodeId` reach `communityId`? Asks the database only for an id that is new to this
 * process. The nil scope is the district.
 */
export function makeReaches(ctx: Ctx): (nodeId: Id, communityId: Id) => Promise<boolean> {
  return async (nodeId, communityId) => {
    const find = (nodes: Tree | undefined) =>
      communityId === DISTRICT_SCOPE
        ? [...(nodes?.values() ?? [])].find((node) => node.kind === 'district')
        : nodes?.get(communityId)
    const node = find(await keptOf.get(ctx.db)?.tree) ?? find(await loadTree(ctx))
    return node !== undefined && isReached(node, nodeId)
  }
}
