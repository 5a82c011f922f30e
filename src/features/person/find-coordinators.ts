import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectCoordinatorsOf } from './store/holders.ts'

/** Who coordinates a community itself, and who coordinates it from its subdistrict or the district. */
export type Coordinators = {
  readonly here: readonly Id[]
  readonly subdistrict: readonly Id[]
  readonly district: readonly Id[]
}

/** Of people who have not left; a community without any is not in the answer. */
export async function findCoordinators(
  tx: Queryable,
  communityIds: readonly Id[],
): Promise<ReadonlyMap<Id, Coordinators>> {
  const found = new Map<Id, { here: Id[]; subdistrict: Id[]; district: Id[] }>()
  for (const { communityId, personId, kind } of await selectCoordinatorsOf(tx, communityIds)) {
    const known = found.get(communityId) ?? { here: [], subdistrict: [], district: [] }
    found.set(communityId, known)
    const level = kind === 'subdistrict' || kind === 'district' ? kind : 'here'
    if (!known[level].includes(personId)) known[level].push(personId)
  }
  return found
}
