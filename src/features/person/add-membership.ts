import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import type { MembershipKind } from './model.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import { decideCommunity, rolesOf } from './rules.ts'
import { insertMissingGrants } from './store/grants.ts'
import { selectVolunteerFacts } from './store/lookups.ts'
import { insertMemberships } from './store/memberships.ts'
import { selectNode } from './store/nodes.ts'
import { lockPerson } from './store/persons.ts'

export type AddMembership = {
  readonly personId: Id
  readonly communityId: Id
  readonly kind: MembershipKind
  /** From paper, by an import only; today otherwise. */
  readonly sinceOn?: CivilDate | null
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
    const sinceOn = command.input.sinceOn ?? civilDateOf(batch.now)
    accept(decideCommunity(await selectNode(batch.ctx.tx, communityId)))
    const grantedById = command.actor.personId
    const joining = { personId, communityId, kind, sinceOn, isVolunteer, grantedById }
    const [membershipId = ''] = await joinCommunities(batch, [joining])
    await recordAct(batch, command, {
      act: 'person.add-membership',
      subjects: [personId, membershipId],
      communityId,
    })
    return { membershipId }
  }),
})

type Joining = Omit<AddMembership, 'sinceOn'> & {
  readonly sinceOn: CivilDate
  readonly isVolunteer: boolean
  readonly grantedById: Id | null
}

/** Memberships with their roles, inside the transaction of whoever asks; their ids, in order. */
export async function joinCommunities(
  batch: Batch,
  joinings: readonly Joining[],
): Promise<readonly Id[]> {
  const rows = joinings.map(({ personId, communityId, kind, sinceOn }) => {
    return { id: newId(), personId, communityId, kind, sinceOn }
  })
  await Promise.all([insertMemberships(batch.ctx.tx, rows), grantMissing(batch, joinings)])
  return rows.map(({ id }) => id)
}

/** The roles that memberships bring. */
export function grantMissing(
  batch: Batch,
  joinings: readonly Omit<Joining, 'sinceOn'>[],
): Promise<void> {
  return insertMissingGrants(
    batch.ctx.tx,
    joinings.flatMap(({ personId, communityId, kind, isVolunteer, grantedById }) =>
      rolesOf(kind, isVolunteer).map((role) => ({
        ...{ id: newId(), personId, role, nodeId: communityId },
        ...{ grantedById, grantedAt: batch.now },
      })),
    ),
  )
}
