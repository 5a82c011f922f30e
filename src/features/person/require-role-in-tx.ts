import type { Command } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from './errors.ts'
import { findHolders } from './find-holders.ts'
import type { Role } from './model.ts'
import { selectCommunitiesOf } from './store/memberships.ts'

type Acting = Pick<Command<unknown>, 'actor'>

/**
 * The actor holds one of `roles` at `communityId` (the nil scope: at the district) or above it, and
 * keeps it until the transaction ends. The system itself may do everything.
 * @throws `person.role-missing`
 */
export async function requireRoleInTx(
  batch: Batch,
  command: Acting,
  roles: readonly Role[],
  communityId: Id,
): Promise<void> {
  if (await holdsAtAny(batch, command, roles, [communityId])) return
  throw new DomainError(personErrors['role-missing'])
}

/**
 * For somebody's own matters: the person, or a coordinator of a community that the person belongs
 * to. Whoever has nothing to do with the person is told that there is none.
 * @throws `person.not-found`
 */
export async function requireSelfOrCoordinator(
  batch: Batch,
  command: Acting,
  personId: Id,
): Promise<void> {
  if (command.actor.personId === personId) return
  await requireCoordinatorOf(batch, command, personId)
}

/** A coordinator of a community that the person belongs to. @throws `person.not-found` */
export async function requireCoordinatorOf(
  batch: Batch,
  command: Acting,
  personId: Id,
): Promise<void> {
  const communityIds = await selectCommunitiesOf(batch.ctx.tx, personId)
  const roles = ['coordinator', 'districtAdministrator'] as const
  if (communityIds.length > 0 && (await holdsAtAny(batch, command, roles, communityIds))) return
  throw new DomainError(personErrors['not-found'])
}

async function holdsAtAny(
  batch: Batch,
  { actor }: Acting,
  roles: readonly Role[],
  communityIds: readonly Id[],
): Promise<boolean> {
  if (actor.kind === 'system') return true
  const pairs = communityIds.map((communityId) => ({ personId: actor.personId, communityId }))
  return (await findHolders(batch.ctx.tx, pairs, roles)).size > 0
}
