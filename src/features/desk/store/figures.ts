import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { DeskFigures } from '../model/figures.ts'

/**
 * The figures of many desks in one statement: what is open by its own partial index, what came in
 * since `since` by registration and by the clocks' start.
 */
export function selectFigures(
  tx: Queryable,
  communityIds: readonly Id[],
  since: Instant,
  now: Instant,
): Promise<readonly DeskFigures[]> {
  return statement<DeskFigures>(
    tx,
    `select k.c as "communityId",
            o.open, o.late, coalesce(p.paused, 0)::int as paused, m.messages,
            r.registered, r.answered,
            coalesce(c.quick, 0)::int as quick, coalesce(c.quick_answered, 0)::int as "quickAnswered",
            coalesce(c.replies, 0)::int as replies, coalesce(c.kept, 0)::int as "repliesKept"
       from unnest($1::uuid[]) as k(c)
      cross join lateral (
        select count(*)::int as open,
               (count(*) filter (where q.promised_by < $3::timestamptz or exists (
                 select from request_clocks l
                  where l.community_id = q.community_id and l.request_id = q.id
                    and l.stopped_at is null and l.paused_at is null
                    and l.due_at < $3::timestamptz)))::int as late
          from requests q
         where q.community_id = k.c and q.state in ('registered', 'assigned', 'inProgress')) o
      cross join lateral (
        select count(*)::int as paused from request_clocks l
         where l.community_id = k.c and l.stopped_at is null and l.paused_at is not null) p
      cross join lateral (
        select count(*)::int as messages from inbox_messages i
         where i.community_id = k.c and i.state = 'waiting') m
      cross join lateral (
        select count(*)::int as registered,
               (count(*) filter (where q.state in ('answered', 'rated')))::int as answered
          from requests q
         where q.community_id = k.c and q.registered_at >= $2::timestamptz
           and q.registered_at <= $3::timestamptz) r
       left join lateral (
        select count(*) filter (where judged and measure = 'firstAnswer') as quick,
               count(*) filter (where judged and measure = 'firstAnswer'
                                  and stopped_at <= due_at) as quick_answered,
               count(*) filter (where judged and measure = 'reply') as replies,
               count(*) filter (where judged and measure = 'reply' and stopped_at <= due_at) as kept
          from (select l.measure, l.stopped_at, l.due_at,
                       (l.stopped_at is not null or l.due_at < $3::timestamptz)
                         and not (q.state = 'cancelled' and l.stopped_at = q.cancelled_at
                                  and l.stopped_at <= l.due_at) as judged
                  from request_clocks l
                  join requests q on q.community_id = l.community_id and q.id = l.request_id
                 where l.community_id = k.c and l.started_at >= $2::timestamptz
                   and l.started_at <= $3::timestamptz) l) c on true
      order by k.c`,
    [`{${[...new Set(communityIds)].join(',')}}`, since, now],
  )
}
