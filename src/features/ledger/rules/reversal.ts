import { isRefusal, refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes, ZERO, type Minutes } from '../../../kernel/minutes.ts'
import { ledgerErrors } from '../errors.ts'
import type { AccountRef, Transfer } from '../model.ts'
import type { ActOrigin } from './acts.ts'
import {
  accountById,
  availableIn,
  postJournal,
  refKey,
  systemAccount,
  type Draft,
  type Leg,
  type PostedJournal,
} from './books.ts'

export type ReversalPlan = ActOrigin & {
  /** Every transfer of the journal, whichever books it is in. */
  readonly original: readonly Transfer[]
  /** Sequences of `original` that were reversed before, as `community sequence`. */
  readonly reversed: ReadonlySet<string>
  /** Two people have agreed to write off what is missing. */
  readonly coverShortfall: boolean
}

export type PostedReversal = PostedJournal & { readonly shortfallMinutes: Minutes }

/**
 * Undoes a journal with its legs swapped, last first. What savings or commons no longer have
 * available is first covered from `adjustment`, a write-off in the same journal, for which two
 * people are needed. A reversal never overflows and is never reversed.
 */
export function postReversal(draft: Draft, plan: ReversalPlan): PostedReversal | Refusal {
  const { original } = plan
  if (original.length === 0) return refuse(ledgerErrors['journal-not-found'])
  if (original.some(({ reason }) => reason === 'reversal')) {
    return refuse(ledgerErrors['reversal-of-reversal'])
  }
  if (original.some((transfer) => plan.reversed.has(transferKey(transfer)))) {
    return refuse(ledgerErrors['already-reversed'])
  }
  const { legs, shortfallMinutes } = reversingLegs(draft, original)
  if (shortfallMinutes > 0 && !plan.coverShortfall) {
    return refuse(ledgerErrors['shortfall-needs-two'], { shortfallMinutes })
  }
  const posted = postJournal(draft, { ...plan, legs })
  return isRefusal(posted) ? posted : { ...posted, shortfallMinutes }
}

export function transferKey(transfer: { communityId: Id; sequence: number }): string {
  return `${transfer.communityId} ${transfer.sequence}`
}

/** Walks the swapped legs as they will be posted, so that an account named twice is seen as it will be. */
function reversingLegs(
  draft: Draft,
  original: readonly Transfer[],
): { legs: Leg[]; shortfallMinutes: Minutes } {
  const available = new Map<string, number>()
  const legs: Leg[] = []
  let shortfall = 0
  for (const transfer of [...original].reverse()) {
    const debit = accountById(draft, transfer.creditAccountId)
    const credit = accountById(draft, transfer.debitAccountId)
    const has = available.get(refKey(debit)) ?? availableIn(debit)
    const missing = isLimited(debit) ? Math.max(0, transfer.amountMinutes - has) : 0
    if (missing > 0) {
      shortfall += missing
      legs.push({
        debit: systemAccount(transfer.communityId, 'adjustment'),
        credit: debit,
        amountMinutes: minutes(missing),
        reason: 'write-off',
      })
    }
    legs.push({
      debit,
      credit,
      amountMinutes: transfer.amountMinutes,
      reason: 'reversal',
      reversesSequence: transfer.sequence,
    })
    available.set(refKey(debit), has + missing - transfer.amountMinutes)
    const back = available.get(refKey(credit)) ?? availableIn(credit)
    available.set(refKey(credit), back + transfer.amountMinutes)
  }
  return { legs, shortfallMinutes: shortfall > 0 ? minutes(shortfall) : ZERO }
}

function isLimited(ref: AccountRef): boolean {
  return ref.kind === 'savings' || ref.kind === 'commons'
}
