import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'
import type { Channel } from '../model/deliveries.ts'

/** Another system that is told of some kinds of notices, over a webhook. */
export const noticeSubscriptions = pgTable(
  'notice_subscriptions',
  {
    id: uuid('id').primaryKey(),
    url: text('url').notNull(),
    secretSealed: text('secret_sealed').notNull(),
    /** `duty.shift-reminder`, `duty.*` or `*`. */
    kinds: text('kinds').array().notNull(),
    createdById: idColumn('created_by_id').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    // which are open
    index('notice_subscriptions_open')
      .on(table.createdAt)
      .where(sql`${table.endedAt} is null`),
    check('notice_subscriptions_url', sql`length(${table.url}) <= 500`),
    check('notice_subscriptions_kinds', sql`cardinality(${table.kinds}) between 1 and 50`),
  ],
)

/** The channels by which somebody does not want to be told; the inbox is always there. */
export const mutedChannels = pgTable(
  'muted_channels',
  {
    recipientId: idColumn('recipient_id').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    mutedAt: instant('muted_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'muted_channels_once', columns: [table.recipientId, table.channel] }),
    check('muted_channels_channel', sql`${table.channel} = 'sms'`),
  ],
)
