import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account, Draft } from '../../src/features/ledger/model.ts'
import {
  closeAccount,
  postAccrual,
  postBetween,
  type ActOrigin,
} from '../../src/features/ledger/rules/acts.ts'
import {
  clearingWith,
  makeDraft,
  savingsOf,
  systemAccount,
} from '../../src/features/ledger/rules/books.ts'
import {
  expireHold,
  placeHold,
  settleHold,
  voidHold,
} from '../../src/features/ledger/rules/holds.ts'
import { moveAccount } from '../../src/features/ledger/rules/moving.ts'
import { postReversal } from '../../src/features/ledger/rules/reversal.ts'
import { instantOf, plusMinutes } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Minutes } from '../../src/kernel/minutes.ts'

const NOW = instantOf(1_795_000_000_000)
const communities = ['a', 'b'] as const
const people = ['p', 'q', 'r'] as const
const CAP = 300 as Minutes

type Step =
  | { act: 'accrue'; at: number; who: number; amount: number }
  | { act: 'give'; at: number; who: number; to: number; toAt: number; amount: number }
  | { act: 'donate'; at: number; who: number; amount: number }
  | { act: 'grant'; at: number; who: number; amount: number }
  | { act: 'hold'; at: number; who: number; amount: number; expiresIn: number }
  | { act: 'settle'; hold: number; amount: number; more: number }
  | { act: 'void'; hold: number }
  | { act: 'expire'; hold: number }
  | { act: 'leave'; at: number; who: number; kept: boolean }
  | { act: 'move'; at: number; who: number }
  | { act: 'reverse'; journal: number; cover: boolean }

const at = fc.nat(1)
const who = fc.nat(2)
/** Mostly sound amounts; some that are none. */
const amount = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -60, 1.5, Number.NaN, Infinity, 2e9) },
)
const nth = fc.nat(20)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    act: fc.constant('accrue' as const),
    at,
    who,
    amount: fc.integer({ min: 1, max: 200 }),
  }),
  fc.record({ act: fc.constant('give' as const), at, who, to: who, toAt: at, amount }),
  fc.record({ act: fc.constant('donate' as const), at, who, amount }),
  fc.record({ act: fc.constant('grant' as const), at, who, amount }),
  fc.record({
    act: fc.constant('hold' as const),
    at,
    who,
    amount,
    expiresIn: fc.constantFrom(-1, 0, 60),
  }),
  fc.record({ act: fc.constant('settle' as const), hold: nth, amount, more: fc.nat(50) }),
  fc.record({ act: fc.constant('void' as const), hold: nth }),
  fc.record({ act: fc.constant('expire' as const), hold: nth }),
  fc.record({ act: fc.constant('leave' as const), at, who, kept: fc.boolean() }),
  fc.record({ act: fc.constant('move' as const), at, who }),
  fc.record({ act: fc.constant('reverse' as const), journal: nth, cover: fc.boolean() }),
)

function emptyDraft(): Draft {
  let count = 0
  return makeDraft(
    { sequences: new Map(communities.map((id) => [id, 0])), accounts: [], holds: [] },
    NOW,
    () => `id-${(count += 1)}`,
  )
}

const nameOf = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

function originOf(id: string): ActOrigin {
  return { source: { kind: 'test', id }, effectiveAt: NOW, commandId: 'command', actorId: null }
}

const amountOf = (value: number) => value as Minutes

/** Whatever the rule answered: a refusal or something accepted. */
function take(draft: Draft, one: Step): unknown {
  const origin = originOf(String(draft.transfers.length))
  const holdId = (index: number) => nameOf([...draft.holds.keys(), 'none'], index)
  switch (one.act) {
    case 'accrue':
      return postAccrual(draft, {
        ...origin,
        communityId: nameOf(communities, one.at),
        personId: nameOf(people, one.who),
        creditMinutes: amountOf(one.amount),
        capMinutes: CAP,
      })
    case 'give':
      return postBetween(draft, {
        ...origin,
        debit: savingsOf(nameOf(communities, one.at), nameOf(people, one.who)),
        credit: savingsOf(nameOf(communities, one.toAt), nameOf(people, one.to)),
        amountMinutes: amountOf(one.amount),
        reason: 'gift',
      })
    case 'donate':
    case 'grant': {
      const communityId = nameOf(communities, one.at)
      const savings = savingsOf(communityId, nameOf(people, one.who))
      const commons = systemAccount(communityId, 'commons')
      const [debit, credit] = one.act === 'donate' ? [savings, commons] : [commons, savings]
      const reason = one.act === 'donate' ? 'donation' : 'grant'
      return postBetween(draft, {
        ...origin,
        debit,
        credit,
        amountMinutes: amountOf(one.amount),
        reason,
      })
    }
    case 'hold':
      return placeHold(draft, {
        account: savingsOf(nameOf(communities, one.at), nameOf(people, one.who)),
        amountMinutes: amountOf(one.amount),
        expiresAt: plusMinutes(NOW, one.expiresIn),
        source: origin.source,
        commandId: 'command',
      })
    case 'settle':
      return settleHold(draft, {
        ...origin,
        holdId: holdId(one.hold),
        chargeMinutes: amountOf(one.amount),
        agreedMoreMinutes: amountOf(one.more),
      })
    case 'void':
      return voidHold(draft, holdId(one.hold))
    case 'expire':
      return expireHold(draft, holdId(one.hold))
    case 'leave': {
      const communityId = nameOf(communities, one.at)
      return closeAccount(draft, {
        ...origin,
        account: savingsOf(communityId, nameOf(people, one.who)),
        heir: one.kept ? null : systemAccount(communityId, 'commons'),
        reason: 'leaving',
      })
    }
    case 'move':
      return moveAccount(draft, {
        ...origin,
        personId: nameOf(people, one.who),
        fromId: nameOf(communities, one.at),
        toId: nameOf(communities, one.at + 1),
      })
    case 'reverse': {
      const journals = [...new Set(draft.transfers.map(({ journalId }) => journalId)), 'none']
      const journalId = nameOf(journals, one.journal)
      return postReversal(draft, {
        ...origin,
        original: draft.transfers.filter((transfer) => transfer.journalId === journalId),
        reversed: new Set(
          draft.transfers.flatMap(({ communityId, reversesSequence }) =>
            reversesSequence === null ? [] : [`${communityId} ${reversesSequence}`],
          ),
        ),
        coverShortfall: one.cover,
        homes: new Map(),
      })
    }
  }
}

/** What would be written; accounts that were only looked at are not. */
function written(draft: Draft): string {
  const accounts = [...draft.accounts].filter(([key]) => draft.changed.has(key))
  const { sequences, holds, transfers, entries, changed, placedHolds, resolvedHolds } = draft
  return JSON.stringify([
    [...sequences],
    accounts,
    [...holds],
    transfers,
    entries,
    [...changed],
    [...placedHolds],
    [...resolvedHolds],
  ])
}

function sumOf(accounts: readonly Account[]): number {
  return accounts.reduce((sum, { balanceMinutes }) => sum + balanceMinutes, 0)
}

function expectInOrder(draft: Draft): void {
  const accounts = [...draft.accounts.values()]
  for (const communityId of communities) {
    expect(sumOf(accounts.filter((one) => one.communityId === communityId))).toBe(0)
  }
  expect(sumOf(accounts.filter(({ kind }) => kind === 'clearing'))).toBe(0)
  for (const account of accounts) {
    const entries = draft.entries.filter(({ accountId }) => accountId === account.id)
    const changes = entries.reduce((sum, { changeMinutes }) => sum + changeMinutes, 0)
    expect(changes).toBe(account.balanceMinutes)
    expect(entries.map(({ accountVersion }) => accountVersion)).toEqual(
      entries.map((_, n) => n + 1),
    )
    expect(entries.at(-1)?.balanceAfterMinutes ?? 0).toBe(account.balanceMinutes)
    const held = [...draft.holds.values()]
      .filter((hold) => hold.accountId === account.id && hold.state === 'placed')
      .reduce((sum, { amountMinutes }) => sum + amountMinutes, 0)
    expect(account.heldMinutes).toBe(held)
    if (account.kind !== 'savings' && account.kind !== 'commons') continue
    for (const { balanceAfterMinutes } of entries) {
      expect(balanceAfterMinutes).toBeGreaterThanOrEqual(0)
    }
    expect(account.heldMinutes).toBeLessThanOrEqual(account.balanceMinutes)
  }
}

describe('the rules of the books', () => {
  it('keep every promise after every step of any story, and a refusal leaves no trace', () => {
    const story = fc.array(step, { minLength: 1, maxLength: 40 })
    const tried = fc.check(
      fc.property(story, (steps) => {
        const draft = emptyDraft()
        for (const one of steps) {
          const before = written(draft)
          const answer = take(draft, one)
          if (isRefusal(answer)) expect(written(draft)).toBe(before)
          expectInOrder(draft)
        }
        for (const communityId of communities) {
          const own = draft.transfers.filter((transfer) => transfer.communityId === communityId)
          expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, n) => n + 1))
        }
      }),
      { numRuns: 400 },
    )
    if (tried.failed)
      throw new Error(fc.defaultReportMessage(tried), { cause: tried.errorInstance })
  })

  it('refuse every amount that is not a positive whole number of minutes in bounds', () => {
    const unsound = fc.oneof(
      fc.double().filter((value) => !Number.isInteger(value)),
      fc.integer({ max: 0 }),
      fc.integer({ min: 1_000_000_001 }),
      fc.constantFrom('60', null, undefined, [60], { minutes: 60 }, true, 60n, -0),
    )
    fc.assert(
      fc.property(unsound, (value) => {
        const draft = emptyDraft()
        take(draft, { act: 'accrue', at: 0, who: 0, amount: 200 })
        const before = written(draft)
        const wrong = value as number
        for (const one of [
          { act: 'give', at: 0, who: 0, to: 1, toAt: 0, amount: wrong },
          { act: 'give', at: 0, who: 0, to: 1, toAt: 1, amount: wrong },
          { act: 'donate', at: 0, who: 0, amount: wrong },
          { act: 'hold', at: 0, who: 0, amount: wrong, expiresIn: 60 },
        ] as const) {
          expect(take(draft, one)).toMatchObject({
            refused: true,
            error: { code: 'ledger.amount-out-of-bounds' },
          })
        }
        expect(written(draft)).toBe(before)
      }),
    )
  })
})

describe('an accrual over the cap', () => {
  it.each([
    [250, 0, 250, 0],
    [300, 0, 300, 0],
    [301, 0, 300, 1],
    [200, 200, 300, 100],
    [50, 300, 300, 50],
  ])('of %i on a balance of %i keeps %i and overflows %i', (credit, balance, kept, overflow) => {
    const draft = emptyDraft()
    const accrue = (value: number) => take(draft, { act: 'accrue', at: 0, who: 0, amount: value })
    if (balance > 0) accrue(balance)
    expect(accrue(credit)).toMatchObject({ overflowMinutes: overflow })
    const balanceOf = (ref: ReturnType<typeof savingsOf>) =>
      [...draft.accounts.values()].find(
        ({ communityId, kind, ownerId }) =>
          communityId === ref.communityId && kind === ref.kind && ownerId === ref.ownerId,
      )?.balanceMinutes ?? 0
    expect(balanceOf(savingsOf('a', 'p'))).toBe(kept)
    expect(balanceOf(systemAccount('a', 'commons'))).toBe(overflow)
  })
})

describe('a reversal past a move', () => {
  it('fetches from where the savings are now, and writes off only the rest', () => {
    const draft = emptyDraft()
    take(draft, { act: 'accrue', at: 0, who: 0, amount: 200 })
    const [accrual] = draft.transfers
    take(draft, { act: 'move', at: 0, who: 0 })
    take(draft, { act: 'donate', at: 1, who: 0, amount: 150 })
    const plan = {
      ...originOf('reversal'),
      original: accrual ? [accrual] : [],
      reversed: new Set<string>(),
      homes: new Map([['a savings p', savingsOf('b', 'p')]]),
    }
    expect(postReversal(draft, { ...plan, coverShortfall: false })).toMatchObject({
      error: { code: 'ledger.shortfall-needs-two' },
      details: { shortfallMinutes: 150 },
    })
    expect(postReversal(draft, { ...plan, coverShortfall: true })).toMatchObject({
      shortfallMinutes: 150,
    })
    expectInOrder(draft)
    const clearing = [clearingWith('a', 'b'), clearingWith('b', 'a')].map(
      ({ communityId }) =>
        [...draft.accounts.values()].find(
          (one) => one.kind === 'clearing' && one.communityId === communityId,
        )?.balanceMinutes,
    )
    expect(clearing).toEqual([150, -150])
  })
})
