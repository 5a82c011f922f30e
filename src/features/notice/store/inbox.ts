import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { instantFromDatabase, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { MOST_COUNTED, type Notice } from '../model/notices.ts'

/** Where a notice stands in its reader's inbox. */
export type InboxPlace = {
  readonly isRead: number
  readonly since: Instant
  readonly sequence: number
}

export type InboxRow = Notice & Pick<InboxPlace, 'sequence'>

type Row = Omit<InboxRow, 'since' | 'readAt'> & {
  readonly since: string
  readonly readAt: string | null
}

const IS_READ = '(case when read_at is null then 0 else 1 end)'

/** What is unread first, then the newest; `now` is null where the database's clock counts. */
export async function selectInbox(
  tx: Queryable,
  recipientId: Id,
  page: {
    readonly after: InboxPlace | null
    readonly limit: number
    readonly now: Instant | null
  },
): Promise<readonly InboxRow[]> {
  const { after, limit, now } = page
  const rows = await statement<Row>(
    tx,
    `select id, sequence::float8 as sequence, community_id as "communityId", kind, text, link, urgent,
            not_before_at::text as since, read_at::text as "readAt"
       from notices
      where recipient_id = $1 and not_before_at <= coalesce($2::timestamptz, now())
        and ($3::int is null or ${IS_READ} > $3::int
             or (${IS_READ} = $3::int and (not_before_at, sequence) < ($4::timestamptz, $5::bigint)))
      order by ${IS_READ}, not_before_at desc, sequence desc
      limit $6`,
    [
      ...[recipientId, now, after?.isRead ?? null],
      ...[after?.since ?? null, after?.sequence ?? null, limit],
    ],
  )
  return rows.map((row) => ({
    ...row,
    since: instantFromDatabase(row.since),
    readAt: row.readAt === null ? null : instantFromDatabase(row.readAt),
  }))
}

/** Up to `MOST_COUNTED`. */
export async function countUnread(
  tx: Queryable,
  recipientId: Id,
  now: Instant | null,
): Promise<number> {
  const [row] = await statement<{ count: number }>(
    tx,
    `select count(*)::int as count
       from (select from notices
              where recipient_id = $1 and ${IS_READ} = 0
                and not_before_at <= coalesce($2::timestamptz, now())
              limit ${MOST_COUNTED}) n`,
    [recipientId, now],
  )
  return row?.count ?? 0
}

/** Those of `ids` that the recipient can see, with what they lead to. */
export function selectOwn(
  tx: Tx,
  recipientId: Id,
  ids: readonly Id[],
  now: Instant,
): Promise<readonly { readonly id: Id; readonly link: string | null }[]> {
  return statement(
    tx,
    `select id, link from notices
      where recipient_id = $1 and id = any ($2::uuid[]) and not_before_at <= $3::timestamptz`,
    [recipientId, ...columns(ids, (id) => [id]), now],
  )
}

/** `ids` null: all that can be seen. Returns which were unread; the first reading counts. */
export function markRead(
  tx: Tx,
  recipientId: Id,
  ids: readonly Id[] | null,
  now: Instant,
): Promise<readonly { readonly id: Id }[]> {
  return statement(
    tx,
    `update notices set read_at = $3
      where recipient_id = $1 and ${IS_READ} = 0 and not_before_at <= $3::timestamptz
        and ($2::uuid[] is null or id = any ($2::uuid[]))
     returning id`,
    [recipientId, ids === null ? null : (columns(ids, (id) => [id])[0] ?? null), now],
  )
}
