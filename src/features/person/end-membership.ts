import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { requireCoordinatorOf } from './require-role-in-tx.ts'
import { revokeGrants } from './store/grants.ts'
import { endMembership as endMembershipRow, selectMemberships } from './store/memberships.ts'
import { lockPerson } from './store/persons.ts'

/**
 * Ends a membership; with the last one at a community the roles that it brought end too. The one
 * that keeps the books stays until the ledger has moved them.
 * @throws `person.membership-not-found`, `person.membership-keeps-books`
 */
export const endMembership = writeUseCase<
  { readonly personId: Id; readonly membershipId: Id },
  { readonly membershipId: Id },
  unknown
>({
  useCase: 'person.end-membership',
  work: oneByOne(async (batch, command) => {
    const { personId, membershipId } = command.input
    const { tx } = batch.ctx
    await requireCoordinatorOf(batch, command, personId)
    const person = await lockPerson(tx, personId)
    const ended = await endMembershipRow(tx, personId, membershipId, civilDateOf(batch.now))
    if (!person || !ended) throw new DomainError(personErrors['membership-not-found'])
    const { communityId } = ended
    const left = (await selectMemberships(tx, personId)).filter(
      (one) => one.untilOn === null && one.communityId === communityId,
    )
    const keepsBooks = left.some(({ kind }) => kind !== 'serving')
    if (communityId === person.booksCommunityId && !keepsBooks) {
      throw new DomainError(personErrors['membership-keeps-books'])
    }
    const roles = keepsBooks ? [] : (['resident'] as const)
    const gone = left.length === 0 ? ([...roles, 'volunteer', 'teamLeader'] as const) : roles
    if (gone.length > 0) {
      const revoked = { revokedById: command.actor.personId, revokedAt: batch.now }
      await revokeGrants(tx, personId, revoked, { roles: gone, nodeId: communityId })
    }
    await recordAct(batch, command, {
      act: 'person.end-membership',
      subjects: [personId, membershipId],
      communityId,
    })
    return { membershipId }
  }),
})
