import type { Sql } from 'postgres'
import { monotonicMs } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { BULK_SIZE } from './plan.ts'
import type { Slice } from './records.ts'

/**
 * The rows that approving a slice writes, worked out beforehand down to the last balance: what is
 * left to do is to put them into the product's own tables, with their keys, checks, foreign keys,
 * exclusion constraint and triggers. Every volunteer of the slice has an account already.
 * @returns how many batches they make, one for each request of case 2
 */
export async function prepareRows(sql: Sql, slice: Slice, decidedById: Id): Promise<number> {
  await sql.unsafe('drop table if exists bench.rows, bench.row_accounts, bench.row_commands')
  await sql.unsafe(
    `create table bench.rows as
     with picked as (
       select k.k, k.community_id, k.id, r.person_id, r.ends_at,
              row_number() over (partition by k.community_id order by k.k) as place
         from bench.records k
         join service_records r on r.community_id = k.community_id and r.id = k.id
        where k.scope = '${slice.scope}' and k.k >= ${slice.from} and k.k < ${slice.to}
     )
     select dense_rank() over (order by p.community_id, (p.place - 1) / ${BULK_SIZE})::int as batch,
            p.*, b.sequence + p.place as sequence, uuidv7() as journal_id,
            a.id as savings_id, a.version + row_number() over one_account as savings_version,
            a.balance_minutes + 60 * row_number() over one_account as savings_after,
            i.id as issuance_id, i.version + p.place as issuance_version,
            i.balance_minutes - 60 * p.place as issuance_after
       from picked p
       join ledger_books b on b.community_id = p.community_id
       join ledger_accounts a on a.community_id = p.community_id and a.kind = 'savings'
                             and a.owner_id = p.person_id
       join ledger_accounts i on i.community_id = p.community_id and i.kind = 'issuance'
     window one_account as (partition by a.community_id, a.id order by p.k)
      order by p.k`,
  )
  await sql.unsafe(
    `create table bench.row_accounts as
     select batch, community_id, savings_id as id, max(savings_version) as version,
            max(savings_after) as balance_minutes
       from bench.rows group by batch, community_id, savings_id
     union all
     select batch, community_id, issuance_id, max(issuance_version), min(issuance_after)
       from bench.rows group by batch, community_id, issuance_id`,
  )
  await sql.unsafe(
    `create table bench.row_commands as
     select batch, community_id, uuidv7() as id, uuidv7()::text as key,
            encode(sha256(batch::text::bytea), 'hex') as request_hash, '${decidedById}'::uuid as actor_id,
            max(sequence) as sequence, jsonb_agg(id order by k) as subjects,
            ('{"value":[' || string_agg(format('{"id":"%s","approved":true,"creditMinutes":60,'
              || '"overflowMinutes":0,"chargedMinutes":0,"journalId":"%s"}', id, journal_id), ','
              order by k) || ']}')::json as outcome
       from bench.rows group by batch, community_id`,
  )
  await sql.unsafe('create index on bench.rows (batch)')
  await sql.unsafe('create index on bench.row_accounts (batch)')
  await sql.unsafe('create unique index on bench.row_commands (batch)')
  await sql.unsafe('analyze bench.rows, bench.row_accounts, bench.row_commands')
  const [row] = await sql.unsafe<{ batches: number }[]>(
    'select count(*)::int as batches from bench.row_commands',
  )
  return row?.batches ?? 0
}

const statements = [
  `update ledger_books b set sequence = n.sequence
     from bench.row_commands n where n.batch = $1::int and b.community_id = n.community_id`,
  `update ledger_accounts a set balance_minutes = n.balance_minutes, held_minutes = 0,
          version = n.version, closed_at = null
     from bench.row_accounts n
    where n.batch = $1::int and a.community_id = n.community_id and a.id = n.id`,
  `insert into ledger_transfers
     (community_id, sequence, journal_id, debit_account_id, credit_account_id, amount_minutes, reason,
      source_kind, source_id, effective_at, recorded_at, command_id, actor_id, reverses_sequence)
   select n.community_id, n.sequence, n.journal_id, n.issuance_id, n.savings_id, 60, 'accrual',
          'record', n.id, n.ends_at, now(), c.id, c.actor_id, null
     from bench.rows n join bench.row_commands c on c.batch = n.batch where n.batch = $1::int`,
  `insert into ledger_entries
     (community_id, account_id, account_version, sequence, change_minutes, balance_after_minutes)
   select n.community_id, e.account_id, e.version, n.sequence, e.change, e.after
     from bench.rows n,
          lateral (values (n.issuance_id, n.issuance_version, -60, n.issuance_after),
                          (n.savings_id, n.savings_version, 60, n.savings_after))
            as e(account_id, version, change, after)
    where n.batch = $1::int`,
  `update service_records r
      set state = 'approved', decided_by_id = c.actor_id, decided_at = now(), decision_reason = null,
          credit_minutes = 60, journal_id = n.journal_id
     from bench.rows n join bench.row_commands c on c.batch = n.batch
    where n.batch = $1::int and r.community_id = n.community_id and r.id = n.id`,
  `insert into audit_events
     (community_id, id, act, actor_id, actor_name, command_id, subjects, recorded_at)
   select community_id, uuidv7(), 'service.approve-records', actor_id, null, id, subjects, now()
     from bench.row_commands where batch = $1::int`,
  `insert into commands
     (community_id, actor_id, key, id, use_case, request_hash, outcome, recorded_at)
   select community_id, actor_id, key, id, 'service.approve-records', request_hash, outcome, now()
     from bench.row_commands where batch = $1::int`,
]

/** Writes the prepared batches, one transaction each; returns how long it took. */
export async function writeRows(sql: Sql, batches: number, connections: number): Promise<number> {
  let next = 1
  const startedMs = monotonicMs()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next <= batches) {
        const batch = next++
        await sql.begin((tx) =>
          Promise.all(statements.map((text) => tx.unsafe(text, [batch], { prepare: true }))),
        )
      }
    }),
  )
  return monotonicMs() - startedMs
}
