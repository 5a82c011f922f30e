import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { incentiveErrors } from './errors.ts'
import { decidePublication } from './rules/ranking.ts'
import { lockStanding, markPublished } from './store/standings.ts'

type PublishStanding = { readonly standingId: Id }

/**
 * Publishes a standing that was computed after its cut-off: by another person than the one who
 * computed it, and one for each node and month.
 * @throws `incentive.standing-not-found`, `incentive.standing-preliminary`,
 *   `incentive.standing-published`, `incentive.second-person-needed`
 */
export const publishStanding = writeUseCase<PublishStanding, PublishStanding, unknown>({
  useCase: 'incentive.publish-standing',
  work: oneByOne(async (batch, command) => {
    const { standingId } = command.input
    const standing = await lockStanding(batch.ctx.tx, standingId)
    if (!standing) throw new DomainError(incentiveErrors['standing-not-found'])
    const roles = ['coordinator', 'districtAdministrator'] as const
    await requireRoleInTx(batch, command, roles, standing.nodeId)
    accept(decidePublication(standing, command.actor.personId))
    await markPublished(batch.ctx.tx, standingId, command.actor.personId, batch.now)
    await recordAct(batch, command, {
      act: 'incentive.publish-standing',
      subjects: [standingId, standing.nodeId],
      reason: standing.bodyHash,
    })
    return { standingId }
  }),
})
