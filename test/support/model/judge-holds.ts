import { common, isSound, no, savings, type Book, type Hold } from './book.ts'
import type { Ask, Naming, Said } from './asking.ts'

export function place(book: Book, ask: Ask, _: string, { holdId }: Naming): Said {
  const { scope, input } = ask
  const { amountMinutes: amount = 0, expiresAt = '' } = input
  const ref = savings(scope, input.personId ?? '')
  if (!isSound(amount)) no('ledger.amount-out-of-bounds')
  if (book.at(ref).closed) no('ledger.account-closed')
  if (book.available(ref) < amount) {
    const availableMinutes = book.available(ref)
    no('ledger.insufficient-credits', { neededMinutes: amount, availableMinutes })
  }
  const id = holdId ?? 'unnamed'
  const hold = { id, ref, community: scope, amount, expiresAt, settled: null }
  book.holds.set(id, { ...hold, state: 'placed' })
  book.set(ref, { held: book.at(ref).held + amount })
  return { yes: { amountMinutes: amount, state: 'placed' } }
}

/** Uses a hold up, or gives it back (`chargeMinutes: null`). */
export function resolve(book: Book, ask: Ask, now: string): Said {
  const { input } = ask
  const { chargeMinutes = null, agreedMoreMinutes = 0 } = input
  const hold = book.holds.get(input.id ?? '') ?? no('ledger.hold-not-found')
  if (hold.state !== 'placed') no('ledger.hold-resolved', { state: hold.state })
  if (chargeMinutes === null) {
    giveBack(book, hold, 'voided')
    return { yes: { state: 'voided', settledMinutes: 0 } }
  }
  if (hold.expiresAt <= now) no('ledger.hold-expired')
  const agreedMinutes = hold.amount + agreedMoreMinutes
  if (chargeMinutes > agreedMinutes) no('ledger.more-than-agreed', { agreedMinutes })
  settle(book, hold, chargeMinutes, now)
  return { yes: { state: 'settled', settledMinutes: chargeMinutes } }
}

export function settle(book: Book, hold: Hold, charge: number, at: string): void {
  book.set(hold.ref, { held: book.at(hold.ref).held - hold.amount })
  book.post(book.open({ source: 'hold', at }), {
    debit: hold.ref,
    credit: common(hold.community, 'retirement'),
    amount: charge,
    reason: 'redemption',
  })
  hold.state = 'settled'
  hold.settled = charge
}

export function giveBack(book: Book, hold: Hold, state: 'voided' | 'expired'): void {
  book.set(hold.ref, { held: book.at(hold.ref).held - hold.amount })
  hold.state = state
  hold.settled = 0
}

/** By the clock, whoever looks. */
export function expireDue(book: Book, now: string): void {
  for (const hold of book.holds.values()) {
    if (hold.state === 'placed' && hold.expiresAt <= now) giveBack(book, hold, 'expired')
  }
}
