import { describe, expect, it } from 'vitest'
import type {
  AccountRef,
  Proposal,
  ProposalPayload,
  Transfer,
} from '../../src/features/ledger/model.ts'
import { savingsOf, systemAccount } from '../../src/features/ledger/rules/books.ts'
import {
  judgeActor,
  judgeConfirmation,
  judgePayload,
  personOf,
  postPayload,
  type PostedPayload,
} from '../../src/features/ledger/rules/proposals.ts'
import { judgeJournal, ownersOf, type Journal } from '../../src/features/ledger/rules/source.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { amountOf, emptyDraft, fundIn, NOW, originOf, verdictOf } from '../support/drafts.ts'

const grant = { kind: 'grant', personId: 'p', amountMinutes: amountOf(30) } as const
const opening = { ...grant, kind: 'opening', effectiveAt: NOW } as const
const reversal = { kind: 'reversal', journalId: 'j' } as const

describe('what two people are to agree on', () => {
  it('is about somebody, the commons or a journal', () => {
    expect(personOf(grant)).toBe('p')
    expect(personOf({ ...grant, kind: 'adjustment', personId: null, direction: 'add' })).toBeNull()
    expect(personOf(reversal)).toBeNull()
  })

  it.each<[string, ProposalPayload, unknown]>([
    ['a grant', grant, 'accepted'],
    [
      'a grant of nothing',
      { ...grant, amountMinutes: amountOf(0) },
      ['ledger.amount-out-of-bounds', {}],
    ],
    ['an opening balance of today', opening, 'accepted'],
    [
      'an opening balance of later',
      { ...opening, effectiveAt: plusMinutes(NOW, 1) },
      ['ledger.opening-in-future', {}],
    ],
    [
      'a grant, which has no date of its own',
      { ...opening, kind: 'grant', effectiveAt: plusMinutes(NOW, 1) } as ProposalPayload,
      'accepted',
    ],
    ['a reversal', reversal, 'accepted'],
  ])('is judged when it is proposed: %s', (_, payload, expected) => {
    expect(verdictOf(judgePayload(payload, NOW))).toEqual(expected)
  })

  it('is never decided by whose account it is', () => {
    expect(verdictOf(judgeActor('p', ['q', 'p']))).toEqual(['ledger.own-account', {}])
    expect(judgeActor('p', ['q'])).toBe('accepted')
    expect(judgeActor(null, ['q'])).toBe('accepted')
  })

  it.each<[string, Proposal['state'], string | null, unknown]>([
    ['another one', 'proposed', 'second', 'accepted'],
    ['the same one', 'proposed', 'first', ['ledger.second-person-needed', {}]],
    ['nobody', 'proposed', null, ['ledger.second-person-needed', {}]],
    ['another one, once confirmed', 'confirmed', 'second', ['ledger.proposal-decided', {}]],
    ['another one, once declined', 'declined', 'second', ['ledger.proposal-decided', {}]],
  ])('is confirmed by %s', (_, state, actorId, expected) => {
    const proposal: Proposal = {
      ...{ communityId: 'a', id: 'proposal', payload: grant, reason: '说明', state },
      ...{ proposedById: 'first', proposedAt: NOW, decidedById: null, decidedAt: null },
      journalId: null,
    }
    expect(verdictOf(judgeConfirmation(proposal, actorId))).toEqual(expected)
  })

  const savings = savingsOf('a', 'p')
  const commons = systemAccount('a', 'commons')
  const adjustment = systemAccount('a', 'adjustment')
  const adjust = { kind: 'adjustment', personId: 'p', amountMinutes: amountOf(30) } as const

  it.each<[string, PostedPayload, AccountRef, AccountRef]>([
    ['a grant', grant, commons, savings],
    ['an opening balance', opening, systemAccount('a', 'opening'), savings],
    ['an addition', { ...adjust, direction: 'add' }, adjustment, savings],
    ['a deduction', { ...adjust, direction: 'take' }, savings, adjustment],
    [
      'an addition to the commons',
      { ...adjust, personId: null, direction: 'add' },
      adjustment,
      commons,
    ],
    [
      'a deduction from the commons',
      { ...adjust, personId: null, direction: 'take' },
      commons,
      adjustment,
    ],
  ])('is posted from the one account to the other: %s', (_, payload, debit, credit) => {
    const draft = emptyDraft()
    fundIn(draft, 'a', 'p', 50)
    postPayload(draft, 'a', { ...adjust, personId: null, direction: 'add' }, originOf('commons'))
    const origin = originOf('proposal')
    expect(verdictOf(postPayload(draft, 'a', payload, origin))).toBe('accepted')
    const posted = draft.transfers.at(-1)
    expect(posted).toMatchObject({ reason: payload.kind, amountMinutes: 30, ...origin })
    const refOf = (id = '') => draft.accounts.get(draft.keysById.get(id) ?? '')
    expect(refOf(posted?.debitAccountId)).toMatchObject(debit)
    expect(refOf(posted?.creditAccountId)).toMatchObject(credit)
  })
})

describe('a journal that is to be undone', () => {
  const transfer = (communityId: string, kind: string): Transfer => ({
    ...{ communityId, sequence: 1, journalId: 'j', debitAccountId: 'd', creditAccountId: 'c' },
    ...{ amountMinutes: amountOf(1), reason: 'gift', source: { kind, id: 's' } },
    ...{ effectiveAt: NOW, recordedAt: NOW, commandId: 'command', actorId: null },
    reversesSequence: null,
  })
  const journal = (...transfers: Transfer[]): Journal => ({
    transfers,
    accounts: [savingsOf('a', 'p'), systemAccount('a', 'commons'), savingsOf('b', 'q')],
  })

  it('touched the books that it is undone in', () => {
    const gift = journal(transfer('a', 'person'), transfer('b', 'person'))
    expect(judgeJournal(gift, 'a')).toBe(gift)
    expect(judgeJournal(gift, 'b')).toBe(gift)
    const notFound = ['ledger.journal-not-found', {}]
    expect(verdictOf(judgeJournal(gift, 'c'))).toEqual(notFound)
    expect(verdictOf(judgeJournal(journal(), 'a'))).toEqual(notFound)
    expect(verdictOf(judgeJournal(undefined, 'a'))).toEqual(notFound)
  })

  it('has no record behind it', () => {
    const accrual = journal(transfer('a', 'person'), transfer('a', 'record'))
    expect(verdictOf(judgeJournal(accrual, 'a'))).toEqual(['ledger.reverse-the-record', {}])
  })

  it('belongs to those whose savings it touched', () => {
    expect(ownersOf(journal())).toEqual(['p', 'q'])
  })
})
