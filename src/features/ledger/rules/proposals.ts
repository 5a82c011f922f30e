import type { Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { isAmount } from '../../../kernel/minutes.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ledgerErrors } from '../errors.ts'
import type { AccountRef, Proposal, ProposalPayload } from '../model.ts'
import { postBetween, type ActOrigin } from './acts.ts'
import { savingsOf, systemAccount, type Draft, type PostedJournal } from './books.ts'

export type PostedPayload = Exclude<ProposalPayload, { readonly kind: 'reversal' }>

/** Whose savings a payload is about; null for the commons, and for journals. */
export function personOf(payload: ProposalPayload): Id | null {
  return payload.kind === 'reversal' ? null : payload.personId
}

/** Nobody proposes or confirms for their own account. `owners` are whose savings are touched. */
export function judgeActor(actorId: Id | null, owners: readonly Id[]): 'accepted' | Refusal {
  return owners.some((ownerId) => ownerId === actorId)
    ? refuse(ledgerErrors['own-account'])
    : 'accepted'
}

export function judgePayload(payload: ProposalPayload, now: Instant): 'accepted' | Refusal {
  if (payload.kind === 'reversal') return 'accepted'
  if (!isAmount(payload.amountMinutes)) return refuse(ledgerErrors['amount-out-of-bounds'])
  if (payload.kind === 'opening' && payload.effectiveAt > now) {
    return refuse(ledgerErrors['opening-in-future'])
  }
  return 'accepted'
}

/** Decided once, and confirmed by somebody else than the one who proposed it. */
export function judgeConfirmation(proposal: Proposal, actorId: Id | null): 'accepted' | Refusal {
  if (proposal.state !== 'proposed') return refuse(ledgerErrors['proposal-decided'])
  if (actorId === null || actorId === proposal.proposedById) {
    return refuse(ledgerErrors['second-person-needed'])
  }
  return 'accepted'
}

/** Posts what two people agreed on. Refuses what posting refuses. */
export function postPayload(
  draft: Draft,
  communityId: Id,
  payload: PostedPayload,
  origin: ActOrigin,
): PostedJournal | Refusal {
  const { debit, credit } = sidesOf(communityId, payload)
  const { amountMinutes, kind } = payload
  return postBetween(draft, { ...origin, debit, credit, amountMinutes, reason: kind })
}

function sidesOf(
  communityId: Id,
  payload: PostedPayload,
): { readonly debit: AccountRef; readonly credit: AccountRef } {
  const commons = systemAccount(communityId, 'commons')
  const theirs = payload.personId === null ? commons : savingsOf(communityId, payload.personId)
  if (payload.kind === 'grant') return { debit: commons, credit: theirs }
  if (payload.kind === 'opening') {
    return { debit: systemAccount(communityId, 'opening'), credit: theirs }
  }
  const adjustment = systemAccount(communityId, 'adjustment')
  return payload.direction === 'add'
    ? { debit: adjustment, credit: theirs }
    : { debit: theirs, credit: adjustment }
}
