import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'

/** The outbox and the inbox: what is told to whom. People stand above, so there is no reference. */
export const notices = pgTable(
  'notices',
  {
    id: uuid('id').primaryKey(),
    /** What was told first is sent first. */
    sequence: bigint('sequence', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    recipientId: idColumn('recipient_id').notNull(),
    communityId: idColumn('community_id'),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    link: text('link'),
    onceKey: text('once_key').notNull(),
    notBeforeAt: instant('not_before_at').notNull(),
    urgent: boolean('urgent').notNull(),
    createdAt: instant('created_at').notNull(),
    readAt: instant('read_at'),
    /** When it was decided by which ways it is also sent. */
    routedAt: instant('routed_at'),
  },
  (table) => [
    unique('notices_once').on(table.recipientId, table.onceKey),
    // somebody's inbox: what is unread first, then the newest
    index('notices_inbox').on(
      table.recipientId,
      sql`(case when ${table.readAt} is null then 0 else 1 end)`,
      table.notBeforeAt,
      table.sequence,
    ),
    // what is to be sent next
    index('notices_unrouted')
      .on(table.notBeforeAt)
      .where(sql`${table.routedAt} is null`),
    check(
      'notices_kind',
      sql`${table.kind} ~ '^[a-z]+\\.[a-z-]+$' and length(${table.kind}) <= 60`,
    ),
    check('notices_text', sql`length(${table.text}) between 1 and 300`),
    check('notices_link', sql`${table.link} ~ '^/([^/\\\\]|$)' and length(${table.link}) <= 500`),
    check('notices_once_key', sql`length(${table.onceKey}) between 1 and 200`),
  ],
)
