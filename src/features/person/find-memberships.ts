import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import type { MembershipAt } from './rules.ts'
import { selectOpenMemberships } from './store/identities.ts'

export function membershipKey({ communityId, kind }: MembershipAt): string {
  return `${kind} ${communityId}`
}

/** The open memberships of each, as `membershipKey`; who has none is not in the answer. */
export async function findMemberships(
  tx: Queryable,
  personIds: readonly Id[],
): Promise<ReadonlyMap<Id, ReadonlySet<string>>> {
  const found = new Map<Id, Set<string>>()
  for (const { personId, ...at } of await selectOpenMemberships(tx, personIds)) {
    const held = found.get(personId) ?? new Set()
    found.set(personId, held.add(membershipKey(at)))
  }
  return found
}
