import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectCoordinators, selectHasPeople } from './store/grants.ts'

export type NodePeople = {
  /** Names, of the grants at this very node. */
  readonly coordinatorsAt: (nodeId: Id) => readonly string[]
  readonly hasCoordinators: boolean
  /** Somebody who does not coordinate is registered. */
  readonly hasPeople: boolean
}

/** Who coordinates where, and whether anybody is registered. The caller has checked the role. */
export async function loadNodePeople(ctx: Ctx): Promise<NodePeople> {
  const { coordinators, hasPeople } = await inRead(ctx, async (tx) => ({
    coordinators: await selectCoordinators(tx),
    hasPeople: await selectHasPeople(tx),
  }))
  const namesAt = new Map<Id, string[]>()
  for (const { nodeId, name } of coordinators) {
    const names = namesAt.get(nodeId)
    if (names) names.push(name)
    else namesAt.set(nodeId, [name])
  }
  return {
    coordinatorsAt: (nodeId) => namesAt.get(nodeId) ?? [],
    hasCoordinators: coordinators.length > 0,
    hasPeople,
  }
}
