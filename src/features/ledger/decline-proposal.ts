import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { ledgerErrors } from './errors.ts'
import { proposingRoles } from './propose-entry.ts'
import { lockProposal, markDecided } from './store/proposals.ts'

export type DeclineProposal = { readonly proposalId: Id; readonly reason: string }

/**
 * Ends a proposal without posting: the second person's no, or the first one's second thoughts.
 * @throws `ledger.proposal-not-found`, `ledger.proposal-decided`
 */
export const declineProposal = writeUseCase<DeclineProposal, { readonly proposalId: Id }, unknown>({
  useCase: 'ledger.decline-proposal',
  work: oneByOne(async (batch, command) => {
    const { actor, scope, input } = command
    const key = { communityId: scope, id: input.proposalId }
    await requireRoleInTx(batch, command, proposingRoles, scope)
    const proposal = await lockProposal(batch.ctx.tx, key)
    if (!proposal) throw new DomainError(ledgerErrors['proposal-not-found'])
    if (proposal.state !== 'proposed') throw new DomainError(ledgerErrors['proposal-decided'])
    await markDecided(batch.ctx.tx, key, {
      state: 'declined',
      decidedById: actor.personId ?? DISTRICT_SCOPE,
      decidedAt: batch.now,
    })
    await recordAct(batch, command, {
      act: 'ledger.decline-proposal',
      subjects: [proposal.id],
      reason: input.reason,
    })
    return { proposalId: proposal.id }
  }),
})
