import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import { instantFromDatabase } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { AccountKind, TransferReason } from '../../ledger/model.ts'
import type { PostedTransfer } from '../model.ts'

type TransferRow = {
  sequence: number
  journal_id: Id
  debit_account_id: Id
  credit_account_id: Id
  amount_minutes: Minutes
  reason: TransferReason
  source_kind: string
  source_id: Id
  effective_at: string
  recorded_at: string
  command_id: Id
  actor_id: Id | null
  reverses_sequence: number | null
  debit_kind: AccountKind
  debit_owner: Id
  credit_kind: AccountKind
  credit_owner: Id
}

/** A stretch of a community's transfers, in order; a missing account leaves its transfer out. */
export async function selectPosted(
  tx: Queryable,
  communityId: Id,
  range: { readonly after: number; readonly until: number },
): Promise<readonly PostedTransfer[]> {
  const rows = await statement<TransferRow>(
    tx,
    `select t.sequence, t.journal_id, t.debit_account_id, t.credit_account_id, t.amount_minutes,
            t.reason, t.source_kind, t.source_id, t.effective_at, t.recorded_at, t.command_id,
            t.actor_id, t.reverses_sequence, d.kind as debit_kind, d.owner_id as debit_owner,
            c.kind as credit_kind, c.owner_id as credit_owner
       from ledger_transfers t
       join ledger_accounts d on d.community_id = t.community_id and d.id = t.debit_account_id
       join ledger_accounts c on c.community_id = t.community_id and c.id = t.credit_account_id
      where t.community_id = $1 and t.sequence > $2 and t.sequence <= $3
      order by t.sequence`,
    [communityId, range.after, range.until],
  )
  return rows.map((row) => postedOf(communityId, row))
}

function postedOf(communityId: Id, row: TransferRow): PostedTransfer {
  return {
    communityId,
    sequence: row.sequence,
    journalId: row.journal_id,
    debitAccountId: row.debit_account_id,
    creditAccountId: row.credit_account_id,
    amountMinutes: row.amount_minutes,
    reason: row.reason,
    source: { kind: row.source_kind, id: row.source_id },
    effectiveAt: instantFromDatabase(row.effective_at),
    recordedAt: instantFromDatabase(row.recorded_at),
    commandId: row.command_id,
    actorId: row.actor_id,
    reversesSequence: row.reverses_sequence,
    debit: { kind: row.debit_kind, ownerId: row.debit_owner },
    credit: { kind: row.credit_kind, ownerId: row.credit_owner },
  }
}

/** Of the last transfer that is committed; 0 before the first. */
export async function selectLastSequence(tx: Queryable, communityId: Id): Promise<number> {
  const rows = await statement<{ sequence: number }>(
    tx,
    `select sequence from ledger_books where community_id = $1`,
    [communityId],
  )
  return rows[0]?.sequence ?? 0
}
