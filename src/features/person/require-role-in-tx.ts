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
  const { actor } = command
  if (actor.kind === 'system') return
  const pair = { personId: actor.personId, communityId }
  if ((await findHolders(batch.ctx.tx, [pair], roles)).size > 0) return
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
  const wish = { actor: command.actor, personId }
  if ((await findCoordinated(batch, [wish])).has(coordinationKey(wish))) return
  throw new DomainError(personErrors['not-found'])
}

type Coordination = Acting & { readonly personId: Id }

export function coordinationKey({ actor, personId }: Coordination): string {
  return `${actor.personId ?? 'system'} ${personId}`
}

/** Which of the actors coordinate where the person belongs, as `coordinationKey`s. */
export async function findCoordinated(
  batch: Batch,
  wishes: readonly Coordination[],
): Promise<ReadonlySet<string>> {
  const { tx } = batch.ctx
  const places = await selectCommunitiesOf(
    tx,
    wishes.map(({ personId }) => personId),
  )
  const communitiesOf = new Map<Id, Id[]>()
  for (const { personId, communityId } of places) {
    communitiesOf.set(personId, [...(communitiesOf.get(personId) ?? []), communityId])
  }
  const at = wishes.flatMap((wish) =>
    (communitiesOf.get(wish.personId) ?? []).map((communityId) => ({ ...wish, communityId })),
  )
  const pairs = at.flatMap(({ actor, communityId }) =>
    actor.personId === null ? [] : [{ personId: actor.personId, communityId }],
  )
  const holders = await findHolders(tx, pairs, ['coordinator', 'districtAdministrator'])
  const held = at.filter(
    ({ actor, communityId }) =>
      actor.personId === null || holders.has(`${actor.personId} ${communityId}`),
  )
  return new Set(held.map(coordinationKey))
}
