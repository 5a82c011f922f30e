import type { Id, Ref } from './book.ts'
import type { Town } from './town.ts'

/** What the database holds of a town: small enough to be read after every command. */
export type Sight = {
  /** `account` → balance, held, version, closed. */
  readonly accounts: ReadonlyMap<Ref, string>
  readonly sequences: ReadonlyMap<Id, number>
  readonly holds: ReadonlyMap<Id, string>
  readonly proposals: ReadonlyMap<Id, string>
  readonly people: ReadonlyMap<Id, string>
  readonly records: ReadonlyMap<Id, string>
  readonly journals: readonly { readonly at: string; readonly id: Id }[]
  /** What was posted since the sequences that were asked with. */
  readonly lines: readonly string[]
  readonly entries: readonly string[]
  /** Promises of the books that do not hold, in plain SQL. */
  readonly broken: readonly string[]
  /** A fingerprint of every row that a command may write, answers apart. */
  readonly digest: string
  /** The same of the answers: all, and all but those under the keys that were asked with. */
  readonly answers: string
  readonly answersBefore: string
  /** The same of what was posted up to the sequences asked with, and of all of it. */
  readonly postedBefore: string
  readonly posted: string
}

export type Asked = {
  readonly sequences: ReadonlyMap<Id, number>
  readonly keys: readonly string[]
}

type Row = Readonly<Record<string, unknown>>

export async function look(town: Town, asked: Asked): Promise<Sight> {
  const since = JSON.stringify(
    town.communities.map((id) => ({ c: id, s: asked.sequences.get(id) ?? 0 })),
  )
  const people = `{${[...town.savers, ...town.clerks.flat()].join()}}`
  const [row] = await town.land.world.sql.unsafe<{ sight: Row }[]>(
    SIGHT,
    [since, people, `{${asked.keys.join()}}`],
    { prepare: true },
  )
  const sight = row?.sight ?? {}
  const list = <T>(name: string) => (sight[name] ?? []) as readonly T[]
  const map = <T>(name: string) => new Map(list<readonly [string, T]>(name))
  return {
    accounts: map('accounts'),
    sequences: map('sequences'),
    holds: map('holds'),
    proposals: map('proposals'),
    people: map('people'),
    records: map('records'),
    journals: list<readonly [string, Id]>('journals').map(([at, id]) => ({ at, id })),
    lines: list('lines'),
    entries: list('entries'),
    broken: list('broken'),
    digest: String(sight.digest),
    answers: String(sight.answers),
    answersBefore: String(sight.answers_before),
    postedBefore: String(sight.posted_before),
    posted: String(sight.posted),
  }
}

const hashed = (table: string, where: string) =>
  `(select count(*) || ' ' || coalesce(bit_xor(hashtextextended(x::text, 0)), 0)
      from ${table} x where ${where})`

const HERE = 'x.community_id = any(array(select c from since))'
const PEOPLE = 'any($2::text::uuid[])'

const DIGESTED: readonly (readonly [string, string])[] = [
  ['ledger_books', HERE],
  ['ledger_accounts', HERE],
  ['ledger_holds', HERE],
  ['ledger_proposals', HERE],
  ['service_records', HERE],
  ['audit_events', HERE],
  ['persons', `x.id = ${PEOPLE}`],
  ['role_grants', `x.person_id = ${PEOPLE}`],
  ['memberships', `x.person_id = ${PEOPLE}`],
]

/** Each of them returns a row for what is wrong, as `scripts/check-books.sql` does for all books. */
const BROKEN: readonly (readonly [string, string])[] = [
  ['balances sum to zero', 'select c from a group by c having sum(balance_minutes) <> 0'],
  [
    'clearing sums to zero',
    `select 1 from a where kind = 'clearing' having coalesce(sum(balance_minutes), 0) <> 0`,
  ],
  [
    'balance and version are what the entries say',
    `select 1 from a left join sums s on s.c = a.c and s.account_id = a.id
      where a.balance_minutes <> coalesce(s.total, 0) or a.version <> coalesce(s.entries, 0)
         or a.version <> coalesce(s.last, 0) or a.balance_minutes <> coalesce(s.after, 0)`,
  ],
  [
    'held is what the open holds say',
    `select 1 from a where held_minutes <> coalesce((select sum(amount_minutes) from ledger_holds h
      where h.community_id = a.c and h.account_id = a.id and h.state = 'placed'), 0)`,
  ],
  [
    'no overdraft, and nothing held that is not there',
    `select 1 from a where kind in ('savings', 'commons')
        and (balance_minutes < 0 or held_minutes < 0 or held_minutes > balance_minutes)`,
  ],
  [
    'sequences have no gaps',
    `select 1 from b left join t on t.c = b.c group by b.c, b.sequence
      having b.sequence <> count(t.sequence) or b.sequence <> coalesce(max(t.sequence), 0)`,
  ],
]

const SIGHT = `
with since as (select c, s from json_to_recordset($1::text::json) as r(c uuid, s bigint)),
b as (select community_id as c, sequence from ledger_books x where ${HERE}),
a as (select x.*, x.community_id as c, x.community_id || ' ' || x.kind || ' ' || x.owner_id as ref
        from ledger_accounts x where ${HERE}),
t as materialized (select x.*, x.community_id as c, x.sequence > s as fresh,
                          hashtextextended(x::text, 0) as hash
        from since join ledger_transfers x on x.community_id = c),
e as materialized (select x.*, x.community_id as c, x.sequence > s as fresh,
                          hashtextextended(x::text, 0) as hash
        from since join ledger_entries x on x.community_id = c),
sums as (select c, account_id, sum(change_minutes) as total, count(*) as entries,
                max(account_version) as last,
                (array_agg(balance_after_minutes order by account_version desc))[1] as after
           from e group by c, account_id)
select json_build_object(
  'accounts', (select json_agg(json_build_array(ref, concat_ws(' ', balance_minutes, held_minutes,
                 version, case when closed_at is null then 'open' else 'closed' end))) from a),
  'sequences', (select json_agg(json_build_array(c, sequence)) from b),
  'holds', (select json_agg(json_build_array(x.id, concat_ws(' ', state, amount_minutes,
                 coalesce(settled_minutes::text, '-')))) from ledger_holds x where ${HERE}),
  'proposals', (select json_agg(json_build_array(x.id, x.state)) from ledger_proposals x where ${HERE}),
  'people', (select json_agg(json_build_array(x.id, concat_ws(' ', books_community_id,
                 case when left_at is null then 'here' else 'left' end)))
               from persons x where x.id = ${PEOPLE}),
  'records', (select json_agg(json_build_array(x.id, x.state)) from service_records x where ${HERE}),
  'journals', (select json_agg(json_build_array(c || ' ' || sequence, journal_id)) from t where fresh),
  'lines', (select json_agg(concat_ws(' ', t.c, sequence, d.ref, k.ref, amount_minutes, reason,
                 coalesce(reverses_sequence::text, '-'), source_kind))
              from t join a d on d.c = t.c and d.id = debit_account_id
                     join a k on k.c = t.c and k.id = credit_account_id where fresh),
  'entries', (select json_agg(concat_ws(' ', ref, account_version, sequence, change_minutes,
                 balance_after_minutes))
              from e join a on a.c = e.c and a.id = account_id where fresh),
  'broken', (select json_agg(name) from (${BROKEN.map(
    ([name, query]) => `select '${name}' as name where exists (${query})`,
  ).join(' union all ')}) broken),
  'posted_before', concat((select bit_xor(hash) from t where not fresh), ' ',
                          (select bit_xor(hash) from e where not fresh)),
  'posted', concat((select bit_xor(hash) from t), ' ', (select bit_xor(hash) from e)),
  'answers', ${hashed('commands', HERE)},
  'answers_before', ${hashed('commands', `${HERE} and not x.key = any($3::text::text[])`)},
  'digest', concat_ws(' ', ${DIGESTED.map(([table, where]) => hashed(table, where)).join(', ')})
) as sight`
