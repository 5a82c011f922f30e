-- What is added up for the overview, beside what it was added up from: each statement finds what differs
-- from the line above it. Right once everything is taken up, which npm run verify does first.

-- the months of each volunteer hold their approved records
select coalesce(m.person_id, r.person_id), coalesce(m.month, r.month), m.minutes, r.minutes, m.records, r.records
  from (select person_id, month, sum(service_minutes) as minutes, sum(records) as records
          from contribution_months
         where attendance_min_minutes = (select min(attendance_min_minutes) from contribution_months)
         group by 1, 2 having sum(records) > 0) m
  full join (select r.person_id, date_trunc('month', r.starts_at at time zone 'Asia/Shanghai')::date as month,
                    sum(r.service_minutes) as minutes, count(*) as records
               from service_records r join offerings o on o.id = r.offering_id
              where r.state = 'approved' and o.counts <> 'none' group by 1, 2) r
    on r.person_id = m.person_id and r.month = m.month
 where (m.minutes, m.records) is distinct from (r.minutes, r.records);

-- a community’s outstanding savings are those of its accounts
select k.community_id, k.outstanding_minutes, sum(a.balance_minutes)
  from overview_marks k join ledger_books b on b.community_id = k.community_id and b.sequence = k.sequence
  join ledger_accounts a on a.community_id = k.community_id and a.kind in ('savings', 'commons')
 group by k.community_id, k.outstanding_minutes
having k.outstanding_minutes <> sum(a.balance_minutes);

-- the months of a community add up to its outstanding savings
select k.community_id, k.outstanding_minutes, sum(o.change_minutes)
  from overview_marks k join overview_months o on o.community_id = k.community_id
 group by k.community_id, k.outstanding_minutes
having k.outstanding_minutes <> sum(o.change_minutes);
