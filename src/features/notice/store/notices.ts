import type { Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { newId } from '../../../kernel/ids.ts'
import type { NewNotice } from '../model/notices.ts'

/** In the order given; of those that are there already nothing is written. */
export async function insertNotices(
  tx: Tx,
  now: Instant,
  notices: readonly NewNotice[],
): Promise<void> {
  if (notices.length === 0) return
  await statement(
    tx,
    `insert into notices (id, recipient_id, community_id, kind, text, link, once_key, not_before_at,
                          urgent, created_at)
     select i, r, c, k, t, l, o, b, u, $10::timestamptz
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::timestamptz[], $9::boolean[]) with ordinality
         as n(i, r, c, k, t, l, o, b, u, place)
      order by place
         on conflict on constraint notices_once do nothing`,
    [
      ...columns(notices, (notice) => [
        newId(),
        notice.recipientId,
        notice.communityId,
        notice.kind,
        notice.text,
        notice.link,
        notice.onceKey,
        notice.notBeforeAt ?? now,
        notice.urgent === true ? 'true' : 'false',
      ]),
      now,
    ],
  )
}
