import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { instantFromDatabase } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { Account, AccountKind, AccountRef, Hold, HoldState } from '../model.ts'

/**
 * Locks the books of communities in community order and returns the sequences of those that exist.
 * Every batch takes this lock first, so each community has one writer at a time, its sequence has
 * no gaps, and two batches wait for each other only in one order.
 */
export async function lockBooks(tx: Tx, ids: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
  if (ids.length === 0) return new Map()
  const rows = await statement<{ community_id: Id; sequence: number }>(
    tx,
    `select community_id, sequence from ledger_books
      where community_id = any($1::uuid[]) order by community_id for no key update`,
    columns(ids, (id) => [id]),
  )
  return new Map(rows.map((row) => [row.community_id, row.sequence]))
}

/**
 * Books that do not exist yet cannot be locked by row. They are made only with the first thing that
 * is written to them, so that a refused command leaves nothing behind.
 */
export async function lockMissingBooks(tx: Tx, ids: readonly Id[]): Promise<void> {
  await statement(
    tx,
    `select pg_advisory_xact_lock(hashtextextended('books ' || id, 580))
       from (select id from unnest($1::text[]) as id order by id) ordered`,
    columns(ids, (id) => [id]),
  )
}

export async function insertBooks(tx: Tx, ids: readonly Id[]): Promise<void> {
  await statement(
    tx,
    `insert into ledger_books (community_id, sequence)
     select id, 0 from unnest($1::uuid[]) as id order by id on conflict do nothing`,
    columns(ids, (id) => [id]),
  )
}

type AccountRow = {
  community_id: Id
  id: Id
  kind: AccountKind
  owner_id: Id
  balance_minutes: Minutes
  held_minutes: Minutes
  version: number
  closed_at: string | null
}

const accountColumns =
  'a.community_id, a.id, a.kind, a.owner_id, a.balance_minutes, a.held_minutes, a.version, a.closed_at'

function accountOf(row: AccountRow): Account {
  return {
    communityId: row.community_id,
    id: row.id,
    kind: row.kind,
    ownerId: row.owner_id,
    balanceMinutes: row.balance_minutes,
    heldMinutes: row.held_minutes,
    version: row.version,
    closedAt: row.closed_at === null ? null : instantFromDatabase(row.closed_at),
  }
}

/** The accounts that exist of those asked for. The books' lock keeps them as they are. */
export async function loadAccounts(
  tx: Tx,
  refs: readonly AccountRef[],
): Promise<readonly Account[]> {
  if (refs.length === 0) return []
  const rows = await statement<AccountRow>(
    tx,
    `select ${accountColumns}
       from unnest($1::uuid[], $2::text[], $3::uuid[]) as r(c, k, o)
       join ledger_accounts a on a.community_id = r.c and a.kind = r.k and a.owner_id = r.o`,
    columns(refs, (ref) => [ref.communityId, ref.kind, ref.ownerId]),
  )
  return rows.map(accountOf)
}

export async function loadAccountsById(
  tx: Tx,
  keys: readonly { readonly communityId: Id; readonly id: Id }[],
): Promise<readonly Account[]> {
  if (keys.length === 0) return []
  const rows = await statement<AccountRow>(
    tx,
    `select ${accountColumns}
       from unnest($1::uuid[], $2::uuid[]) as r(c, i)
       join ledger_accounts a on a.community_id = r.c and a.id = r.i`,
    columns(keys, (key) => [key.communityId, key.id]),
  )
  return rows.map(accountOf)
}

type HoldRow = {
  community_id: Id
  id: Id
  account_id: Id
  amount_minutes: Minutes
  state: HoldState
  source_kind: string
  source_id: Id
  placed_at: string
  expires_at: string
  resolved_at: string | null
  settled_minutes: Minutes | null
  journal_id: Id | null
  command_id: Id
}

const holdColumns =
  'h.community_id, h.id, h.account_id, h.amount_minutes, h.state, h.source_kind, h.source_id, h.placed_at, h.expires_at, h.resolved_at, h.settled_minutes, h.journal_id, h.command_id'

function holdOf(row: HoldRow): Hold {
  return {
    communityId: row.community_id,
    id: row.id,
    accountId: row.account_id,
    amountMinutes: row.amount_minutes,
    state: row.state,
    source: { kind: row.source_kind, id: row.source_id },
    placedAt: instantFromDatabase(row.placed_at),
    expiresAt: instantFromDatabase(row.expires_at),
    resolvedAt: row.resolved_at === null ? null : instantFromDatabase(row.resolved_at),
    settledMinutes: row.settled_minutes,
    journalId: row.journal_id,
    commandId: row.command_id,
  }
}

/** Holds with the accounts that they are on. */
export async function loadHolds(
  tx: Tx,
  keys: readonly { readonly communityId: Id; readonly id: Id }[],
): Promise<{ readonly holds: readonly Hold[]; readonly accounts: readonly Account[] }> {
  if (keys.length === 0) return { holds: [], accounts: [] }
  const asked = columns(keys, (key) => [key.communityId, key.id])
  const [holds, accounts] = await Promise.all([
    statement<HoldRow>(
      tx,
      `select ${holdColumns} from unnest($1::uuid[], $2::uuid[]) as r(c, i)
         join ledger_holds h on h.community_id = r.c and h.id = r.i`,
      asked,
    ),
    statement<AccountRow>(
      tx,
      `select distinct on (a.community_id, a.id) ${accountColumns}
         from unnest($1::uuid[], $2::uuid[]) as r(c, i)
         join ledger_holds h on h.community_id = r.c and h.id = r.i
         join ledger_accounts a on a.community_id = h.community_id and a.id = h.account_id`,
      asked,
    ),
  ])
  return { holds: holds.map(holdOf), accounts: accounts.map(accountOf) }
}

/** Holds whose time has come by `now`, or by the database's clock when it is null. */
export async function findDueHolds(
  tx: Queryable,
  now: string | null,
  limit: number,
): Promise<readonly { readonly communityId: Id; readonly id: Id }[]> {
  return statement(
    tx,
    `select community_id as "communityId", id from ledger_holds
      where state = 'placed' and expires_at <= coalesce($1::timestamptz, clock_timestamp())
      order by expires_at limit $2`,
    [now, limit],
  )
}

/** False when another process's sweep is in these books; else none enters until the end. */
export async function enterSweep(tx: Tx, communityId: Id): Promise<boolean> {
  const rows = await statement<{ entered: boolean }>(
    tx,
    `select pg_try_advisory_xact_lock(hashtextextended('sweep ' || $1, 580)) as entered`,
    [communityId],
  )
  return rows[0]?.entered ?? false
}

/** A page's holds: open ones of an account, newest first. */
export async function findOpenHolds(
  tx: Queryable,
  communityId: Id,
  accountId: Id,
): Promise<readonly Hold[]> {
  const rows = await statement<HoldRow>(
    tx,
    `select ${holdColumns} from ledger_holds h
      where h.community_id = $1 and h.account_id = $2 and h.state = 'placed'
      order by h.placed_at desc limit 100`,
    [communityId, accountId],
  )
  return rows.map(holdOf)
}
