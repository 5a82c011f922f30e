import { civilDateOf } from '../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { creditsFor, minutes, ZERO, type Minutes } from '../../kernel/minutes.ts'
import { ledgerErrors } from '../ledger/errors.ts'
import { postAccrual } from '../ledger/rules/acts.ts'
import {
  accountById,
  accountIn,
  availableIn,
  savingsOf,
  type Draft,
} from '../ledger/rules/books.ts'
import { expireHold, settleHold, voidHold } from '../ledger/rules/holds.ts'
import type { PolicySet } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'
import type { RecordToDecide } from './store/approval.ts'

export type ApprovalPosting = {
  readonly creditMinutes: Minutes
  /** The part of the credits that went to the commons, over the cap. */
  readonly overflowMinutes: Minutes
  /** What the record's hold was settled with. */
  readonly chargedMinutes: Minutes
  readonly journalId: Id | null
}

type By = { readonly commandId: Id; readonly actorId: Id | null }

/**
 * What approving one record does to the books: the hold that it carries is settled, voided where
 * nothing is charged, and its credits are accrued: multiplier by the date of service, up to
 * `capMinutes` of the date of decision. All of it or, refused, nothing.
 */
export function postApproval(
  draft: Draft,
  record: RecordToDecide,
  policies: PolicySet,
  capMinutes: Minutes,
  by: By,
): ApprovalPosting | Refusal {
  if (accountIn(draft, savingsOf(record.communityId, record.personId)).closedAt !== null) {
    return refuse(ledgerErrors['account-closed'])
  }
  const chargedMinutes = resolveHold(draft, record, by)
  if (isRefusal(chargedMinutes)) return chargedMinutes
  const creditMinutes = creditsOf(record, policies)
  if (creditMinutes === 0) {
    return { creditMinutes, overflowMinutes: ZERO, chargedMinutes, journalId: null }
  }
  const accrual = postAccrual(draft, {
    communityId: record.communityId,
    personId: record.personId,
    creditMinutes,
    capMinutes,
    source: { kind: 'record', id: record.id },
    effectiveAt: record.endsAt,
    ...by,
  })
  if (isRefusal(accrual)) return accrual
  const { overflowMinutes, journalId } = accrual
  return { creditMinutes, overflowMinutes, chargedMinutes, journalId }
}

function creditsOf(record: RecordToDecide, policies: PolicySet): Minutes {
  if (record.counts !== 'timeAndCredits') return ZERO
  const { multipliers } = policyAt(policies, 'credits', civilDateOf(record.startsAt))
  return creditsFor(record.serviceMinutes, multipliers[record.multiplierClass])
}

/** A hold that was resolved before, or is past its time, charges nobody. */
function resolveHold(draft: Draft, record: RecordToDecide, by: By): Minutes | Refusal {
  const hold = record.holdId === null ? undefined : draft.holds.get(record.holdId)
  if (hold?.state !== 'placed') return ZERO
  const account = accountById(draft, hold.accountId)
  // Beyond the hold only what is there: a payer who has less by now does not stop the approval.
  const most = hold.amountMinutes + Math.max(0, availableIn(account))
  const chargeMinutes = minutes(Math.min(record.chargeMinutes ?? 0, most))
  if (hold.expiresAt <= draft.now) {
    const expired = expireHold(draft, hold.id)
    return isRefusal(expired) ? expired : ZERO
  }
  if (chargeMinutes === 0) {
    const voided = voidHold(draft, hold.id)
    return isRefusal(voided) ? voided : ZERO
  }
  const settled = settleHold(draft, {
    holdId: hold.id,
    chargeMinutes,
    // The desk agreed on the charge with the payer before it was written on the record.
    agreedMoreMinutes: Math.max(0, chargeMinutes - hold.amountMinutes) as Minutes,
    effectiveAt: record.endsAt,
    ...by,
  })
  return isRefusal(settled) ? settled : chargeMinutes
}
