import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import { instantFromDatabase } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { AccountKind, AccountRef, Transfer, TransferReason } from '../model.ts'

export type JournalLine = {
  readonly transfer: Transfer
  readonly debit: AccountRef
  readonly credit: AccountRef
}

type LineRow = {
  community_id: Id
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

/** The transfers of journals, in whichever books, in the order of posting, with their accounts. */
export async function selectJournals(
  tx: Queryable,
  journalIds: readonly Id[],
): Promise<readonly JournalLine[]> {
  if (journalIds.length === 0) return []
  const rows = await statement<LineRow>(
    tx,
    `select t.community_id, t.sequence, t.journal_id, t.debit_account_id, t.credit_account_id,
            t.amount_minutes, t.reason, t.source_kind, t.source_id, t.effective_at, t.recorded_at,
            t.command_id, t.actor_id, t.reverses_sequence,
            d.kind as debit_kind, d.owner_id as debit_owner,
            c.kind as credit_kind, c.owner_id as credit_owner
       from ledger_transfers t
       join ledger_accounts d on d.community_id = t.community_id and d.id = t.debit_account_id
       join ledger_accounts c on c.community_id = t.community_id and c.id = t.credit_account_id
      where t.journal_id in (select i::uuid from json_array_elements_text($1::json) i)
      order by t.journal_id, t.community_id, t.sequence`,
    [JSON.stringify([...new Set(journalIds)])],
  )
  return rows.map((row) => ({
    transfer: transferOf(row),
    debit: { communityId: row.community_id, kind: row.debit_kind, ownerId: row.debit_owner },
    credit: { communityId: row.community_id, kind: row.credit_kind, ownerId: row.credit_owner },
  }))
}

function transferOf(row: LineRow): Transfer {
  return {
    communityId: row.community_id,
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
  }
}

/** Which of the transfers were reversed before; read it under the lock of their books. */
export async function selectReversed(
  tx: Queryable,
  transfers: readonly { readonly communityId: Id; readonly sequence: number }[],
): Promise<readonly { readonly communityId: Id; readonly sequence: number }[]> {
  if (transfers.length === 0) return []
  return statement(
    tx,
    `select t.community_id as "communityId", t.reverses_sequence as sequence
       from json_to_recordset($1::json) as r(c uuid, s bigint)
       join ledger_transfers t on t.community_id = r.c and t.reverses_sequence = r.s`,
    [JSON.stringify(transfers.map((one) => ({ c: one.communityId, s: one.sequence })))],
  )
}
