import { describe, expect, it } from 'vitest'
import type { AccountRef, Draft, TransferReason } from '../../src/features/ledger/model.ts'
import { closeAccount, postAccrual, postBetween } from '../../src/features/ledger/rules/acts.ts'
import {
  accountIn,
  refKey,
  savingsOf,
  systemAccount,
  type PostedJournal,
} from '../../src/features/ledger/rules/books.ts'
import { placeHold } from '../../src/features/ledger/rules/holds.ts'
import { moveAccount } from '../../src/features/ledger/rules/moving.ts'
import { postReversal, transferKey } from '../../src/features/ledger/rules/reversal.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { accept } from '../../src/kernel/errors.ts'
import { amountOf, emptyDraft, fundIn, NOW, originOf, verdictOf } from '../support/drafts.ts'

const p = savingsOf('a', 'p')
const q = savingsOf('a', 'q')
const commons = systemAccount('a', 'commons')

const pay = (
  draft: Draft,
  debit: AccountRef,
  credit: AccountRef,
  amount: number,
  reason: TransferReason = 'gift',
) =>
  accept(
    postBetween(draft, {
      ...{ ...originOf('payment'), debit, credit, reason },
      amountMinutes: amountOf(amount),
    }),
  )

type Wish = { readonly cover?: boolean; readonly homes?: ReadonlyMap<string, AccountRef> }

function undo(draft: Draft, journal: Pick<PostedJournal, 'transfers'>, wish: Wish = {}) {
  const reversed = draft.transfers.flatMap(({ communityId, reversesSequence }) =>
    reversesSequence === null ? [] : [transferKey({ communityId, sequence: reversesSequence })],
  )
  return postReversal(draft, {
    ...originOf('reversal'),
    original: journal.transfers,
    reversed: new Set(reversed),
    coverShortfall: wish.cover ?? false,
    homes: wish.homes ?? new Map(),
  })
}

/** `debit > credit amount reason` of each transfer, by kind and owner. */
function told(draft: Draft, { transfers }: PostedJournal): readonly string[] {
  const name = (id: string) => {
    const { communityId, kind, ownerId } = accountOf(draft, id)
    return `${communityId} ${kind}${kind === 'savings' || kind === 'clearing' ? ` ${ownerId}` : ''}`
  }
  return transfers.map(
    (one) =>
      `${name(one.debitAccountId)} > ${name(one.creditAccountId)} ${one.amountMinutes} ${one.reason}`,
  )
}

function accountOf(draft: Draft, id: string) {
  const account = draft.accounts.get(draft.keysById.get(id) ?? '')
  if (!account) throw new Error(`no account ${id}`)
  return account
}

function hold(draft: Draft, amount: number): void {
  accept(
    placeHold(draft, {
      ...{ account: q, amountMinutes: amountOf(amount), expiresAt: plusMinutes(NOW, 60) },
      ...{ source: { kind: 'visit', id: 'v' }, commandId: 'command' },
    }),
  )
}

function given(amount = 60): { draft: Draft; gift: PostedJournal } {
  const draft = emptyDraft()
  fundIn(draft, 'a', 'p', 100)
  return { draft, gift: pay(draft, p, q, amount) }
}

describe('a reversal', () => {
  it('swaps the legs, the last first, and names what it undoes', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 290)
    const accrual = accept(
      postAccrual(draft, {
        ...{ ...originOf('record'), communityId: 'a', personId: 'p' },
        ...{ creditMinutes: amountOf(30), capMinutes: amountOf(300) },
      }),
    )
    const undone = accept(undo(draft, accrual))
    expect(told(draft, undone)).toEqual([
      'a commons > a issuance 20 reversal',
      'a savings p > a issuance 10 reversal',
    ])
    expect(undone.transfers.map(({ reversesSequence }) => reversesSequence)).toEqual([3, 2])
    expect(undone.shortfallMinutes).toBe(0)
    for (const one of undone.transfers) expect(one).toMatchObject(originOf('reversal'))
  })

  it('happens once', () => {
    const { draft, gift } = given()
    const undone = accept(undo(draft, gift))
    expect(verdictOf(undo(draft, gift))).toEqual(['ledger.already-reversed', {}])
    expect(verdictOf(undo(draft, undone))).toEqual(['ledger.reversal-of-reversal', {}])
  })

  it('is of something that was posted, and no move', () => {
    const { draft, gift } = given()
    expect(verdictOf(undo(draft, { transfers: [] }))).toEqual(['ledger.journal-not-found', {}])
    const moved = accept(
      moveAccount(draft, { ...originOf('m'), personId: 'p', fromId: 'a', toId: 'b' }),
    )
    const legs = moved?.transfers ?? []
    const notReversed = ['ledger.move-not-reversed', {}]
    expect(verdictOf(undo(draft, { transfers: legs }))).toEqual(notReversed)
    expect(verdictOf(undo(draft, { transfers: [...gift.transfers, ...legs] }))).toEqual(notReversed)
  })

  it('of one that was undone in part is refused, and so is a write-off of it', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 100)
    const across = pay(draft, p, savingsOf('b', 'r'), 10)
    const [first] = across.transfers
    const answer = postReversal(draft, {
      ...originOf('reversal'),
      original: across.transfers,
      reversed: new Set([first ? transferKey(first) : '']),
      ...{ coverShortfall: true, homes: new Map<string, AccountRef>() },
    })
    expect(verdictOf(answer)).toEqual(['ledger.already-reversed', {}])
  })

  it.each([
    ['is there', 0, []],
    ['is spent in part', 25, ['a adjustment > a savings q 25 write-off']],
    ['is spent', 60, ['a adjustment > a savings q 60 write-off']],
  ])('of what %s is covered by two people where it is not', (_, spent, written) => {
    const { draft, gift } = given()
    if (spent > 0) pay(draft, q, commons, spent, 'donation')
    if (spent > 0) {
      expect(verdictOf(undo(draft, gift))).toEqual([
        'ledger.shortfall-needs-two',
        { shortfallMinutes: spent },
      ])
    }
    const undone = accept(undo(draft, gift, { cover: true }))
    expect(told(draft, undone)).toEqual([...written, 'a savings q > a savings p 60 reversal'])
    expect(undone.shortfallMinutes).toBe(spent)
    expect(verdictOf(undo(draft, undone))).toEqual(['ledger.reversal-of-reversal', {}])
    expect(accountIn(draft, q)).toMatchObject({ balanceMinutes: 0 })
  })

  it('does not touch what is held', () => {
    const { draft, gift } = given()
    hold(draft, 45)
    const shortfall = { shortfallMinutes: 45 }
    expect(verdictOf(undo(draft, gift))).toEqual(['ledger.shortfall-needs-two', shortfall])
    accept(undo(draft, gift, { cover: true }))
    expect(accountIn(draft, q)).toMatchObject({ balanceMinutes: 45, heldMinutes: 45 })
  })

  it('covers the commons too, and never what may be below zero', () => {
    const { draft } = given()
    const donated = pay(draft, p, commons, 30, 'donation')
    pay(draft, commons, q, 20, 'grant')
    const undone = accept(undo(draft, donated, { cover: true }))
    expect(told(draft, undone)).toEqual([
      'a adjustment > a commons 20 write-off',
      'a commons > a savings p 30 reversal',
    ])
    const used = pay(draft, p, systemAccount('a', 'retirement'), 10, 'redemption')
    pay(draft, systemAccount('a', 'retirement'), q, 10, 'adjustment')
    expect(told(draft, accept(undo(draft, used)))).toEqual([
      'a retirement > a savings p 10 reversal',
    ])
  })

  it('sees an account that it names twice as it will be', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 60)
    const [first, second] = [pay(draft, p, q, 40), pay(draft, p, q, 20)]
    pay(draft, q, commons, 30, 'donation')
    const both = { transfers: [...first.transfers, ...second.transfers] }
    expect(verdictOf(undo(draft, both))).toEqual([
      'ledger.shortfall-needs-two',
      { shortfallMinutes: 30 },
    ])
    const there = { transfers: [...pay(draft, q, p, 10).transfers, ...first.transfers] }
    const undone = accept(undo(draft, there, { cover: true }))
    expect(told(draft, undone)).toEqual([
      'a adjustment > a savings q 20 write-off',
      'a savings q > a savings p 40 reversal',
      'a savings p > a savings q 10 reversal',
    ])
  })

  it('is refused where an account is closed for good', () => {
    const { draft, gift } = given()
    closeAccount(draft, { ...originOf('l'), account: p, heir: null, reason: 'leaving' })
    expect(verdictOf(undo(draft, gift))).toEqual(['ledger.account-closed', {}])
    expect(verdictOf(undo(draft, gift, { cover: true }))).toEqual(['ledger.account-closed', {}])
  })
})

describe('a reversal past a move', () => {
  const home = savingsOf('b', 'q')
  const homes = new Map([[refKey(q), home]])

  function movedOn(left: number): { draft: Draft; gift: PostedJournal } {
    const { draft, gift } = given()
    accept(moveAccount(draft, { ...originOf('m'), personId: 'q', fromId: 'a', toId: 'b' }))
    if (left < 60) pay(draft, home, systemAccount('b', 'commons'), 60 - left, 'donation')
    return { draft, gift }
  }

  it('fetches what is missing from where the savings are now', () => {
    const { draft, gift } = movedOn(60)
    const undone = accept(undo(draft, gift, { homes }))
    expect(told(draft, undone)).toEqual([
      'b savings q > b clearing a 60 move',
      'a clearing b > a savings q 60 move',
      'a savings q > a savings p 60 reversal',
    ])
    expect(undone.shortfallMinutes).toBe(0)
  })

  it.each([
    [25, ['b savings q > b clearing a 25 move', 'a clearing b > a savings q 25 move']],
    [0, []],
  ])('writes off only what is not there either: %i left', (left, fetched) => {
    const { draft, gift } = movedOn(left)
    const undone = accept(undo(draft, gift, { homes, cover: true }))
    expect(told(draft, undone)).toEqual([
      ...fetched,
      `a adjustment > a savings q ${60 - left} write-off`,
      'a savings q > a savings p 60 reversal',
    ])
    expect(undone.shortfallMinutes).toBe(60 - left)
  })

  it('sends on what comes back', () => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'q', 100)
    const gift = pay(draft, q, p, 60)
    accept(moveAccount(draft, { ...originOf('m'), personId: 'q', fromId: 'a', toId: 'b' }))
    const undone = accept(undo(draft, gift, { homes }))
    expect(told(draft, undone)).toEqual([
      'a savings p > a savings q 60 reversal',
      'a savings q > a clearing b 60 move',
      'b clearing a > b savings q 60 move',
    ])
    expect(accountIn(draft, home).balanceMinutes).toBe(100)
    expect(accountIn(draft, q).balanceMinutes).toBe(0)
  })

  it('fetches no more from there than is not held', () => {
    const { draft, gift } = movedOn(60)
    accept(
      placeHold(draft, {
        ...{ account: home, amountMinutes: amountOf(50), expiresAt: plusMinutes(NOW, 60) },
        ...{ source: { kind: 'visit', id: 'v' }, commandId: 'command' },
      }),
    )
    const shortfall = { shortfallMinutes: 50 }
    expect(verdictOf(undo(draft, gift, { homes }))).toEqual([
      'ledger.shortfall-needs-two',
      shortfall,
    ])
  })
})
