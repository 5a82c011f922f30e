import type { Command } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from '../person/errors.ts'
import { findHolders } from '../person/find-holders.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'

type Acting = Pick<Command<unknown>, 'actor' | 'scope'>

/** The coordinator of the scope's community who acts. @throws `person.role-missing` */
export async function requireCoordinator(batch: Batch, command: Acting): Promise<Id> {
  await requireRoleInTx(batch, command, ['coordinator'], command.scope)
  return personOf(command)
}

/**
 * The person themselves, or a coordinator of the scope's community; returns who acts.
 * @throws `duty.role-needed`
 */
export async function requireSelfOrCoordinatorHere(
  batch: Batch,
  command: Acting,
  personId: Id,
): Promise<Id> {
  const actorId = personOf(command)
  if (actorId === personId) return actorId
  const pair = { personId: actorId, communityId: command.scope }
  if ((await findHolders(batch.ctx.tx, [pair], ['coordinator'])).size > 0) return actorId
  throw new DomainError(dutyErrors['role-needed'])
}

function personOf({ actor }: Acting): Id {
  if (actor.personId === null) throw new DomainError(personErrors['role-missing'])
  return actor.personId
}
