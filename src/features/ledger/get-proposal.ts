import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ledgerErrors } from './errors.ts'
import { nameProposals, type ListedProposal } from './list-proposals.ts'
import { selectProposal } from './store/proposals.ts'

/** One proposal with names; the caller has checked the role. @throws `ledger.proposal-not-found` */
export function getProposal(
  ctx: Ctx,
  key: { readonly communityId: Id; readonly id: Id },
): Promise<ListedProposal> {
  return inRead(ctx, async (tx) => {
    const proposal = await selectProposal(tx, key)
    const [named] = proposal ? await nameProposals(tx, [proposal]) : []
    if (!named) throw new DomainError(ledgerErrors['proposal-not-found'])
    return named
  })
}
