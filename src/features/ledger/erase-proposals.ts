import { DomainError } from '../../kernel/errors.ts'
import type { Eraser } from '../person/lock-erasable.ts'
import { ledgerErrors } from './errors.ts'
import { eraseReasons, selectUnsettled } from './store/erased.ts'

/**
 * Accounts, transfers and entries name nobody and stay; why two people proposed something goes.
 * @throws `ledger.savings-left`, `ledger.holds-open`, `ledger.proposal-open`
 */
export const eraseProposals: Eraser = {
  async requireSettled({ ctx }, personId) {
    const unsettled = await selectUnsettled(ctx.tx, personId)
    if (unsettled.hasHolds) throw new DomainError(ledgerErrors['holds-open'])
    if (unsettled.hasSavings) throw new DomainError(ledgerErrors['savings-left'])
    if (unsettled.hasProposals) throw new DomainError(ledgerErrors['proposal-open'])
  },
  erase: ({ ctx }, erased) => eraseReasons(ctx.tx, erased),
}
