import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectCoordinators, selectPeopledCommunities } from './store/grants.ts'

export type NodePeople = {
  /** Of the grants at this very node, by name. */
  readonly coordinators: readonly string[]
  /** Somebody who does not coordinate keeps their books here. */
  readonly hasPeople: boolean
}

/** Who coordinates where, and where somebody is registered. The caller has checked the role. */
export async function loadNodePeople(ctx: Ctx): Promise<(nodeId: Id) => NodePeople> {
  const { coordinators, peopled } = await inRead(ctx, async (tx) => ({
    coordinators: await selectCoordinators(tx),
    peopled: new Set(await selectPeopledCommunities(tx)),
  }))
  const namesAt = new Map<Id, string[]>()
  for (const { nodeId, name } of coordinators) {
    namesAt.set(nodeId, [...(namesAt.get(nodeId) ?? []), name])
  }
  return (nodeId) => ({
    coordinators: namesAt.get(nodeId) ?? [],
    hasPeople: peopled.has(nodeId),
  })
}
