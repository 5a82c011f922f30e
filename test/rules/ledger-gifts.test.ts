import { describe, expect, it } from 'vitest'
import { isCloseFamily, postGift, type Gift } from '../../src/features/ledger/rules/gifts.ts'
import { amountOf, balanceIn, emptyDraft, fundIn, originOf, verdictOf } from '../support/drafts.ts'
import { savingsOf } from '../../src/features/ledger/rules/books.ts'

const gift: Gift = {
  ...originOf('gift'),
  giver: { id: 'p', booksCommunityId: 'a' },
  recipient: { id: 'q', booksCommunityId: 'a' },
  amountMinutes: amountOf(40),
  related: false,
  givenToOthersMinutes: 60,
  othersYearMinutes: 100,
}

function give(wish: Partial<Gift>) {
  const draft = emptyDraft()
  fundIn(draft, 'a', 'p', 500)
  return { draft, answer: postGift(draft, { ...gift, ...wish }) }
}

describe('a gift', () => {
  it.each([
    ['spouse', true],
    ['parent', true],
    ['child', true],
    ['grandparent', true],
    ['grandchild', true],
    ['sibling', false],
    ['other', false],
    [undefined, false],
  ] as const)('is to close family when the recipient is the %s: %s', (kind, expected) => {
    expect(isCloseFamily(kind)).toBe(expected)
  })

  it.each<[string, Partial<Gift>, unknown]>([
    ['the rest of the limit', {}, 'accepted'],
    [
      'more than the rest',
      { amountMinutes: amountOf(41) },
      ['ledger.gift-limit', { restMinutes: 40 }],
    ],
    ['more, in the family', { amountMinutes: amountOf(41), related: true }, 'accepted'],
    [
      'anything past the limit',
      { givenToOthersMinutes: 120 },
      ['ledger.gift-limit', { restMinutes: 0 }],
    ],
    ['to oneself', { recipient: gift.giver, related: true }, ['ledger.same-account', {}]],
    [
      'to oneself, past the limit',
      { recipient: gift.giver, givenToOthersMinutes: 120 },
      ['ledger.same-account', {}],
    ],
    [
      'more than there is',
      { amountMinutes: amountOf(501), related: true },
      ['ledger.insufficient-credits', { neededMinutes: 501, availableMinutes: 500 }],
    ],
  ])('of %s', (_, wish, expected) => {
    expect(verdictOf(give(wish).answer)).toEqual(expected)
  })

  it('goes from the one to the other, and says whether it counts', () => {
    for (const related of [true, false]) {
      const { draft } = give({ related })
      expect(balanceIn(draft, savingsOf('a', 'p')).balanceMinutes).toBe(460)
      expect(balanceIn(draft, savingsOf('a', 'q')).balanceMinutes).toBe(40)
      const source = { kind: related ? 'relative' : 'person', id: 'q' }
      expect(draft.transfers.at(-1)).toMatchObject({ reason: 'gift', source })
    }
  })
})
