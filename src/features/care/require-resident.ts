import type { Command } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from '../person/errors.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicyValues } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'
import { careErrors } from './errors.ts'
import { selectResident, type CarePerson } from './store/people.ts'

/** Coordinators of the community and above; no other role sees or writes a content. */
export const careRoles = ['coordinator'] as const

export type CareActor = {
  readonly actorId: Id
  readonly today: CivilDate
  readonly policy: PolicyValues['care']
}

/** A coordinator of the command's community, as a person. @throws `person.role-missing` */
export async function requireCoordinator(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor' | 'scope'>,
): Promise<CareActor> {
  await requireRoleInTx(batch, command, careRoles, command.scope)
  const { personId: actorId } = command.actor
  if (actorId === null) throw new DomainError(personErrors['role-missing'])
  return { actorId, ...(await carePolicyOn(batch)) }
}

export async function carePolicyOn({ ctx, now }: Batch): Promise<Omit<CareActor, 'actorId'>> {
  const today = civilDateOf(now)
  return { today, policy: policyAt(await loadPolicies(ctx), 'care', today) }
}

/** Somebody who lives in the community. @throws `care.person-not-found` */
export async function requireResident(
  batch: Batch,
  communityId: Id,
  personId: Id,
): Promise<CarePerson> {
  const person = await selectResident(batch.ctx.tx, communityId, personId)
  if (!person) throw new DomainError(careErrors['person-not-found'])
  return person
}
