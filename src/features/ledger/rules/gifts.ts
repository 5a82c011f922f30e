import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { RelationKind } from '../../person/model.ts'
import { ledgerErrors } from '../errors.ts'
import { postBetween, type ActOrigin } from './acts.ts'
import { savingsOf, type Draft, type PostedJournal } from './books.ts'

/** What a gift is filed under says whether it counts towards the year's limit. */
export const giftSources = { relative: 'relative', other: 'person' } as const

/** 配偶和直系亲属 (product.md, Spending 5): brothers, sisters and others count towards the limit. */
const closeKinds: readonly RelationKind[] = [
  'spouse',
  'parent',
  'child',
  'grandparent',
  'grandchild',
]

export function isCloseFamily(kind: RelationKind | undefined): boolean {
  return closeKinds.some((close) => close === kind)
}

export type Party = { readonly id: Id; readonly booksCommunityId: Id }

export type Gift = Omit<ActOrigin, 'source'> & {
  readonly giver: Party
  readonly recipient: Party
  readonly amountMinutes: Minutes
  /** Verified spouse or direct relative of the giver. */
  readonly related: boolean
  /** Given this year to people who are not. */
  readonly givenToOthersMinutes: number
  readonly othersYearMinutes: number
}

/**
 * Close family without a limit, others up to the policy's minutes in a calendar year (product.md,
 * Spending 5). Refuses `ledger.gift-limit`, and what posting refuses.
 */
export function postGift(draft: Draft, gift: Gift): PostedJournal | Refusal {
  const { giver, recipient, amountMinutes, related } = gift
  const restMinutes = Math.max(0, gift.othersYearMinutes - gift.givenToOthersMinutes)
  if (giver.id === recipient.id) return refuse(ledgerErrors['same-account'])
  if (!related && amountMinutes > restMinutes) {
    return refuse(ledgerErrors['gift-limit'], { restMinutes })
  }
  return postBetween(draft, {
    ...gift,
    debit: savingsOf(giver.booksCommunityId, giver.id),
    credit: savingsOf(recipient.booksCommunityId, recipient.id),
    reason: 'gift',
    source: { kind: related ? giftSources.relative : giftSources.other, id: recipient.id },
  })
}
