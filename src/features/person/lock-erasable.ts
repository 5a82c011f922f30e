import type { Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from './errors.ts'
import type { Erased } from './model.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import { lockPerson, type StoredPerson } from './store/persons.ts'

/** What a room above keeps of people, and takes away; app.ts hands all of them down. */
export type Eraser = {
  /** @throws DomainError saying what has to be settled before the person can be erased */
  readonly requireSettled: (batch: Batch, personId: Id) => Promise<void>
  /** Takes away what could still tell who it was; returns the ids of what was theirs. */
  readonly erase: (batch: Batch, erased: Erased) => Promise<readonly Id[]>
}

export const erasingRoles = ['coordinator', 'districtAdministrator'] as const

/**
 * Somebody who has left and is not erased yet, locked, for whom the actor may act.
 * @throws `person.not-found`, `person.role-missing`, `person.not-left`, `person.erased`
 */
export async function lockErasable(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor'>,
  personId: Id,
): Promise<StoredPerson> {
  const person = await lockPerson(batch.ctx.tx, personId)
  if (!person) throw new DomainError(personErrors['not-found'])
  await requireRoleInTx(batch, command, erasingRoles, person.booksCommunityId)
  if (person.erasedAt) throw new DomainError(personErrors.erased)
  if (!person.leftAt) throw new DomainError(personErrors['not-left'])
  return person
}
