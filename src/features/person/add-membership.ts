import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import type { MembershipKind } from './model.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import { rolesOf } from './rules.ts'
import { insertMissingGrants } from './store/grants.ts'
import { selectVolunteerFacts } from './store/lookups.ts'
import { insertMembership } from './store/memberships.ts'
import { selectNode } from './store/nodes.ts'
import { lockPerson } from './store/persons.ts'

export type AddMembership = {
  readonly personId: Id
  readonly communityId: Id
  readonly kind: MembershipKind
}

/**
 * Ties a person to a further community (报到, SE-60), with the roles that come with it. The books
 * stay where they are: moving them is an act of the ledger. By a coordinator of that community.
 * @throws `person.membership-exists`, `person.not-a-community`
 */
export const addMembership = writeUseCase<AddMembership, { readonly membershipId: Id }, unknown>({
  useCase: 'person.add-membership',
  work: oneByOne(async (batch, command) => {
    const { personId, communityId, kind } = command.input
    await requireRoleInTx(batch, command, ['coordinator', 'districtAdministrator'], communityId)
    const person = await lockPerson(batch.ctx.tx, personId)
    if (!person || person.leftAt) throw new DomainError(personErrors['not-found'])
    const isVolunteer = (await selectVolunteerFacts(batch.ctx.tx, [personId])).length > 0
    if (kind === 'serving' && !isVolunteer) throw new DomainError(personErrors['not-volunteer'])
    const sinceOn = civilDateOf(batch.now)
    const membership = { personId, communityId, kind, sinceOn, isVolunteer }
    const membershipId = await joinCommunity(batch, command, membership)
    await recordAct(batch, command, {
      act: 'person.add-membership',
      subjects: [personId, membershipId],
      communityId,
    })
    return { membershipId }
  }),
})

type Joining = AddMembership & { readonly sinceOn: CivilDate; readonly isVolunteer: boolean }

/** The membership and its roles, inside the transaction of whoever asks. */
export async function joinCommunity(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor'>,
  { isVolunteer, ...membership }: Joining,
): Promise<Id> {
  const node = await selectNode(batch.ctx.tx, membership.communityId)
  if (!node) throw new DomainError(personErrors['community-not-found'])
  if (node.kind !== 'community') throw new DomainError(personErrors['not-a-community'])
  const id = newId()
  await insertMembership(batch.ctx.tx, { id, ...membership })
  await grantMissing(batch, command, { ...membership, isVolunteer })
  return id
}

export function grantMissing(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor'>,
  { personId, communityId, kind, isVolunteer }: Omit<Joining, 'sinceOn'>,
): Promise<void> {
  return insertMissingGrants(
    batch.ctx.tx,
    rolesOf(kind, isVolunteer).map((role) => ({
      id: newId(),
      personId,
      role,
      nodeId: communityId,
      grantedById: command.actor.personId,
      grantedAt: batch.now,
    })),
  )
}
