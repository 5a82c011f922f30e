import type { Account, AccountRef, Draft } from '../../src/features/ledger/model.ts'
import { postBetween, type ActOrigin } from '../../src/features/ledger/rules/acts.ts'
import {
  accountIn,
  makeDraft,
  savingsOf,
  systemAccount,
} from '../../src/features/ledger/rules/books.ts'
import { instantOf, type Instant } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Minutes } from '../../src/kernel/minutes.ts'

export const NOW: Instant = instantOf(1_795_000_000_000)

export const amountOf = (value: number) => value as Minutes

/** Books of the communities `a` and `b` in which nothing has happened; ids are `id-1`, `id-2` … */
export function emptyDraft(known: Partial<Parameters<typeof makeDraft>[0]> = {}): Draft {
  let count = 0
  const sequences = new Map([
    ['a', 0],
    ['b', 0],
  ])
  return makeDraft(
    { sequences, accounts: [], holds: [], ...known },
    NOW,
    () => `id-${(count += 1)}`,
  )
}

export function originOf(id: string): ActOrigin {
  return { source: { kind: 'test', id }, effectiveAt: NOW, commandId: 'command', actorId: 'actor' }
}

/** Gives somebody something to spend, and returns the account. */
export function fundIn(draft: Draft, communityId: string, personId: string, amount: number) {
  const savings = savingsOf(communityId, personId)
  postBetween(draft, {
    ...originOf('fund'),
    debit: systemAccount(communityId, 'adjustment'),
    credit: savings,
    amountMinutes: amountOf(amount),
    reason: 'adjustment',
  })
  return savings
}

export function balanceIn(
  draft: Draft,
  ref: AccountRef,
): Pick<Account, 'balanceMinutes'> & Account {
  return accountIn(draft, ref)
}

/** The code of a refusal with its details, what a rule said, or `accepted` for what it made. */
export function verdictOf(answer: unknown): unknown {
  if (typeof answer === 'string') return answer
  return isRefusal(answer) ? [answer.error.code, answer.details] : 'accepted'
}
