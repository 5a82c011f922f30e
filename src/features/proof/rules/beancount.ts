import { civilDateOf, plusDays } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { AccountKind } from '../../ledger/model.ts'
import type { Side } from '../model.ts'
import { nameWithin, remarksOf, type MakePlainText } from './plain-text.ts'

const UNIT = 'MIN'

/** Roots are English, and each part of a name begins with a capital or a digit. */
const roots: Readonly<Record<AccountKind, string>> = {
  savings: 'Assets:Savings',
  commons: 'Assets:Commons',
  issuance: 'Income:Issuance',
  retirement: 'Expenses:Retirement',
  clearing: 'Equity:Clearing',
  opening: 'Equity:Opening',
  adjustment: 'Equity:Adjustment',
}

/**
 * A Beancount file: a transfer is a transaction of two postings under the day on which it was
 * recorded, with both times as metadata; the transfers of one act share a link.
 */
export const makeBeancount: MakePlainText = (words) => {
  const nameOf = (side: Side, id: Id) =>
    `${roots[side.kind]}-${words.accounts[side.kind]}${nameWithin(side, id)}`
  return {
    head({ accounts }, facts) {
      const opened = accounts.map(
        (one) => `${civilDateOf(one.openedAt)} open ${nameOf(one, one.id)} ${UNIT}\n`,
      )
      return `${remarksOf(facts)}
option "title" "爱心储蓄"
option "operating_currency" "${UNIT}"
2000-01-01 commodity ${UNIT}
  name: "分钟"
${opened.join('')}`
    },
    transfer(transfer) {
      const { amountMinutes, reason, reversesSequence, reversedBySequence } = transfer
      const reversal = [
        ...(reversesSequence === null ? [] : [`\n  reverses: ${reversesSequence}`]),
        ...(reversedBySequence === null ? [] : [`\n  reversed-by: ${reversedBySequence}`]),
      ].join('')
      return `
${civilDateOf(transfer.recordedAt)} * "${words.transfers[reason]}" #${reason} ^${transfer.journalId}
  sequence: ${transfer.sequence}
  source: "${transfer.source.kind}"
  effective: "${transfer.effectiveAt}"
  recorded: "${transfer.recordedAt}"${reversal}
  ${nameOf(transfer.debit, transfer.debitAccountId)}  -${amountMinutes} ${UNIT}
  ${nameOf(transfer.credit, transfer.creditAccountId)}  ${amountMinutes} ${UNIT}
`
    },
    /** Beancount asserts balances as a day begins. */
    closing({ accounts }, lastOn) {
      const on = plusDays(lastOn, 1)
      const asserted = accounts.map(
        (one) => `${on} balance ${nameOf(one, one.id)}  ${one.balanceMinutes} ${UNIT}\n`,
      )
      return `\n${asserted.join('')}`
    },
  }
}
