import type { Instant } from '../../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes, type Minutes } from '../../../kernel/minutes.ts'
import { ledgerErrors } from '../errors.ts'
import type { AccountRef, Source, TransferReason } from '../model.ts'
import {
  accountIn,
  availableIn,
  changeAccount,
  clearingWith,
  postJournal,
  savingsOf,
  systemAccount,
  type Draft,
  type Leg,
  type PostedJournal,
} from './books.ts'

/** Who asked, under which command, and what for: every act carries it. */
export type ActOrigin = {
  readonly source: Source
  readonly effectiveAt: Instant
  readonly commandId: Id
  readonly actorId: Id | null
}

export type Accrual = ActOrigin & {
  readonly communityId: Id
  readonly personId: Id
  readonly creditMinutes: Minutes
  readonly capMinutes: Minutes
}

export type PostedAccrual = PostedJournal & { readonly overflowMinutes: Minutes }

/** An approved record's credits; what is over the cap on the balance goes to the commons. */
export function postAccrual(draft: Draft, accrual: Accrual): PostedAccrual | Refusal {
  const { communityId, creditMinutes } = accrual
  const savings = savingsOf(communityId, accrual.personId)
  const room = Math.max(0, accrual.capMinutes - accountIn(draft, savings).balanceMinutes)
  const keptMinutes = minutes(Math.min(room, creditMinutes))
  const overflowMinutes = minutes(creditMinutes - keptMinutes)
  const issuance = systemAccount(communityId, 'issuance')
  const legs: Leg[] = []
  if (keptMinutes > 0) {
    legs.push({ debit: issuance, credit: savings, amountMinutes: keptMinutes, reason: 'accrual' })
  }
  if (overflowMinutes > 0) {
    const credit = systemAccount(communityId, 'commons')
    legs.push({ debit: issuance, credit, amountMinutes: overflowMinutes, reason: 'overflow' })
  }
  const posted = postJournal(draft, { ...accrual, legs })
  return isRefusal(posted) ? posted : { ...posted, overflowMinutes }
}

/** From one account to another, by way of clearing when they are in different books. */
export function legsBetween(
  debit: AccountRef,
  credit: AccountRef,
  amountMinutes: Minutes,
  reason: TransferReason,
): Leg[] {
  if (debit.communityId === credit.communityId) return [{ debit, credit, amountMinutes, reason }]
  const out = clearingWith(debit.communityId, credit.communityId)
  const back = clearingWith(credit.communityId, debit.communityId)
  return [
    { debit, credit: out, amountMinutes, reason },
    { debit: back, credit, amountMinutes, reason },
  ]
}

export type ActBetween = ActOrigin & {
  readonly debit: AccountRef
  readonly credit: AccountRef
  readonly amountMinutes: Minutes
  readonly reason: TransferReason
}

/** Gift, donation, grant, opening balance, adjustment, expiry: one amount, one reason. */
export function postBetween(draft: Draft, movement: ActBetween): PostedJournal | Refusal {
  const { debit, credit, amountMinutes, reason } = movement
  return postJournal(draft, {
    ...movement,
    legs: legsBetween(debit, credit, amountMinutes, reason),
  })
}

export type Departure = ActOrigin & {
  readonly account: AccountRef
  /** Where the rest goes; null keeps it in the closed account. */
  readonly heir: AccountRef | null
  readonly reason: 'leaving' | 'move'
}

/**
 * Leaving, death and moving house: the whole balance goes over and the account is closed to
 * postings. Nothing may be held. Returns null when nothing had to be posted.
 */
export function closeAccount(draft: Draft, departure: Departure): PostedJournal | null | Refusal {
  const account = accountIn(draft, departure.account)
  if (account.closedAt !== null) return refuse(ledgerErrors['account-closed'])
  if (account.heldMinutes > 0) return refuse(ledgerErrors['account-not-empty'])
  const amountMinutes = availableIn(account)
  let posted: PostedJournal | null = null
  if (departure.heir && amountMinutes > 0) {
    const legs = legsBetween(departure.account, departure.heir, amountMinutes, departure.reason)
    const result = postJournal(draft, { ...departure, legs })
    if (isRefusal(result)) return result
    posted = result
  }
  changeAccount(draft, { ...accountIn(draft, departure.account), closedAt: draft.now })
  return posted
}
