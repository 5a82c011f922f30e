import type { Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { Account, Entry, Transfer } from '../model.ts'
import { ledgerAccounts, ledgerBooks, ledgerEntries, ledgerTransfers } from '../tables.ts'

const ROWS = 500

/** False when the community has books already. */
export async function openTaken(tx: Tx, communityId: Id, sequence: number): Promise<boolean> {
  const opened = await tx
    .insert(ledgerBooks)
    .values({ communityId, sequence })
    .onConflictDoNothing()
    .returning({ id: ledgerBooks.communityId })
  return opened.length === 1
}

export async function insertTakenAccounts(
  tx: Tx,
  accounts: readonly (Account & { readonly openedAt: Instant })[],
): Promise<void> {
  for (let at = 0; at < accounts.length; at += ROWS)
    await tx.insert(ledgerAccounts).values(accounts.slice(at, at + ROWS))
}

export async function insertTaken(
  tx: Tx,
  transfers: readonly Transfer[],
  entries: readonly Entry[],
): Promise<void> {
  for (let at = 0; at < transfers.length; at += ROWS) {
    const rows = transfers.slice(at, at + ROWS)
    await tx.insert(ledgerTransfers).values(
      rows.map(({ source, ...rest }) => ({
        ...rest,
        sourceKind: source.kind,
        sourceId: source.id,
      })),
    )
  }
  for (let at = 0; at < entries.length; at += ROWS)
    await tx
      .insert(ledgerEntries)
      .values(
        entries
          .slice(at, at + ROWS)
          .map((entry) => ({ ...entry, changeMinutes: entry.changeMinutes as Minutes })),
      )
}
