import type { Tx } from '../../db/client.ts'
import type { Command } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from './errors.ts'
import type { Role } from './model.ts'
import { selectHolders } from './store/holders.ts'

type Pair = { readonly personId: Id; readonly communityId: Id }
type Acting = Pick<Command<unknown>, 'actor'>

/**
 * The pairs whose person holds one of `roles` at the community or above it, as keys
 * `${personId} ${communityId}`. Grants are locked in share mode until the transaction ends, so that
 * a revoke either came first and is seen, or waits.
 */
export function findHolders(
  tx: Tx,
  pairs: readonly Pair[],
  roles: readonly Role[],
): Promise<ReadonlySet<string>> {
  return selectHolders(tx, pairs, roles)
}

/** @throws `person.role-missing`; the system itself may do everything */
export async function requireRoleInTx(
  batch: Batch,
  command: Acting,
  roles: readonly Role[],
  communityId: Id,
): Promise<void> {
  await requireRoleAtAny(batch, command, roles, [communityId])
}

/** At least one of the communities is enough. @throws `person.role-missing` */
export async function requireRoleAtAny(
  batch: Batch,
  command: Acting,
  roles: readonly Role[],
  communityIds: readonly Id[],
): Promise<void> {
  const { actor } = command
  if (actor.kind === 'system') return
  const pairs = communityIds.map((communityId) => ({ personId: actor.personId, communityId }))
  const holders = await findHolders(batch.ctx.tx, pairs, roles)
  if (holders.size === 0) throw new DomainError(personErrors['role-missing'])
}
