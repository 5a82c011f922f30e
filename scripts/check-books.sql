-- What the books promise, in plain SQL that shares nothing with the program: each statement finds the
-- rows that break the promise in the line above it. Run by npm run check:books.

-- balances of a community sum to zero
select community_id, sum(balance_minutes) from ledger_accounts
 group by community_id having sum(balance_minutes) <> 0;

-- (books that came along from elsewhere owe to communities that are not here)
-- clearing sums to zero over all
select sum(balance_minutes) from ledger_accounts a where kind = 'clearing'
   and not exists (select from proof_trees p
     where p.taken_size > 0 and p.community_id in (a.community_id, a.owner_id))
having coalesce(sum(balance_minutes), 0) <> 0;

-- clearing accounts mirror each other
select a.community_id, a.owner_id from ledger_accounts a
  left join ledger_accounts b
    on b.kind = 'clearing' and b.community_id = a.owner_id and b.owner_id = a.community_id
 where a.kind = 'clearing' and a.balance_minutes + coalesce(b.balance_minutes, 0) <> 0
   and not exists (select from proof_trees p
     where p.taken_size > 0 and p.community_id in (a.community_id, a.owner_id));

-- a balance is the sum of its entries, its version their count
select a.id, a.kind, a.balance_minutes, sum(e.change_minutes), a.version, count(e.*)
  from ledger_accounts a left join ledger_entries e
    on e.community_id = a.community_id and e.account_id = a.id
 group by a.community_id, a.id, a.kind, a.balance_minutes, a.version
having a.balance_minutes <> coalesce(sum(e.change_minutes), 0) or a.version <> count(e.*);

-- a balance is the last balance after
select a.id from ledger_accounts a join ledger_entries e
    on e.community_id = a.community_id and e.account_id = a.id and e.account_version = a.version
 where e.balance_after_minutes <> a.balance_minutes;

-- each balance after continues the one before
select account_id, account_version from (
  select account_id, account_version, balance_after_minutes - change_minutes as before,
         lag(balance_after_minutes, 1, 0::bigint) over w as previous,
         account_version - lag(account_version, 1, 0::bigint) over w as step
    from ledger_entries window w as (partition by community_id, account_id order by account_version)
) e where before <> previous or step <> 1;

-- a mark is what had come in by its version
select m.account_id, m.account_version, m.in_minutes, e.came_in from (
  select community_id, account_id, account_version,
         sum(greatest(change_minutes, 0)) over (partition by community_id, account_id order by account_version) as came_in
    from ledger_entries
) e right join ledger_marks m using (community_id, account_id, account_version)
 where e.came_in is distinct from m.in_minutes;

-- held is the sum of placed holds
select a.id, a.held_minutes from ledger_accounts a left join ledger_holds h
    on h.community_id = a.community_id and h.account_id = a.id and h.state = 'placed'
 group by a.community_id, a.id, a.held_minutes
having a.held_minutes <> coalesce(sum(h.amount_minutes), 0);

-- savings and commons are never below zero, held never above
select id from ledger_accounts where kind in ('savings', 'commons')
   and (balance_minutes < 0 or held_minutes > balance_minutes or held_minutes < 0);

-- sequences have no gaps and end at the books
select b.community_id, b.sequence, count(t.*), max(t.sequence), min(t.sequence)
  from ledger_books b left join ledger_transfers t on t.community_id = b.community_id
 group by b.community_id, b.sequence
having b.sequence <> count(t.*) or b.sequence <> coalesce(max(t.sequence), 0)
    or coalesce(min(t.sequence), 1) <> 1;

-- a transfer has exactly its two entries
select t.community_id, t.sequence from ledger_transfers t left join ledger_entries e
    on e.community_id = t.community_id and e.sequence = t.sequence
 group by t.community_id, t.sequence, t.amount_minutes, t.debit_account_id, t.credit_account_id
having count(e.*) <> 2
    or sum(case when e.account_id = t.debit_account_id then e.change_minutes end) <> -t.amount_minutes
    or sum(case when e.account_id = t.credit_account_id then e.change_minutes end) <> t.amount_minutes;

-- the legs of a journal between communities cancel in clearing
select t.journal_id from ledger_transfers t
  join ledger_entries e on e.community_id = t.community_id and e.sequence = t.sequence
  join ledger_accounts a on a.community_id = e.community_id and a.id = e.account_id
  left join proof_trees p on p.community_id = t.community_id
 where a.kind = 'clearing' and t.sequence > coalesce(p.taken_size, 0)
 group by t.journal_id having sum(e.change_minutes) <> 0;

-- credits have an approved record behind them, once
select r.community_id, r.id, r.state, r.credit_minutes, sum(t.amount_minutes)
  from service_records r left join ledger_transfers t
    on t.community_id = r.community_id and t.source_id = r.id and t.reason in ('accrual', 'overflow')
 group by r.community_id, r.id, r.state, r.credit_minutes
having coalesce(sum(t.amount_minutes), 0) <>
       case when r.state in ('approved', 'reversed') then coalesce(r.credit_minutes, 0) else 0 end;

-- (the records behind books that came along from elsewhere stayed there)
-- no accrual without its record
select t.community_id, t.sequence from ledger_transfers t
  left join proof_trees p on p.community_id = t.community_id
 where t.reason in ('accrual', 'overflow') and t.sequence > coalesce(p.taken_size, 0) and not exists (
   select from service_records r where r.community_id = t.community_id and r.id = t.source_id);

-- the books sum to zero over the whole district
select sum(change_minutes) from ledger_entries having coalesce(sum(change_minutes), 0) <> 0;

-- the service minutes of each volunteer are the time of their approved records
select person_id, sum(service_minutes),
       sum(extract(epoch from ends_at - starts_at) / 60)
  from service_records where state = 'approved' group by person_id
having sum(service_minutes) <> sum(extract(epoch from ends_at - starts_at) / 60);

-- the credits of each volunteer's approved and corrected records are what was stored for them
select coalesce(r.person_id, t.person_id), r.minutes, t.minutes
  from (select person_id, sum(credit_minutes) as minutes from service_records
         where state in ('approved', 'reversed') and credit_minutes > 0 group by person_id) r
  full join (select o.person_id, sum(l.amount_minutes) as minutes
               from ledger_transfers l join service_records o
                 on o.community_id = l.community_id and o.id = l.source_id
              where l.reason in ('accrual', 'overflow') group by o.person_id) t
    on t.person_id = r.person_id
 where r.minutes is distinct from t.minutes;

-- no two approved records of a person overlap
select one.person_id, one.id, other.id
  from service_records one join service_records other
    on other.person_id = one.person_id and other.id > one.id
   and other.starts_at < one.ends_at and one.starts_at < other.ends_at
 where one.state = 'approved' and other.state = 'approved';

-- nobody approved a record of their own
select community_id, id from service_records where state = 'approved' and decided_by_id = person_id;

-- a reversal is what it reverses, turned round
select r.community_id, r.sequence from ledger_transfers r left join ledger_transfers t
    on t.community_id = r.community_id and t.sequence = r.reverses_sequence
 where r.reason = 'reversal'
   and (t.debit_account_id, t.credit_account_id, t.amount_minutes)
       is distinct from (r.credit_account_id, r.debit_account_id, r.amount_minutes);

-- nothing was posted by a command that was refused
select t.community_id, t.sequence, c.outcome->>'code'
  from ledger_transfers t join commands c on c.id = t.command_id
 where c.outcome->'value' is null;

-- what a command was told it had posted is in the books
select c.community_id, c.id, c.use_case, j.id from commands c
 cross join lateral (select (path #>> '{}')::uuid as id
   from jsonb_path_query(c.outcome::jsonb, 'strict $.**.journalId') as path
  where path #>> '{}' is not null) j
 where not exists (select from ledger_transfers t where t.journal_id = j.id);
