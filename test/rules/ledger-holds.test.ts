import { describe, expect, it } from 'vitest'
import type { Draft, Hold } from '../../src/features/ledger/model.ts'
import { closeAccount } from '../../src/features/ledger/rules/acts.ts'
import { accountById, savingsOf, systemAccount } from '../../src/features/ledger/rules/books.ts'
import {
  expireHold,
  placeHold,
  settleHold,
  voidHold,
  type Placement,
} from '../../src/features/ledger/rules/holds.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { accept } from '../../src/kernel/errors.ts'
import {
  amountOf,
  balanceIn,
  emptyDraft,
  fundIn,
  NOW,
  originOf,
  verdictOf,
} from '../support/drafts.ts'

const savings = savingsOf('a', 'p')

function placement(amount: number, expiresIn = 60): Placement {
  return {
    account: savings,
    amountMinutes: amountOf(amount),
    expiresAt: plusMinutes(NOW, expiresIn),
    source: { kind: 'visit', id: 'v' },
    commandId: 'command',
  }
}

/** 100 minutes of which 60 are held. */
function held(expiresIn = 60): { draft: Draft; hold: Hold } {
  const draft = emptyDraft()
  fundIn(draft, 'a', 'p', 100)
  return { draft, hold: accept(placeHold(draft, placement(60, expiresIn))) }
}

const settle = (draft: Draft, holdId: string, charge: number, more = 0) =>
  settleHold(draft, {
    ...originOf('settlement'),
    holdId,
    chargeMinutes: amountOf(charge),
    agreedMoreMinutes: amountOf(more),
  })

describe('placing a hold', () => {
  it('reserves, and says all that it is', () => {
    const { draft, hold } = held()
    expect(balanceIn(draft, savings)).toMatchObject({ balanceMinutes: 100, heldMinutes: 60 })
    const account = balanceIn(draft, savings)
    expect(hold).toEqual({
      ...{ communityId: 'a', id: hold.id, accountId: account.id, amountMinutes: 60 },
      ...{ state: 'placed', source: { kind: 'visit', id: 'v' }, commandId: 'command' },
      ...{ placedAt: NOW, expiresAt: plusMinutes(NOW, 60), resolvedAt: null },
      ...{ settledMinutes: null, journalId: null },
    })
    expect([...draft.placedHolds]).toEqual([hold.id])
    expect(draft.holds.get(hold.id)).toBe(hold)
    expect(draft.changed.has('a savings p')).toBe(true)
  })

  it.each([
    [40, 'accepted'],
    [41, ['ledger.insufficient-credits', { neededMinutes: 41, availableMinutes: 40 }]],
    [0, ['ledger.amount-out-of-bounds', {}]],
  ])('of %i more, where 40 are left', (amount, expected) => {
    expect(verdictOf(placeHold(held().draft, placement(amount)))).toEqual(expected)
  })

  it('is refused by a closed account, whatever is in it', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    closeAccount(draft, { ...originOf('l'), account: savings, heir: null, reason: 'leaving' })
    expect(verdictOf(placeHold(draft, placement(10)))).toEqual(['ledger.account-closed', {}])
  })
})

describe('settling a hold', () => {
  it.each([
    [20, 0, 80],
    [60, 0, 40],
    [75, 15, 25],
    [100, 40, 0],
  ])('for %i with %i more agreed leaves %i and nothing held', (charge, more, left) => {
    const { draft, hold } = held()
    const settled = accept(settle(draft, hold.id, charge, more))
    expect(balanceIn(draft, savings)).toMatchObject({ balanceMinutes: left, heldMinutes: 0 })
    const used = balanceIn(draft, systemAccount('a', 'retirement')).balanceMinutes
    expect(used).toBe(charge)
    expect(settled.hold).toEqual({
      ...{ ...hold, state: 'settled', resolvedAt: NOW, settledMinutes: charge },
      journalId: settled.journal.journalId,
    })
    expect(draft.holds.get(hold.id)).toBe(settled.hold)
    expect([...draft.resolvedHolds]).toEqual([hold.id])
    expect(draft.transfers.at(-1)).toMatchObject({
      ...{ reason: 'redemption', source: { kind: 'hold', id: hold.id }, amountMinutes: charge },
    })
  })

  it.each([
    [61, 0, ['ledger.more-than-agreed', { agreedMinutes: 60 }]],
    [76, 15, ['ledger.more-than-agreed', { agreedMinutes: 75 }]],
    [101, 60, ['ledger.insufficient-credits', { neededMinutes: 101, availableMinutes: 100 }]],
    [0, 0, ['ledger.amount-out-of-bounds', {}]],
  ])('for %i with %i more agreed is refused, and it stays', (charge, more, expected) => {
    const { draft, hold } = held()
    expect(verdictOf(settle(draft, hold.id, charge, more))).toEqual(expected)
    expect(draft.holds.get(hold.id)).toBe(hold)
    expect(draft.resolvedHolds.size).toBe(0)
    expect(balanceIn(draft, savings)).toMatchObject({ balanceMinutes: 100, heldMinutes: 60 })
  })
})

describe('a hold', () => {
  it('is expired from its minute on, and not before', () => {
    const late = held(0)
    expect(verdictOf(settle(late.draft, late.hold.id, 60))).toEqual(['ledger.hold-expired', {}])
    expect(verdictOf(expireHold(late.draft, late.hold.id))).toBe('accepted')
    expect(late.draft.holds.get(late.hold.id)).toEqual({
      ...{ ...late.hold, state: 'expired', resolvedAt: NOW, settledMinutes: 0 },
    })
    const early = held(1)
    expect(verdictOf(expireHold(early.draft, early.hold.id))).toEqual(['ledger.hold-resolved', {}])
    expect(early.draft.holds.get(early.hold.id)).toBe(early.hold)
    expect(verdictOf(settle(early.draft, early.hold.id, 60))).toBe('accepted')
  })

  it('is given back whole', () => {
    const { draft, hold } = held()
    const voided = accept(voidHold(draft, hold.id))
    expect(voided).toEqual({ ...hold, state: 'voided', resolvedAt: NOW, settledMinutes: 0 })
    expect(balanceIn(draft, savings)).toMatchObject({ balanceMinutes: 100, heldMinutes: 0 })
    expect(draft.holds.get(hold.id)).toBe(voided)
    expect([...draft.resolvedHolds]).toEqual([hold.id])
  })

  it('is resolved once, and unknown ones are not there', () => {
    const { draft, hold } = held(0)
    accept(voidHold(draft, hold.id))
    const resolved = ['ledger.hold-resolved', { state: 'voided' }]
    expect(verdictOf(voidHold(draft, hold.id))).toEqual(resolved)
    expect(verdictOf(expireHold(draft, hold.id))).toEqual(resolved)
    expect(verdictOf(settle(draft, hold.id, 1))).toEqual(resolved)
    for (const answer of [voidHold(draft, 'x'), expireHold(draft, 'x'), settle(draft, 'x', 1)]) {
      expect(verdictOf(answer)).toEqual(['ledger.hold-not-found', {}])
    }
  })

  it('is never resolved on an account that was not loaded', () => {
    const { hold } = held()
    const draft = emptyDraft({ holds: [hold] })
    expect(() => accountById(draft, hold.accountId)).toThrow('was not loaded')
    expect(() => voidHold(draft, hold.id)).toThrow(hold.accountId)
  })
})
