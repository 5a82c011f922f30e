import { accept, isRefusal, refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ledgerErrors } from '../errors.ts'
import { closeAccount, type ActOrigin } from './acts.ts'
import { accountIn, changeAccount, savingsOf, type Draft, type PostedJournal } from './books.ts'

export type Moving = ActOrigin & {
  readonly personId: Id
  readonly fromId: Id
  readonly toId: Id
}

/**
 * Takes the whole balance to another community's books and closes the old account. Whoever comes
 * back finds the account of before, opened again. Returns null when there was nothing to post.
 * Refuses `ledger.same-community`, `ledger.account-closed`, `ledger.account-not-empty`.
 */
export function moveAccount(draft: Draft, moving: Moving): PostedJournal | null | Refusal {
  const { personId, fromId, toId } = moving
  if (fromId === toId) return refuse(ledgerErrors['same-community'])
  const from = accountIn(draft, savingsOf(fromId, personId))
  if (from.closedAt !== null) return refuse(ledgerErrors['account-closed'])
  if (from.heldMinutes > 0) return refuse(ledgerErrors['account-not-empty'])
  const to = accountIn(draft, savingsOf(toId, personId))
  if (to.closedAt !== null) changeAccount(draft, { ...to, closedAt: null })
  const posted = closeAccount(draft, { ...moving, account: from, heir: to, reason: 'move' })
  // what could be refused was judged above, before the old account was opened again
  return isRefusal(posted) ? accept(posted) : posted
}
