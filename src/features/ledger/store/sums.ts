import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { StatementSum } from '../model.ts'
import type { AccountKey } from './reads.ts'

/** An account's sum up to every so many versions is kept; what lies between two is added up. */
const APART = 500

/**
 * The last version that was written before each of two instants; null for the last of all. Found by
 * halving: versions grow with time, so twenty steps do for a million entries.
 */
async function findVersions(
  tx: Queryable,
  key: AccountKey,
  version: number,
  span: { readonly from: Instant | null; readonly until: Instant | null },
): Promise<{ readonly opening: number; readonly closing: number }> {
  const found = { opening: 0, closing: version }
  if (span.from === null && span.until === null) return found
  const rows = await statement<{ bound: 'opening' | 'closing'; version: number }>(
    tx,
    `with recursive halving(bound, instant, low, high) as (
       select bound, instant, 0::bigint, $3::bigint
         from (values ('opening', $4::timestamptz), ('closing', $5::timestamptz)) b(bound, instant)
        where instant is not null
       union all
       select h.bound, h.instant,
              case when line.recorded_at < h.instant then line.version else h.low end,
              case when line.recorded_at < h.instant then h.high else line.version - 1 end
         from halving h cross join lateral (
           -- limit 1 keeps this two look-ups by key, whatever the statistics say
           select e.account_version as version,
                  (select recorded_at from ledger_transfers
                    where community_id = $1 and sequence = e.sequence) as recorded_at
             from ledger_entries e
            where e.community_id = $1 and e.account_id = $2
              and e.account_version = (h.low + h.high + 1) / 2 limit 1) line
        where h.low < h.high
     )
     select bound, low as version from halving where low = high`,
    [key.communityId, key.accountId, version, span.from, span.until],
  )
  for (const row of rows) found[row.bound] = row.version
  return found
}

/**
 * Adds the marks that are missing up to `version`. Entries never change, so a mark is right for ever,
 * and two who add the same one agree.
 */
async function insertMarks(tx: Queryable, key: AccountKey, version: number): Promise<void> {
  await statement(
    tx,
    `insert into ledger_marks (community_id, account_id, account_version, in_minutes)
     select $1, $2, account_version, in_minutes from (
       select e.account_version,
              m.in_minutes + sum(greatest(e.change_minutes, 0)) over (order by e.account_version) as in_minutes
         from (select account_version, in_minutes from ledger_marks
                where community_id = $1 and account_id = $2
                union all select 0, 0 order by account_version desc limit 1) m
         join ledger_entries e
           on e.community_id = $1 and e.account_id = $2 and e.account_version > m.account_version
        where e.account_version <= $3::bigint
     ) entries where account_version % ${APART} = 0
     on conflict do nothing`,
    [key.communityId, key.accountId, version],
  )
}

type SumRow = { version: number; balance: Minutes; came_in: number | null }

/** At each of two versions the balance and what had come in; null where a mark is missing. */
function selectSums(
  tx: Queryable,
  key: AccountKey,
  opening: number,
  closing: number,
): Promise<readonly SumRow[]> {
  return statement<SumRow>(
    tx,
    `select v.version,
            coalesce((select balance_after_minutes from ledger_entries
                       where community_id = $1 and account_id = $2 and account_version = v.version), 0) as balance,
            (case when v.version < ${APART} then 0 else m.in_minutes end
              + (select coalesce(sum(greatest(change_minutes, 0)), 0) from ledger_entries
                  where community_id = $1 and account_id = $2
                    and account_version > v.version - v.version % ${APART}
                    and account_version <= v.version))::bigint as came_in
       from (values ($3::bigint), ($4::bigint)) v(version)
       left join ledger_marks m
         on m.community_id = $1 and m.account_id = $2
        and m.account_version = v.version - v.version % ${APART}
      order by v.version`,
    [key.communityId, key.accountId, opening, closing],
  )
}

/**
 * What was written from `from` to before `until`, null being open: a period is a range of versions,
 * opening + in − out = closing, and the next opening is this closing. It costs the same for long
 * accounts as for short ones, but for the first reader after many new entries.
 */
export async function sumEntries(
  tx: Queryable,
  key: AccountKey,
  version: number,
  span: { readonly from: Instant | null; readonly until: Instant | null },
): Promise<StatementSum> {
  const { opening, closing } = await findVersions(tx, key, version, span)
  let rows = await selectSums(tx, key, opening, closing)
  if (rows.some(({ came_in }) => came_in === null)) {
    await insertMarks(tx, key, version)
    rows = await selectSums(tx, key, opening, closing)
  }
  const [first, last] = rows
  if (!first || !last) throw new Error('a statement without its sum')
  const inMinutes = (last.came_in ?? 0) - (first.came_in ?? 0)
  return {
    range: { after: opening, before: closing + 1 },
    lines: closing - opening,
    openingMinutes: first.balance,
    inMinutes: inMinutes as Minutes,
    outMinutes: (inMinutes - (last.balance - first.balance)) as Minutes,
    closingMinutes: last.balance,
  }
}
