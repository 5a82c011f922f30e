import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { instantFromDatabase, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { WALK_PAGE } from '../../../kernel/paging.ts'
import type {
  AccountKind,
  AccountRef,
  Balance,
  StatementLine,
  TransferReason,
  TrialLine,
  VersionRange,
} from '../model.ts'

type BalanceRow = {
  n: number
  id: Id
  balance_minutes: Minutes
  held_minutes: Minutes
  version: number
  closed_at: string | null
}

/** Of each account its row, by its unique key, in the order asked; undefined where there is none. */
export async function selectBalances(
  tx: Queryable,
  refs: readonly AccountRef[],
): Promise<readonly (Balance | undefined)[]> {
  const rows = await statement<BalanceRow>(
    tx,
    `select r.n, a.id, a.balance_minutes, a.held_minutes, a.version, a.closed_at
       from unnest($1::int[], $2::uuid[], $3::text[], $4::uuid[]) as r(n, c, k, o)
       join ledger_accounts a on a.community_id = r.c and a.kind = r.k and a.owner_id = r.o`,
    columns([...refs.entries()], ([n, ref]) => [n, ref.communityId, ref.kind, ref.ownerId]),
  )
  const balances: (Balance | undefined)[] = refs.map(() => undefined)
  for (const row of rows) {
    balances[row.n] = {
      accountId: row.id,
      balanceMinutes: row.balance_minutes,
      heldMinutes: row.held_minutes,
      availableMinutes: (row.balance_minutes - row.held_minutes) as Minutes,
      version: row.version,
      closedAt: row.closed_at === null ? null : instantFromDatabase(row.closed_at),
    }
  }
  return balances
}

type LineRow = {
  account_version: number
  sequence: number
  journal_id: Id
  reason: TransferReason
  source_kind: string
  source_id: Id
  effective_at: string
  recorded_at: string
  change_minutes: number
  balance_after_minutes: Minutes
  reverses_sequence: number | null
  reversed_by_sequence: number | null
}

const lineColumns = `
  e.account_version, e.sequence, t.journal_id, t.reason, t.source_kind, t.source_id,
  t.effective_at, t.recorded_at, e.change_minutes, e.balance_after_minutes, t.reverses_sequence,
  (select r.sequence from ledger_transfers r
    where r.community_id = e.community_id and r.reverses_sequence = e.sequence
      and r.reverses_sequence is not null) as reversed_by_sequence`

function lineOf(row: LineRow): StatementLine {
  return {
    accountVersion: row.account_version,
    sequence: row.sequence,
    journalId: row.journal_id,
    reason: row.reason,
    source: { kind: row.source_kind, id: row.source_id },
    effectiveAt: instantFromDatabase(row.effective_at),
    recordedAt: instantFromDatabase(row.recorded_at),
    changeMinutes: row.change_minutes as Minutes,
    balanceAfterMinutes: row.balance_after_minutes,
    reversesSequence: row.reverses_sequence,
    reversedBySequence: row.reversed_by_sequence,
  }
}

/** A page of a list and one more, or of a walk: part of the text, so that the plan knows it. */
export type StatementLimit = 101 | typeof WALK_PAGE

export type AccountKey = { readonly communityId: Id; readonly accountId: Id }

/**
 * The entries within a range of versions, at most `limit`. The page is cut from the entries alone,
 * along their key, so that its cost does not grow with the account.
 */
export async function selectStatement(
  tx: Queryable,
  key: AccountKey,
  { after, before }: VersionRange,
  order: 'newest first' | 'oldest first',
  limit: StatementLimit,
): Promise<readonly StatementLine[]> {
  const direction = order === 'newest first' ? 'desc' : 'asc'
  const rows = await statement<LineRow>(
    tx,
    `select ${lineColumns}
       from (select * from ledger_entries
              where community_id = $1 and account_id = $2
                and account_version > $3 and account_version < $4
              order by account_version ${direction} limit ${limit}) e
       join ledger_transfers t on t.community_id = e.community_id and t.sequence = e.sequence
      order by e.account_version ${direction}`,
    [key.communityId, key.accountId, after, before],
  )
  return rows.map(lineOf)
}

type PointRow = { account_version: number; balance_after_minutes: Minutes }

export async function selectAtVersion(
  tx: Queryable,
  key: AccountKey,
  version: number,
): Promise<PointRow | undefined> {
  const rows = await statement<PointRow>(
    tx,
    `select account_version, balance_after_minutes from ledger_entries
      where community_id = $1 and account_id = $2 and account_version <= $3
      order by account_version desc limit 1`,
    [key.communityId, key.accountId, version],
  )
  return rows[0]
}

export async function selectAtSequence(
  tx: Queryable,
  key: AccountKey,
  sequence: number,
): Promise<PointRow | undefined> {
  const rows = await statement<PointRow>(
    tx,
    `select account_version, balance_after_minutes from ledger_entries
      where community_id = $1 and account_id = $2 and sequence <= $3
      order by account_version desc limit 1`,
    [key.communityId, key.accountId, sequence],
  )
  return rows[0]
}

/** What had happened until then, whenever it was written down. */
export async function sumEffective(tx: Queryable, key: AccountKey, at: Instant): Promise<Minutes> {
  const rows = await statement<{ minutes: Minutes }>(
    tx,
    `select coalesce(sum(e.change_minutes), 0)::bigint as minutes
       from ledger_entries e
       join ledger_transfers t on t.community_id = e.community_id and t.sequence = e.sequence
      where e.community_id = $1 and e.account_id = $2 and t.effective_at <= $3::timestamptz`,
    [key.communityId, key.accountId, at],
  )
  return rows[0]?.minutes ?? (0 as Minutes)
}

/** Per kind of account: the balances, what the entries sum up to, and how many accounts differ. */
export async function selectTrialBalance(
  tx: Queryable,
  communityId: Id,
): Promise<readonly TrialLine[]> {
  return statement<TrialLine & { kind: AccountKind }>(
    tx,
    `select a.kind, count(*) as accounts, sum(a.balance_minutes)::bigint as "balanceMinutes",
            sum(a.held_minutes)::bigint as "heldMinutes",
            sum(coalesce(e.change, 0))::bigint as "entriesMinutes",
            count(*) filter (where a.balance_minutes <> coalesce(e.change, 0)
                                or a.version <> coalesce(e.entries, 0)) as differing
       from ledger_accounts a
       left join (select account_id, sum(change_minutes) as change, count(*) as entries
                    from ledger_entries where community_id = $1 group by account_id) e
         on e.account_id = a.id
      where a.community_id = $1
      group by a.kind order by a.kind`,
    [communityId],
  )
}

export async function selectSequence(tx: Queryable, communityId: Id): Promise<number> {
  const rows = await statement<{ sequence: number }>(
    tx,
    'select sequence from ledger_books where community_id = $1',
    [communityId],
  )
  return rows[0]?.sequence ?? 0
}
