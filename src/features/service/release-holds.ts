import type { Batch } from '../../db/commands.ts'
import type { Tx } from '../../db/client.ts'
import { isRefusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { draftOf, openBooks, saveBooks, type LoadedBooks } from '../ledger/open-books.ts'
import { voidHold } from '../ledger/rules/holds.ts'
import type { RecordKey } from './model.ts'
import { findCarriedHolds, lockRecords, type RecordToDecide } from './store/approval.ts'
import { findHoldsInUse } from './store/decisions.ts'

export type LockedWithHolds = {
  readonly books: LoadedBooks
  readonly records: ReadonlyMap<Id, RecordToDecide>
}

/** Locks the books of the holds that the records carry, then the records, as approving does. */
export async function lockWithHolds(tx: Tx, keys: readonly RecordKey[]): Promise<LockedWithHolds> {
  const holds = await findCarriedHolds(tx, keys)
  const [books, records] = await Promise.all([
    openBooks(tx, {
      communityIds: holds.map(({ communityId }) => communityId),
      accounts: [],
      holds,
    }),
    lockRecords(tx, keys),
  ])
  return { books, records: new Map(records.map((record) => [record.id, record])) }
}

/**
 * Gives back what was reserved for records that will not be approved. A hold that another submitted
 * record of the same visit still carries stays: the second of two helpers may yet be approved.
 */
export async function releaseHolds(
  batch: Batch,
  locked: LockedWithHolds,
  closed: readonly RecordToDecide[],
): Promise<void> {
  const carrying = closed.filter(({ holdId }) => holdId !== null)
  if (carrying.length === 0) return
  const inUse = await findHoldsInUse(
    batch.ctx.tx,
    carrying.flatMap(({ visitId }) => visitId ?? []),
    closed.map(({ id }) => id),
  )
  const draft = draftOf(batch, locked.books)
  for (const holdId of new Set(carrying.flatMap((record) => record.holdId ?? []))) {
    if (inUse.has(holdId) || draft.holds.get(holdId)?.state !== 'placed') continue
    const voided = voidHold(draft, holdId)
    if (isRefusal(voided)) throw new Error(`a placed hold could not be voided: ${holdId}`)
  }
  await saveBooks(batch, draft)
}
