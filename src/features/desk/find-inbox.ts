import type { Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from '../person/errors.ts'
import { loadTree, type Tree } from '../person/load-tree.ts'

/**
 * The inbox that a gateway means: a community's by id, name or alias; the district's own where it
 * names none, or one that is not known - a message is never lost for a wrong name.
 */
export async function findInbox(ctx: Ctx, community: string | null): Promise<Id> {
  const tree = await loadTree(ctx)
  const named = [...tree.values()].filter(
    ({ kind, id, name, aliases }) =>
      kind === 'community' &&
      (id === community || name === community || aliases.some((one) => one === community)),
  )
  const [only, second] = named
  return only && !second ? only.id : districtOf(tree)
}

/** These desks' inboxes, and the district's, which all of them share. */
export async function inboxesOf(ctx: Ctx, communityIds: readonly Id[]): Promise<readonly Id[]> {
  return [...communityIds, districtOf(await loadTree(ctx))]
}

/** The communities at or below a node. */
export async function communitiesUnder(ctx: Ctx, nodeId: Id): Promise<readonly Id[]> {
  const tree = await loadTree(ctx)
  return [...tree.values()]
    .filter(({ kind, ancestorIds }) => kind === 'community' && ancestorIds.includes(nodeId))
    .map(({ id }) => id)
}

function districtOf(tree: Tree): Id {
  for (const { id, kind } of tree.values()) if (kind === 'district') return id
  throw new DomainError(personErrors['no-communities'])
}
