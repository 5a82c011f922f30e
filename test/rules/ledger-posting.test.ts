import { describe, expect, it } from 'vitest'
import type { Draft } from '../../src/features/ledger/model.ts'
import {
  closeAccount,
  legsBetween,
  postAccrual,
  postBetween,
} from '../../src/features/ledger/rules/acts.ts'
import {
  accountById,
  accountIn,
  availableIn,
  clearingWith,
  postJournal,
  savingsOf,
  systemAccount,
  type JournalPlan,
  type Leg,
} from '../../src/features/ledger/rules/books.ts'
import { moveAccount } from '../../src/features/ledger/rules/moving.ts'
import { placeHold } from '../../src/features/ledger/rules/holds.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
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

const p = savingsOf('a', 'p')
const q = savingsOf('a', 'q')
const there = savingsOf('b', 'p')

const leg = (debit: Leg['debit'], credit: Leg['credit'], amount: number): Leg => ({
  ...{ debit, credit, amountMinutes: amountOf(amount), reason: 'gift' },
})

const post = (draft: Draft, legs: readonly Leg[], wish: Partial<JournalPlan> = {}) =>
  postJournal(draft, { ...originOf('journal'), legs, ...wish })

function hold(draft: Draft, amount: number): void {
  accept(
    placeHold(draft, {
      ...{ account: p, amountMinutes: amountOf(amount), expiresAt: plusMinutes(NOW, 60) },
      ...{ source: { kind: 'visit', id: 'v' }, commandId: 'command' },
    }),
  )
}

describe('accounts', () => {
  it('are named by community, kind and owner', () => {
    expect(p).toEqual({ communityId: 'a', kind: 'savings', ownerId: 'p' })
    const commons = { communityId: 'a', kind: 'commons', ownerId: DISTRICT_SCOPE }
    expect(systemAccount('a', 'commons')).toEqual(commons)
    expect(clearingWith('a', 'b')).toEqual({ communityId: 'a', kind: 'clearing', ownerId: 'b' })
  })

  it('are empty, open and the same one until something is posted', () => {
    const draft = emptyDraft()
    const account = accountIn(draft, p)
    expect(account).toEqual({
      ...{ ...p, id: 'id-1', balanceMinutes: 0, heldMinutes: 0, version: 0, closedAt: null },
    })
    expect(accountIn(draft, p)).toBe(account)
    expect([...draft.opened]).toEqual(['a savings p'])
    expect(draft.changed.size).toBe(0)
  })

  it('are known as they were loaded', () => {
    const loaded = { ...accountIn(emptyDraft(), p), id: 'loaded', balanceMinutes: amountOf(9) }
    const draft = emptyDraft({ accounts: [loaded] })
    expect(accountIn(draft, p)).toBe(loaded)
    expect(accountById(draft, 'loaded')).toBe(loaded)
    expect(draft.opened.size).toBe(0)
    expect([...draft.knownBooks]).toEqual(['a', 'b'])
    expect(draft.now).toBe(NOW)
  })
})

describe('a journal', () => {
  it('is transfers with two entries each, in the order of the books', () => {
    const draft = emptyDraft({ sequences: new Map([['a', 7]]) })
    fundIn(draft, 'a', 'p', 100)
    const posted = accept(post(draft, [leg(p, q, 30), leg(q, p, 10)]))
    const [P, Q] = [accountIn(draft, p), accountIn(draft, q)]
    const common = {
      ...{ communityId: 'a', journalId: posted.journalId, reason: 'gift', recordedAt: NOW },
      ...{ ...originOf('journal'), reversesSequence: null },
    }
    expect(posted.transfers).toEqual([
      { ...common, sequence: 9, debitAccountId: P.id, creditAccountId: Q.id, amountMinutes: 30 },
      { ...common, sequence: 10, debitAccountId: Q.id, creditAccountId: P.id, amountMinutes: 10 },
    ])
    expect(draft.transfers.slice(1)).toEqual(posted.transfers)
    const entry = (accountId: string, ...numbers: readonly number[]) => {
      const [accountVersion, sequence, changeMinutes, balanceAfterMinutes] = numbers
      return {
        ...{ communityId: 'a', accountId, accountVersion, sequence },
        ...{ changeMinutes, balanceAfterMinutes },
      }
    }
    expect(draft.entries.slice(2)).toEqual([
      entry(P.id, 2, 9, -30, 70),
      entry(Q.id, 1, 9, 30, 30),
      entry(Q.id, 2, 10, -10, 20),
      entry(P.id, 3, 10, 10, 80),
    ])
    expect(draft.sequences.get('a')).toBe(10)
  })

  it('begins the sequence of books that were never written to', () => {
    const draft = emptyDraft({ sequences: new Map() })
    fundIn(draft, 'c', 'p', 1)
    expect(draft.sequences.get('c')).toBe(1)
  })

  it.each<[string, readonly Leg[], unknown]>([
    ['of all there is', [leg(p, q, 40)], 'accepted'],
    [
      'of what is held',
      [leg(p, q, 41)],
      ['ledger.insufficient-credits', { neededMinutes: 41, availableMinutes: 40 }],
    ],
    ['of nothing', [leg(p, q, 0)], ['ledger.amount-out-of-bounds', {}]],
    ['from an account to itself', [leg(p, p, 1)], ['ledger.same-account', {}]],
    [
      'from an empty commons',
      [leg(systemAccount('a', 'commons'), p, 1)],
      ['ledger.insufficient-credits', { neededMinutes: 1, availableMinutes: 0 }],
    ],
    [
      'from an account that may be below zero',
      [leg(systemAccount('a', 'opening'), p, 1)],
      'accepted',
    ],
    [
      'that is short between two legs',
      [leg(p, q, 41), leg(q, p, 41)],
      ['ledger.insufficient-credits', { neededMinutes: 41, availableMinutes: 40 }],
    ],
    [
      'whose second leg is refused',
      [leg(p, q, 10), leg(q, p, 11)],
      ['ledger.insufficient-credits', { neededMinutes: 11, availableMinutes: 10 }],
    ],
  ])('is posted or refused as a whole: %s', (_, legs, expected) => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    hold(draft, 60)
    const answer = post(draft, legs)
    expect(verdictOf(answer)).toEqual(expected)
    if (expected === 'accepted') return
    expect(draft.transfers).toHaveLength(1)
    expect(accountIn(draft, p)).toMatchObject({ balanceMinutes: 100, heldMinutes: 60, version: 1 })
    expect(accountIn(draft, q)).toMatchObject({ balanceMinutes: 0, version: 0 })
  })

  it('sets what was held free before it is judged', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    hold(draft, 60)
    const release = { account: p, heldMinutes: amountOf(50) }
    expect(verdictOf(post(draft, [leg(p, q, 91)], { release }))).toEqual([
      'ledger.insufficient-credits',
      { neededMinutes: 91, availableMinutes: 90 },
    ])
    expect(accountIn(draft, p).heldMinutes).toBe(60)
    accept(post(draft, [leg(p, q, 90)], { release }))
    expect(accountIn(draft, p)).toMatchObject({ balanceMinutes: 10, heldMinutes: 10 })
    expect(availableIn(accountIn(draft, p))).toBe(0)
  })

  it('goes to no closed account and from none, but through those it passes', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    fundIn(draft, 'a', 'q', 100)
    closeAccount(draft, { ...originOf('l'), account: q, heir: null, reason: 'leaving' })
    const closed = ['ledger.account-closed', {}]
    expect(verdictOf(post(draft, [leg(p, q, 1)]))).toEqual(closed)
    expect(verdictOf(post(draft, [leg(q, p, 1)]))).toEqual(closed)
    const other = { passing: new Set(['a savings p']) }
    expect(verdictOf(post(draft, [leg(q, p, 1)], other))).toEqual(closed)
    const passing = { passing: new Set(['a savings q']) }
    expect(verdictOf(post(draft, [leg(q, p, 1)], passing))).toBe('accepted')
    expect(verdictOf(post(draft, [leg(p, q, 1)], passing))).toBe('accepted')
  })
})

describe('an accrual', () => {
  const accrue = (draft: Draft, credit: number, cap = 300) =>
    accept(
      postAccrual(draft, {
        ...{ ...originOf('record'), communityId: 'a', personId: 'p' },
        ...{ creditMinutes: amountOf(credit), capMinutes: amountOf(cap) },
      }),
    )

  it.each([
    [10, 0, ['accrual 10']],
    [310, 0, ['accrual 300', 'overflow 10']],
    [10, 300, ['overflow 10']],
    [10, 400, ['overflow 10']],
  ])('of %i on a balance of %i', (credit, balance, expected) => {
    const draft = emptyDraft()
    if (balance > 0) fundIn(draft, 'a', 'p', balance)
    const { transfers, overflowMinutes } = accrue(draft, credit)
    expect(transfers.map((one) => `${one.reason} ${one.amountMinutes}`)).toEqual(expected)
    const overflow = transfers.find(({ reason }) => reason === 'overflow')?.amountMinutes ?? 0
    expect(overflowMinutes).toBe(overflow)
    expect(balanceIn(draft, systemAccount('a', 'issuance')).balanceMinutes).toBe(-credit)
    expect(balanceIn(draft, systemAccount('a', 'commons')).balanceMinutes).toBe(overflow)
    for (const one of transfers) expect(one).toMatchObject(originOf('record'))
  })

  it('counts what is held towards the cap', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 250)
    hold(draft, 250)
    expect(accrue(draft, 60).overflowMinutes).toBe(10)
  })

  it('is refused by a closed account', () => {
    const draft = emptyDraft()
    closeAccount(draft, { ...originOf('l'), account: p, heir: null, reason: 'leaving' })
    const answer = postAccrual(draft, {
      ...{ ...originOf('record'), communityId: 'a', personId: 'p' },
      ...{ creditMinutes: amountOf(1), capMinutes: amountOf(300) },
    })
    expect(verdictOf(answer)).toEqual(['ledger.account-closed', {}])
  })
})

describe('between two communities', () => {
  it('there are two legs, through what each owes the other', () => {
    expect(legsBetween(p, q, amountOf(5), 'gift')).toEqual([leg(p, q, 5)])
    expect(legsBetween(p, there, amountOf(5), 'gift')).toEqual([
      leg(p, clearingWith('a', 'b'), 5),
      leg(clearingWith('b', 'a'), there, 5),
    ])
  })

  it('a refused movement leaves nothing behind', () => {
    const draft = emptyDraft()
    const plan = { debit: p, credit: there, amountMinutes: amountOf(5), reason: 'gift' as const }
    expect(verdictOf(postBetween(draft, { ...originOf('g'), ...plan }))).toEqual([
      'ledger.insufficient-credits',
      { neededMinutes: 5, availableMinutes: 0 },
    ])
    expect(draft.transfers).toEqual([])
  })
})

describe('closing an account', () => {
  const close = (draft: Draft, heir: typeof p | null) =>
    closeAccount(draft, { ...originOf('l'), account: p, heir, reason: 'leaving' })

  it.each([
    ['an heir', q, 0, 100],
    ['nobody', null, 100, 0],
  ])('hands the whole balance to %s', (_, heir, left, handed) => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    const posted = accept(close(draft, heir))
    expect(posted?.transfers.map(({ reason }) => reason)).toEqual(heir ? ['leaving'] : undefined)
    expect(accountIn(draft, p)).toMatchObject({ balanceMinutes: left, closedAt: NOW })
    expect(accountIn(draft, q).balanceMinutes).toBe(handed)
    expect(verdictOf(close(draft, heir))).toEqual(['ledger.account-closed', {}])
  })

  it('posts nothing where there is nothing', () => {
    const draft = emptyDraft()
    expect(close(draft, q)).toBeNull()
    expect(accountIn(draft, p).closedAt).toBe(NOW)
    expect(draft.changed.has('a savings p')).toBe(true)
  })

  it('waits while something is held', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    hold(draft, 1)
    expect(verdictOf(close(draft, q))).toEqual(['ledger.account-not-empty', {}])
    expect(accountIn(draft, p)).toMatchObject({ balanceMinutes: 100, closedAt: null })
  })

  it('stays open when its heir is closed', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    closeAccount(draft, { ...originOf('l'), account: q, heir: null, reason: 'leaving' })
    expect(verdictOf(close(draft, q))).toEqual(['ledger.account-closed', {}])
    expect(accountIn(draft, p).closedAt).toBeNull()
  })
})

describe('moving', () => {
  const move = (draft: Draft, fromId: string, toId: string) =>
    moveAccount(draft, { ...originOf('m'), personId: 'p', fromId, toId })

  it('takes everything along, and back to the account of before', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    const first = accountIn(draft, p).id
    const posted = accept(move(draft, 'a', 'b'))
    expect(posted?.transfers.map(({ reason }) => reason)).toEqual(['move', 'move'])
    expect(accountIn(draft, p)).toMatchObject({ balanceMinutes: 0, closedAt: NOW })
    expect(accountIn(draft, there)).toMatchObject({ balanceMinutes: 100, closedAt: null })
    accept(move(draft, 'b', 'a'))
    expect(accountIn(draft, p)).toMatchObject({ id: first, balanceMinutes: 100, closedAt: null })
    expect(accountIn(draft, there)).toMatchObject({ balanceMinutes: 0, closedAt: NOW })
  })

  it('posts nothing where there is nothing, and touches no open account', () => {
    const draft = emptyDraft()
    expect(move(draft, 'a', 'b')).toBeNull()
    expect([...draft.changed]).toEqual(['a savings p'])
  })

  it.each([
    ['to where it is', 'a', 'a', ['ledger.same-community', {}]],
    ['while something is held', 'a', 'b', ['ledger.account-not-empty', {}]],
    ['of a closed account', 'b', 'a', ['ledger.account-closed', {}]],
  ])('is refused %s, and changes nothing', (_, from, to, expected) => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    hold(draft, 10)
    closeAccount(draft, { ...originOf('l'), account: there, heir: null, reason: 'leaving' })
    expect(verdictOf(move(draft, from, to))).toEqual(expected)
    expect(accountIn(draft, p)).toMatchObject({ balanceMinutes: 100, closedAt: null })
    expect(accountIn(draft, there).closedAt).toBe(NOW)
  })
})
