import { and, eq } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { RecordKey } from '../model.ts'
import { serviceRecords } from '../tables.ts'

function isKey(key: RecordKey) {
  return and(eq(serviceRecords.communityId, key.communityId), eq(serviceRecords.id, key.id))
}

/** Holds that a submitted record of these visits, other than `except`, still carries. */
export async function findHoldsInUse(
  tx: Queryable,
  visitIds: readonly Id[],
  except: readonly Id[],
): Promise<ReadonlySet<Id>> {
  if (visitIds.length === 0) return new Set()
  const rows = await statement<{ hold_id: Id }>(
    tx,
    `select distinct r.hold_id from service_records r
      where r.visit_id in (select i::uuid from json_array_elements_text($1::json) i)
        and r.state = 'submitted' and r.hold_id is not null
        and r.id not in (select i::uuid from jsonb_array_elements_text($2::jsonb) i)`,
    [JSON.stringify(visitIds), JSON.stringify(except)],
  )
  return new Set(rows.map((row) => row.hold_id))
}

/** Each `mark…` is called under the record's row lock, after its state was judged. */
export async function markWithdrawn(
  tx: Tx,
  key: RecordKey,
  by: { readonly personId: Id; readonly now: Instant },
): Promise<void> {
  await tx
    .update(serviceRecords)
    .set({ state: 'withdrawn', decidedById: by.personId, decidedAt: by.now })
    .where(isKey(key))
}

export async function markSubmitted(
  tx: Tx,
  key: RecordKey,
  submission: { readonly submittedAt: Instant; readonly lateReason: string | null },
): Promise<void> {
  await tx
    .update(serviceRecords)
    .set({ state: 'submitted', ...submission })
    .where(isKey(key))
}

export async function markRecipientConfirmed(tx: Tx, key: RecordKey, at: Instant): Promise<void> {
  await tx.update(serviceRecords).set({ recipientConfirmedAt: at }).where(isKey(key))
}

export async function markReversalProposed(
  tx: Tx,
  key: RecordKey,
  proposal: { readonly reason: string; readonly proposedById: Id; readonly proposedAt: Instant },
): Promise<void> {
  await tx
    .update(serviceRecords)
    .set({
      reversalReason: proposal.reason,
      reversalProposedById: proposal.proposedById,
      reversalProposedAt: proposal.proposedAt,
    })
    .where(isKey(key))
}

export async function markReversed(
  tx: Tx,
  key: RecordKey,
  reversal: {
    readonly reversedById: Id
    readonly reversedAt: Instant
    readonly writtenOffMinutes: Minutes
  },
): Promise<void> {
  await tx
    .update(serviceRecords)
    .set({ state: 'reversed', ...reversal })
    .where(isKey(key))
}

/** The accruals that the records were approved with; nothing for those that brought no credits. */
export async function findJournalIds(
  tx: Queryable,
  keys: readonly RecordKey[],
): Promise<readonly Id[]> {
  const rows = await statement<{ journal_id: Id }>(
    tx,
    `select r.journal_id
       from json_to_recordset($1::json) as k(c uuid, i uuid)
       join service_records r on r.community_id = k.c and r.id = k.i
      where r.journal_id is not null`,
    [JSON.stringify(keys.map((key) => ({ c: key.communityId, i: key.id })))],
  )
  return rows.map((row) => row.journal_id)
}
