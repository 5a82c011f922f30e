import { isRefusal, refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes, type Minutes } from '../../../kernel/minutes.ts'
import { ledgerErrors } from '../errors.ts'
import type { AccountRef, Transfer } from '../model.ts'
import { legsBetween, type ActOrigin } from './acts.ts'
import {
  accountById,
  accountIn,
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
  /**
   * Savings that have moved on, by `refKey`, with where they are now: minutes are fetched from
   * there, and sent on to there, by way of the closed account.
   */
  readonly homes: ReadonlyMap<string, AccountRef>
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
  if (original.some(({ reason }) => reason === 'move')) {
    return refuse(ledgerErrors['move-not-reversed'])
  }
  const { legs, shortfallMinutes } = reversingLegs(draft, plan)
  if (shortfallMinutes > 0 && !plan.coverShortfall) {
    return refuse(ledgerErrors['shortfall-needs-two'], { shortfallMinutes })
  }
  const posted = postJournal(draft, { ...plan, legs, passing: new Set(plan.homes.keys()) })
  return isRefusal(posted) ? posted : { ...posted, shortfallMinutes }
}

export function transferKey(transfer: { communityId: Id; sequence: number }): string {
  return `${transfer.communityId} ${transfer.sequence}`
}

/** Walks the swapped legs as they will be posted, so that an account named twice is seen as it will be. */
function reversingLegs(
  draft: Draft,
  plan: ReversalPlan,
): { legs: Leg[]; shortfallMinutes: Minutes } {
  const changes = new Map<string, number>()
  const legs: Leg[] = []
  let shortfall = 0
  const add = (leg: Leg) => {
    legs.push(leg)
    for (const [ref, sign] of [[leg.debit, -1] as const, [leg.credit, 1] as const]) {
      changes.set(refKey(ref), (changes.get(refKey(ref)) ?? 0) + sign * leg.amountMinutes)
    }
  }
  const has = (ref: AccountRef) =>
    availableIn(accountIn(draft, ref)) + (changes.get(refKey(ref)) ?? 0)
  for (const transfer of [...plan.original].reverse()) {
    const debit = accountById(draft, transfer.creditAccountId)
    const credit = accountById(draft, transfer.debitAccountId)
    const { amountMinutes } = transfer
    let missing = isLimited(debit) ? Math.max(0, amountMinutes - has(debit)) : 0
    const debitHome = plan.homes.get(refKey(debit))
    if (debitHome) {
      const brought = Math.min(missing, Math.max(0, has(debitHome)))
      if (brought > 0) legsBetween(debitHome, debit, minutes(brought), 'move').forEach(add)
      missing -= brought
    }
    if (missing > 0) {
      shortfall += missing
      const adjustment = systemAccount(transfer.communityId, 'adjustment')
      add({
        debit: adjustment,
        credit: debit,
        amountMinutes: minutes(missing),
        reason: 'write-off',
      })
    }
    add({ debit, credit, amountMinutes, reason: 'reversal', reversesSequence: transfer.sequence })
    const creditHome = plan.homes.get(refKey(credit))
    if (creditHome) legsBetween(credit, creditHome, amountMinutes, 'move').forEach(add)
  }
  return { legs, shortfallMinutes: minutes(shortfall) }
}

function isLimited(ref: AccountRef): boolean {
  return ref.kind === 'savings' || ref.kind === 'commons'
}
