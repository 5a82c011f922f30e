import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO } from '../../kernel/minutes.ts'
import { findPersons } from '../person/find-persons.ts'
import { ledgerErrors } from './errors.ts'
import type { Balance } from './model.ts'
import { savingsOf, systemAccount } from './rules/books.ts'
import { selectBalance } from './store/reads.ts'

/** `personId: null` is the 公益时间库. */
export type AccountOf = { readonly communityId: Id; readonly personId: Id | null }

const empty: Balance = {
  accountId: null,
  balanceMinutes: ZERO,
  heldMinutes: ZERO,
  availableMinutes: ZERO,
  version: 0,
  closedAt: null,
}

/**
 * A balance, from its one row. Whoever has not been credited yet has an empty one in the books that
 * would keep it, and none elsewhere. @throws `ledger.account-not-found`
 */
export function getBalance(ctx: Ctx, account: AccountOf): Promise<Balance> {
  const { communityId, personId } = account
  return inRead(ctx, async (tx) => {
    const ref =
      personId === null ? systemAccount(communityId, 'commons') : savingsOf(communityId, personId)
    const balance = await selectBalance(tx, ref)
    if (balance) return balance
    if (personId === null) return empty
    const person = (await findPersons(tx, [personId])).get(personId)
    if (person?.booksCommunityId === communityId) return empty
    throw new DomainError(ledgerErrors['account-not-found'])
  })
}
