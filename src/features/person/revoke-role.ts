import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import { grantersOf } from './rules.ts'
import { lockAdministrators, lockGrant, markRevoked } from './store/grants.ts'

export type RevokeRole = { readonly grantId: Id; readonly reason: string }

/**
 * Revokes a grant. The row is locked against every check in flight: what was authorised before goes
 * through first, nothing after. Administrators are locked together, so that two who revoke one
 * another leave one. @throws `person.grant-not-found`, `person.last-administrator`
 */
export const revokeRole = writeUseCase<RevokeRole, { readonly grantId: Id }, unknown>({
  useCase: 'person.revoke-role',
  work: oneByOne(async (batch, command) => {
    const { grantId, reason } = command.input
    const { tx } = batch.ctx
    const administrators = await lockAdministrators(tx)
    const grant = await lockGrant(tx, grantId)
    if (!grant) throw new DomainError(personErrors['grant-not-found'])
    await requireRoleInTx(batch, command, grantersOf(grant.role), grant.nodeId)
    if (administrators.length === 1 && administrators[0] === grantId) {
      throw new DomainError(personErrors['last-administrator'])
    }
    const revoked = { revokedById: command.actor.personId, revokedAt: batch.now }
    await markRevoked(tx, grantId, revoked)
    await recordAct(batch, command, {
      act: 'person.revoke-role',
      subjects: [grant.personId, grantId, grant.nodeId],
      reason: `${grant.role}: ${reason}`,
    })
    return { grantId }
  }),
})
