import type { Id } from '../../../kernel/ids.ts'
import type { PostedTransfer } from '../model.ts'

/** An account as its transfers make it. */
export type Replayed = { balance: number; version: number }

type Entry = {
  readonly accountId: Id
  readonly version: number
  readonly sequence: number
  readonly change: number
  readonly balanceAfter: number
}

/** Books, made again from nothing but the transfers. */
export type Replay = {
  readonly accounts: ReadonlyMap<Id, Replayed>
  /** The two entries that it must have left. */
  post(transfer: PostedTransfer): readonly Entry[]
}

export function makeReplay(): Replay {
  const accounts = new Map<Id, Replayed>()

  function change(accountId: Id, amount: number, sequence: number): Entry {
    const account = accounts.get(accountId) ?? { balance: 0, version: 0 }
    accounts.set(accountId, account)
    account.balance += amount
    account.version += 1
    const { version, balance } = account
    return { accountId, version, sequence, change: amount, balanceAfter: balance }
  }

  return {
    accounts,
    post({ debitAccountId, creditAccountId, amountMinutes, sequence }) {
      return [
        change(debitAccountId, -amountMinutes, sequence),
        change(creditAccountId, amountMinutes, sequence),
      ]
    },
  }
}

/** Whether a transfer took more than there was out of savings or the commons. */
export function isOverdrawn({ debit, credit }: PostedTransfer, entries: readonly Entry[]): boolean {
  const sides = [debit, credit]
  return entries.some(({ balanceAfter }, side) => {
    const kind = sides[side]?.kind
    return (kind === 'savings' || kind === 'commons') && balanceAfter < 0
  })
}
