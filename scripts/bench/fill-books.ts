import type { Sql } from 'postgres'
import type { Id } from '../../src/kernel/ids.ts'

/** At most so many transfers in one statement. */
const CHUNK = 250_000

/**
 * Books of a community that has none yet: accounts for people, and transfers to and from them in
 * turn, an hour each: three openings, then one donation. Everything follows from the number of a
 * transfer, sequences, versions and balances included, so that ten million are a matter of minutes.
 * The last one was written down a minute ago, the first one two years earlier.
 */
export async function fillBooks(
  sql: Sql,
  communityId: Id,
  people: readonly Id[],
  transfers: number,
): Promise<void> {
  await openBooks(sql, communityId, people)
  await extendBooks(sql, communityId, people, { from: 1, until: transfers, all: transfers })
}

/** Books without a transfer, and the accounts. */
export async function openBooks(sql: Sql, communityId: Id, people: readonly Id[]): Promise<void> {
  await sql.unsafe(
    `with book as (
       insert into ledger_books (community_id, sequence) values ($1, 0)
     )
     insert into ledger_accounts (community_id, id, kind, owner_id, balance_minutes, held_minutes,
       version, opened_at)
     select $1::uuid, uuidv7(), kind, owner, 0, 0, 0, now() - interval '2 years'
       from (select 'savings' as kind, p as owner from unnest($2::text::uuid[]) p
             union all
             select kind, '00000000-0000-0000-0000-000000000000'
               from unnest(array['opening', 'commons', 'issuance']) kind) asked`,
    [communityId, `{${people.join(',')}}`],
  )
}

/** Transfers number `from` to `until` of the `all` that there will ever be; only these books' own. */
export async function extendBooks(
  sql: Sql,
  communityId: Id,
  people: readonly Id[],
  part: Part,
): Promise<void> {
  for (let from = part.from; from <= part.until; from += CHUNK) {
    const until = Math.min(part.until, from + CHUNK - 1)
    await insertTransfers(sql, communityId, people, { ...part, from, until })
  }
  await sql.unsafe('update ledger_books set sequence = $2::bigint where community_id = $1', [
    communityId,
    part.until,
  ])
  await sql.unsafe(
    `update ledger_accounts a set version = e.account_version, balance_minutes = e.balance_after_minutes
       from ledger_accounts here cross join lateral (
         select account_version, balance_after_minutes from ledger_entries
          where community_id = here.community_id and account_id = here.id
          order by account_version desc limit 1) e
      where here.community_id = $1 and a.community_id = here.community_id and a.id = here.id`,
    [communityId],
  )
}

export type Part = { readonly from: number; readonly until: number; readonly all: number }

async function insertTransfers(
  sql: Sql,
  communityId: Id,
  people: readonly Id[],
  { from, until, all }: Part,
): Promise<void> {
  await sql.unsafe(
    `with saver as materialized (
       select a.id, (p.n - 1) as place from unnest($2::text::uuid[]) with ordinality p(owner, n)
         join ledger_accounts a on a.community_id = $1 and a.kind = 'savings' and a.owner_id = p.owner
     ), system as materialized (
       select max(id::text) filter (where kind = 'opening')::uuid as opening,
              max(id::text) filter (where kind = 'commons')::uuid as commons
         from ledger_accounts where community_id = $1 and kind in ('opening', 'commons')
     ), numbered as (
       select s, (s - 1) % $3::bigint as place, (s - 1) / $3::bigint + 1 as version
         from generate_series($4::bigint, $5::bigint) s
     ), made as materialized (
       select n.s, n.version, a.id as saver, n.version % 4 = 0 as gives, o.opening, o.commons,
              60 * (n.version - 2 * (n.version / 4)) as savings_after,
              $3::bigint * ((n.version - 1) / 4)
                + case when n.version % 4 = 0 then n.place + 1 else 0 end as given,
              now() - interval '1 minute' - ($6::bigint - n.s) * (interval '2 years' / $6::bigint) as at
         from numbered n join saver a on a.place = n.place cross join system o
     ), transfer as (
       insert into ledger_transfers (community_id, sequence, journal_id, debit_account_id,
         credit_account_id, amount_minutes, reason, source_kind, source_id, effective_at, recorded_at,
         command_id)
       select $1::uuid, s, uuidv7(), case when gives then saver else opening end,
              case when gives then commons else saver end, 60,
              case when gives then 'donation' else 'opening' end, 'person', uuidv7(),
              at - interval '1 day', at, uuidv7()
         from made order by s
     )
     insert into ledger_entries (community_id, account_id, account_version, sequence, change_minutes,
       balance_after_minutes)
     select $1::uuid, e.account, e.version, m.s, e.change, e.after
       from made m cross join lateral (values
              (m.saver, m.version, case when m.gives then -60 else 60 end, m.savings_after),
              (case when m.gives then m.commons else m.opening end,
               case when m.gives then m.given else m.s - m.given end,
               case when m.gives then 60 else -60 end,
               case when m.gives then 60 * m.given else -60 * (m.s - m.given) end))
            as e(account, version, change, after)
      order by m.s`,
    [communityId, `{${people.join(',')}}`, people.length, from, until, all],
  )
}
