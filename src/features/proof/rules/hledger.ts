import { civilDateOf } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { AccountKind } from '../../ledger/model.ts'
import type { BooksTransfer, Side } from '../model.ts'
import { nameWithin, remarksOf, type MakePlainText } from './plain-text.ts'

const UNIT = '分钟'
const CLOSING = '期末核对'

/** What hledger takes each kind for: an asset, revenue, an expense, equity. */
const types: Readonly<Record<AccountKind, 'A' | 'R' | 'X' | 'E'>> = {
  savings: 'A',
  commons: 'A',
  issuance: 'R',
  retirement: 'X',
  clearing: 'E',
  opening: 'E',
  adjustment: 'E',
}

const tags = ['journal', 'reason', 'source', 'effective', 'recorded', 'reverses', 'reversed-by']

/**
 * An hledger journal: a transfer is a transaction of two postings under the day on which it was
 * recorded, so that the file is in the order of the sequence, with the day on which it happened as
 * its second date (`--date2`). Everything is declared, for `hledger check --strict`.
 */
export const makeHledger: MakePlainText = (words) => {
  const nameOf = (side: Side, id: Id) =>
    `爱心储蓄:${words.accounts[side.kind]}${nameWithin(side, id)}`
  return {
    head({ accounts }, facts) {
      const payees = [...Object.values(words.transfers), CLOSING]
      const declared = [
        `commodity 1000. ${UNIT}`,
        ...payees.map((payee) => `payee ${payee}`),
        ...tags.map((tag) => `tag ${tag}`),
        ...accounts.map((one) => `account ${nameOf(one, one.id)}  ; type:${types[one.kind]}`),
      ]
      return `${remarksOf(facts)}\n${declared.join('\n')}\n`
    },
    transfer(transfer) {
      const { sequence, amountMinutes, reason, debit, credit } = transfer
      return `
${datesOf(transfer)} * (${sequence}) ${words.transfers[reason]}  ; ${tagsOf(transfer)}
    ${nameOf(debit, transfer.debitAccountId)}  -${amountMinutes} ${UNIT}
    ${nameOf(credit, transfer.creditAccountId)}  ${amountMinutes} ${UNIT}
`
    },
    closing({ accounts }, lastOn) {
      const asserted = accounts.map(
        (one) => `    ${nameOf(one, one.id)}  0 ${UNIT} = ${one.balanceMinutes} ${UNIT}\n`,
      )
      return `\n${lastOn} * ${CLOSING}\n${asserted.join('')}`
    },
  }
}

function datesOf({ recordedAt, effectiveAt }: BooksTransfer): string {
  const recordedOn = civilDateOf(recordedAt)
  const happenedOn = civilDateOf(effectiveAt)
  return happenedOn === recordedOn ? recordedOn : `${recordedOn}=${happenedOn}`
}

function tagsOf(transfer: BooksTransfer): string {
  const { reversesSequence, reversedBySequence } = transfer
  return [
    `journal:${transfer.journalId}`,
    `reason:${transfer.reason}`,
    `source:${transfer.source.kind}`,
    `effective:${transfer.effectiveAt}`,
    `recorded:${transfer.recordedAt}`,
    ...(reversesSequence === null ? [] : [`reverses:${reversesSequence}`]),
    ...(reversedBySequence === null ? [] : [`reversed-by:${reversedBySequence}`]),
  ].join(', ')
}
