import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { AccountKind } from '../../ledger/model.ts'

export type StoredAccount = {
  readonly id: Id
  readonly kind: AccountKind
  readonly balance: number
  readonly held: number
  readonly version: number
  /** Of its placed holds. */
  readonly reserved: number
}

export async function selectBooksIds(tx: Queryable): Promise<readonly Id[]> {
  const rows = await statement<{ community_id: Id }>(
    tx,
    'select community_id from ledger_books order by community_id',
    [],
  )
  return rows.map((row) => row.community_id)
}

/** Where books, and what is sealed of them, stand at one moment, with all their accounts. */
export async function selectStand(
  tx: Queryable,
  communityId: Id,
): Promise<{
  readonly sequence: number
  readonly sealed: number
  readonly accounts: readonly StoredAccount[]
}> {
  const rows = await statement<{ sequence: number; sealed: number } & StoredAccount>(
    tx,
    `select b.sequence, coalesce(t.size, 0) as sealed, a.id, a.kind, a.balance_minutes as balance,
            a.held_minutes as held, a.version, coalesce(h.reserved, 0)::bigint as reserved
       from ledger_books b
       left join proof_trees t on t.community_id = b.community_id
       left join ledger_accounts a on a.community_id = b.community_id
       left join (select account_id, sum(amount_minutes) as reserved from ledger_holds
                   where community_id = $1 and state = 'placed' group by 1) h on h.account_id = a.id
      where b.community_id = $1`,
    [communityId],
  )
  const accounts = rows.filter(({ id }) => (id as Id | null) !== null)
  return { sequence: rows[0]?.sequence ?? 0, sealed: rows[0]?.sealed ?? 0, accounts }
}

export type ExpectedEntry = {
  readonly accountId: Id
  readonly version: number
  readonly sequence: number
  readonly change: number
  readonly balanceAfter: number
}

/** The first of these entries that is missing or says something else. */
export async function findOtherEntry(
  tx: Queryable,
  communityId: Id,
  expected: readonly ExpectedEntry[],
): Promise<ExpectedEntry | undefined> {
  if (expected.length === 0) return undefined
  const rows = await statement<{ place: number }>(
    tx,
    `select x.place::int as place
       from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
              with ordinality as x(a, v, s, c, b, place)
       left join ledger_entries e on e.community_id = $1 and e.account_id = x.a and e.account_version = x.v
      where (e.sequence, e.change_minutes, e.balance_after_minutes) is distinct from (x.s, x.c, x.b)
      order by x.place limit 1`,
    [
      communityId,
      ...columns(expected, (one) => [
        one.accountId,
        one.version,
        one.sequence,
        one.change,
        one.balanceAfter,
      ]),
    ],
  )
  return expected[(rows[0]?.place ?? 0) - 1]
}

/** An entry of a transfer up to `last` that lies beyond what its account has, or belongs to none. */
export async function findStrayEntry(
  tx: Queryable,
  communityId: Id,
  accounts: readonly { readonly id: Id; readonly version: number }[],
  last: number,
): Promise<{ readonly accountId: Id; readonly version: number } | undefined> {
  if (accounts.length === 0) return undefined
  const rows = await statement<{ accountId: Id; version: number }>(
    tx,
    `select e.account_id as "accountId", e.account_version as version
       from unnest($2::uuid[], $3::bigint[]) as x(a, v)
       join ledger_entries e on e.community_id = $1 and e.account_id = x.a
        and (e.account_version > x.v or e.account_version < 1)
      where e.sequence <= $4 limit 1`,
    [communityId, ...columns(accounts, ({ id, version }) => [id, version]), last],
  )
  return rows[0]
}

/** Up to 1,000 accounts after `after` that have entries, by looking up one after the other. */
export async function selectPostedAccounts(
  tx: Queryable,
  communityId: Id,
  after: Id,
): Promise<readonly Id[]> {
  const rows = await statement<{ id: Id }>(
    tx,
    `with recursive found as (
       (select account_id as id, 1 as place from ledger_entries
         where community_id = $1 and account_id > $2 order by account_id limit 1)
       union all
       select (select e.account_id from ledger_entries e
                where e.community_id = $1 and e.account_id > f.id order by e.account_id limit 1), f.place + 1
         from found f where f.id is not null and f.place < 1000)
     select id from found where id is not null`,
    [communityId, after],
  )
  return rows.map(({ id }) => id)
}
