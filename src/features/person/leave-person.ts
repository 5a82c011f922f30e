import type { Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from './errors.ts'
import { lockAdministrators, revokeGrants, selectGrants } from './store/grants.ts'
import { setLeft } from './store/persons.ts'
import { endSessionsOf } from './store/sign-in.ts'

/**
 * A person leaves (停用) inside the act that closes the savings: grants and sessions end with it,
 * nothing is deleted. The caller has checked who may do it, and files the act.
 * @throws `person.already-left`, `person.last-administrator`
 */
export async function leavePerson(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor'>,
  personId: Id,
): Promise<void> {
  const { tx } = batch.ctx
  const administrators = await lockAdministrators(tx)
  const held = await selectGrants(tx, personId)
  if (administrators.length === 1 && held.some(({ id }) => id === administrators[0])) {
    throw new DomainError(personErrors['last-administrator'])
  }
  if (!(await setLeft(tx, personId, batch.now))) {
    throw new DomainError(personErrors['already-left'])
  }
  await revokeGrants(tx, personId, {
    revokedById: command.actor.personId,
    revokedAt: batch.now,
  })
  await endSessionsOf(tx, personId, { endedAt: batch.now, endedReason: 'left' })
}
