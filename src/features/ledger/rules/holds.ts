import type { Instant } from '../../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { isAmount, minutes, ZERO, type Minutes } from '../../../kernel/minutes.ts'
import { ledgerErrors } from '../errors.ts'
import type { AccountRef, Hold, HoldState } from '../model.ts'
import type { ActOrigin } from './acts.ts'
import {
  accountById,
  accountIn,
  availableIn,
  changeAccount,
  postJournal,
  systemAccount,
  type Draft,
  type PostedJournal,
} from './books.ts'

export type Placement = Omit<ActOrigin, 'effectiveAt' | 'actorId'> & {
  readonly account: AccountRef
  readonly amountMinutes: Minutes
  readonly expiresAt: Instant
}

/** Reserves minutes. Refuses `ledger.insufficient-credits` when they are not available. */
export function placeHold(draft: Draft, placement: Placement): Hold | Refusal {
  const account = accountIn(draft, placement.account)
  const { amountMinutes } = placement
  if (!isAmount(amountMinutes)) return refuse(ledgerErrors['amount-out-of-bounds'])
  if (account.closedAt !== null) return refuse(ledgerErrors['account-closed'])
  if (availableIn(account) < amountMinutes) {
    return refuse(ledgerErrors['insufficient-credits'], {
      neededMinutes: amountMinutes,
      availableMinutes: availableIn(account),
    })
  }
  const hold: Hold = {
    communityId: account.communityId,
    id: draft.nextId(),
    accountId: account.id,
    amountMinutes,
    state: 'placed',
    source: placement.source,
    placedAt: draft.now,
    expiresAt: placement.expiresAt,
    resolvedAt: null,
    settledMinutes: null,
    journalId: null,
    commandId: placement.commandId,
  }
  changeAccount(draft, {
    ...account,
    heldMinutes: minutes(account.heldMinutes + amountMinutes),
  })
  draft.holds.set(hold.id, hold)
  draft.placedHolds.add(hold.id)
  return hold
}

export type Settlement = Omit<ActOrigin, 'source'> & {
  readonly holdId: Id
  /** What is used; the rest of the hold returns. */
  readonly chargeMinutes: Minutes
  /** Minutes beyond the hold that the payer agreed to beforehand. */
  readonly agreedMoreMinutes: Minutes
}

export type SettledHold = { readonly hold: Hold; readonly journal: PostedJournal }

/**
 * Uses up a hold: part of it, all of it, or more where that was agreed and is available. Refuses
 * `ledger.hold-resolved`, `ledger.hold-expired`, `ledger.more-than-agreed`.
 */
export function settleHold(draft: Draft, settlement: Settlement): SettledHold | Refusal {
  const hold = openHold(draft, settlement.holdId)
  if (isRefusal(hold)) return hold
  if (hold.expiresAt <= draft.now) return refuse(ledgerErrors['hold-expired'])
  const { chargeMinutes } = settlement
  if (chargeMinutes > hold.amountMinutes + settlement.agreedMoreMinutes) {
    return refuse(ledgerErrors['more-than-agreed'], {
      agreedMinutes: hold.amountMinutes + settlement.agreedMoreMinutes,
    })
  }
  const account = accountById(draft, hold.accountId)
  const journal = postJournal(draft, {
    ...settlement,
    source: { kind: 'hold', id: hold.id },
    release: { account, heldMinutes: hold.amountMinutes },
    legs: [
      {
        debit: account,
        credit: systemAccount(hold.communityId, 'retirement'),
        amountMinutes: chargeMinutes,
        reason: 'redemption',
      },
    ],
  })
  if (isRefusal(journal)) return journal
  const settled: Hold = {
    ...hold,
    state: 'settled',
    resolvedAt: draft.now,
    settledMinutes: chargeMinutes,
    journalId: journal.journalId,
  }
  resolve(draft, settled)
  return { hold: settled, journal }
}

/** Gives everything back: cancelled, absent, late, rejected. Refuses `ledger.hold-resolved`. */
export function voidHold(draft: Draft, holdId: Id): Hold | Refusal {
  const hold = openHold(draft, holdId)
  return isRefusal(hold) ? hold : release(draft, hold, 'voided')
}

/** The sweep's own: a hold whose time has come. Refuses `ledger.hold-resolved` when it has not. */
export function expireHold(draft: Draft, holdId: Id): Hold | Refusal {
  const hold = openHold(draft, holdId)
  if (isRefusal(hold)) return hold
  if (hold.expiresAt > draft.now) return refuse(ledgerErrors['hold-resolved'])
  return release(draft, hold, 'expired')
}

function release(draft: Draft, hold: Hold, state: Extract<HoldState, 'voided' | 'expired'>): Hold {
  const account = accountById(draft, hold.accountId)
  changeAccount(draft, {
    ...account,
    heldMinutes: minutes(account.heldMinutes - hold.amountMinutes),
  })
  const released: Hold = { ...hold, state, resolvedAt: draft.now, settledMinutes: ZERO }
  resolve(draft, released)
  return released
}

function openHold(draft: Draft, holdId: Id): Hold | Refusal {
  const hold = draft.holds.get(holdId)
  if (!hold) return refuse(ledgerErrors['hold-not-found'])
  if (hold.state !== 'placed') return refuse(ledgerErrors['hold-resolved'], { state: hold.state })
  return hold
}

function resolve(draft: Draft, hold: Hold): void {
  draft.holds.set(hold.id, hold)
  draft.resolvedHolds.add(hold.id)
}
