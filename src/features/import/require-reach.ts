import type { Command } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { findHolders } from '../person/find-holders.ts'
import type { Role } from '../person/model.ts'
import { importErrors } from './errors.ts'
import type { CommunityCount, ImportKind } from './model.ts'

/** Hours are approved by coordinators alone; people and balances by administrators as well. */
export function approversOf(kind: ImportKind): readonly Role[] {
  return kind === 'records' ? ['coordinator'] : ['coordinator', 'districtAdministrator']
}

/** The actor holds one of `roles` at every one of the communities. @throws `import.communities-not-yours` */
export async function requireReach(
  batch: Batch,
  { actor }: Pick<Command<unknown>, 'actor'>,
  roles: readonly Role[],
  communities: readonly CommunityCount[],
): Promise<void> {
  const { personId } = actor
  if (personId === null) throw new DomainError(importErrors['communities-not-yours'])
  const pairs = communities.map(({ communityId }) => ({ personId, communityId }))
  const held = await findHolders(batch.ctx.tx, pairs, roles)
  const missing = communities.filter(({ communityId }) => !held.has(`${personId} ${communityId}`))
  if (missing.length === 0) return
  throw new DomainError(importErrors['communities-not-yours'], {
    communities: missing.map(({ communityName }) => communityName).join('、'),
  })
}
