import type { Sql } from 'postgres'
import { monotonicMs } from '../../src/kernel/clock.ts'

/**
 * What the goals are measured against, in the same run and on the same server: the posting that
 * anybody would write as one SQL function, with ids and references of the same kinds as ours.
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
