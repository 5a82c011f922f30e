import type { Sql } from 'postgres'
import { monotonicMs } from '../../src/kernel/clock.ts'

/**
 * What the goals are measured against, in the same run and on the same server: the posting that
 * anybody would write as one SQL function, with ids and references of the same kinds as ours, and the rows of an approval without any logic.
 */
export async function makeYardsticks(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema yard;
    create table yard.accounts (id uuid primary key, balance bigint not null, version bigint not null);
    create table yard.transfers (
      id uuid primary key default uuidv7(), debit uuid not null references yard.accounts,
      credit uuid not null references yard.accounts, amount bigint not null check (amount > 0),
      posted_at timestamptz not null default now());
    create table yard.entries (
      account uuid not null references yard.accounts, version bigint not null,
      transfer uuid not null references yard.transfers, change bigint not null,
      balance_after bigint not null, primary key (account, version));
    insert into yard.accounts select uuidv7(), 0, 0 from generate_series(0, 10000);
    create table yard.singles (id bigint generated always as identity primary key, note text not null);
    create function yard.post(d uuid, c uuid, amount bigint) returns uuid language plpgsql as $$
    declare
      t uuid; db bigint; dv bigint; cb bigint; cv bigint;
    begin
      perform 1 from yard.accounts where id in (d, c) order by id for no key update;
      insert into yard.transfers (debit, credit, amount) values (d, c, amount) returning id into t;
      update yard.accounts a set balance = balance - amount, version = version + 1 where id = d
        returning balance, version into db, dv;
      update yard.accounts a set balance = balance + amount, version = version + 1 where id = c
        returning balance, version into cb, cv;
      insert into yard.entries values (d, dv, t, -amount, db), (c, cv, t, amount, cb);
      return t;
    end $$;
  `)
}

/** Postings a second of the bare function over `connections`, with or without a shared debit row. */
export async function postBare(
  sql: Sql,
  kind: 'spread' | 'hot',
  connections: number,
  total: number,
): Promise<number> {
  const accounts = await sql.unsafe<{ id: string }[]>('select id from yard.accounts order by id')
  const idAt = (place: number) => accounts[place]?.id ?? ''
  let next = 0
  const startedMs = monotonicMs()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < total) {
        const n = next++
        const debit = idAt(kind === 'hot' ? 0 : 5001 + (n % 5000))
        const credit = idAt(1 + (n % 5000))
        await sql.unsafe('select yard.post($1::uuid, $2::uuid, 60)', [debit, credit], {
          prepare: true,
        })
      }
    }),
  )
  return (total * 1000) / (monotonicMs() - startedMs)
}

/** Milliseconds of single one-row INSERT commits, one after the other. */
export async function commitSingles(sql: Sql, count: number): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < count; n += 1) {
    const startedMs = monotonicMs()
    await sql.unsafe('insert into yard.singles (note) values ($1)', ['a row'], { prepare: true })
    times.push(monotonicMs() - startedMs)
  }
  return times
}

/** Copies of the tables that an approval writes, with the same keys, checks and indexes. */
export async function makeRawTables(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema raw;
    create table raw.ledger_accounts (like public.ledger_accounts including all);
    create table raw.ledger_transfers (like public.ledger_transfers including all);
    create table raw.ledger_entries (like public.ledger_entries including all);
    create table raw.service_records (like public.service_records including all);
    create table raw.audit_events (like public.audit_events including all);
    create table raw.commands (like public.commands including all);
    alter table raw.ledger_transfers
      add foreign key (community_id, debit_account_id) references raw.ledger_accounts (community_id, id),
      add foreign key (community_id, credit_account_id) references raw.ledger_accounts (community_id, id);
    alter table raw.service_records
      add foreign key (offering_id) references public.offerings (id),
      add foreign key (served_at_id) references public.nodes (id),
      add foreign key (person_id) references public.persons (id);
    insert into raw.service_records select * from public.service_records where state = 'submitted';
    create table raw.queue as
      select row_number() over () as n, community_id, id, person_id, uuidv7() as account_id
        from raw.service_records;
    create unique index on raw.queue (n);
    insert into raw.ledger_accounts
      select community_id, account_id, 'savings', id, 0, 0, 0, now(), null from raw.queue;
    insert into raw.ledger_accounts
      select distinct community_id, community_id, 'issuance', '00000000-0000-0000-0000-000000000000'::uuid,
             0, 0, 0::bigint, now(), null::timestamptz from raw.queue;
    analyze;
  `)
}

const rawBatch = [
  `update raw.ledger_accounts a set balance_minutes = balance_minutes + 60, version = version + 1
     from raw.queue q where q.n > $1 and q.n <= $2 and a.community_id = q.community_id and a.id = q.account_id`,
  `insert into raw.ledger_transfers
     select q.community_id, q.n, uuidv7(), q.community_id, q.account_id, 60, 'accrual', 'record',
            q.id, now(), now(), uuidv7(), q.person_id, null
       from raw.queue q where q.n > $1 and q.n <= $2`,
  `insert into raw.ledger_entries
     select q.community_id, side.account_id, q.n, q.n, side.change, 60
       from raw.queue q, lateral (values (q.account_id, 60), (q.community_id, -60)) side(account_id, change)
      where q.n > $1 and q.n <= $2`,
  `update raw.service_records r set state = 'approved', decided_by_id = r.offering_id, decided_at = now(),
          credit_minutes = 60, journal_id = uuidv7()
     from raw.queue q where q.n > $1 and q.n <= $2 and r.community_id = q.community_id and r.id = q.id`,
  `insert into raw.audit_events
     select (select community_id from raw.queue limit 1), uuidv7(), 'approve', uuidv7(), null,
            uuidv7(), (select jsonb_agg(q.id) from raw.queue q where q.n > $1 and q.n <= $2), null, now()`,
  `insert into raw.commands
     select (select community_id from raw.queue limit 1), uuidv7(), uuidv7()::text,
            uuidv7(), 'raw', 'hash',
            (select jsonb_agg(jsonb_build_object('id', q.id, 'approved', true, 'creditMinutes', 60,
                    'journalId', q.account_id)) from raw.queue q where q.n > $1 and q.n <= $2), now()`,
]

/** Approvals a second when only their rows are written, `size` at a time on `connections`. */
export async function writeRaw(
  sql: Sql,
  size: number,
  total: number,
  connections: number,
): Promise<number> {
  let next = 0
  const startedMs = monotonicMs()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < total) {
        const from = next
        next += size
        await sql.begin(async (tx) => {
          await Promise.all(
            rawBatch.map((text) =>
              text.includes('$1')
                ? tx.unsafe(text, [from, from + size], { prepare: true })
                : tx.unsafe(text),
            ),
          )
        })
      }
    }),
  )
  return (total * 1000) / (monotonicMs() - startedMs)
}
