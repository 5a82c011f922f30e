import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { AccountKind } from '../../ledger/model.ts'

export type MarkRow = {
  readonly community_id: Id
  readonly sequence: number
  /** Null where nothing was ever posted. */
  readonly id: Id | null
  readonly kind: AccountKind
  readonly owner_id: Id
  readonly opened_at: string
  readonly balance_minutes: Minutes
}

/**
 * How far books go, with all their accounts, in one statement and so as of one moment: balances as
 * they are stored, or, of what was recorded before `before`, as the last entry left them.
 */
export async function selectMarks(
  tx: Queryable,
  communityIds: readonly Id[],
  before: Instant | null,
): Promise<readonly MarkRow[]> {
  if (communityIds.length === 0) return []
  const ids = columns(communityIds, (id) => [id])
  if (before === null) {
    return statement(
      tx,
      `select b.community_id, b.sequence, a.id, a.kind, a.owner_id, a.opened_at, a.balance_minutes
         from ledger_books b left join ledger_accounts a on a.community_id = b.community_id
        where b.community_id = any($1::uuid[])
        order by b.community_id, a.kind, a.id`,
      ids,
    )
  }
  return statement(
    tx,
    `with books as materialized (
       select community_id, coalesce(
                (select t.sequence from ledger_transfers t
                  where t.community_id = b.community_id and t.recorded_at < $2::timestamptz
                  order by t.sequence desc limit 1), 0) as sequence
         from ledger_books b where community_id = any($1::uuid[]))
     select b.community_id, b.sequence, a.id, a.kind, a.owner_id, a.opened_at,
            coalesce(
              (select e.balance_after_minutes from ledger_entries e
                where e.community_id = a.community_id and e.account_id = a.id
                  and e.sequence <= b.sequence
                order by e.account_version desc limit 1), 0) as balance_minutes
       from books b
       left join ledger_accounts a
         on a.community_id = b.community_id and a.opened_at < $2::timestamptz
      order by b.community_id, a.kind, a.id`,
    [...ids, before],
  )
}

type Reversal = { readonly sequence: number; readonly reversesSequence: number }

/** Which of a stretch's transfers were undone by the time of transfer `until`. */
export async function selectReversals(
  tx: Queryable,
  communityId: Id,
  stretch: { readonly after: number; readonly until: number },
  until: number,
): Promise<readonly Reversal[]> {
  return statement(
    tx,
    `select sequence, reverses_sequence as "reversesSequence" from ledger_transfers
      where community_id = $1 and reverses_sequence > $2 and reverses_sequence <= $3
        and sequence <= $4`,
    [communityId, stretch.after, stretch.until, until],
  )
}

export type TakeableRow = {
  readonly id: Id
  readonly kind: AccountKind
  readonly ownerId: Id
  readonly balanceMinutes: Minutes
  readonly version: number
  readonly opened_at: string
  readonly closed_at: string | null
}

/** Where books stand, with all their accounts, in one statement. */
export async function selectTakeable(
  tx: Queryable,
  communityId: Id,
): Promise<{ readonly sequence: number; readonly accounts: readonly TakeableRow[] }> {
  const rows = await statement<TakeableRow & { sequence: number }>(
    tx,
    `select b.sequence, a.id, a.kind, a.owner_id as "ownerId", a.balance_minutes as "balanceMinutes",
            a.version, a.opened_at, a.closed_at
       from ledger_books b join ledger_accounts a on a.community_id = b.community_id
      where b.community_id = $1 order by a.id`,
    [communityId],
  )
  return {
    sequence: rows[0]?.sequence ?? 0,
    accounts: rows.map(({ sequence: _, ...account }) => account),
  }
}
