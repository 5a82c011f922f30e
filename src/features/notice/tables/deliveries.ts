import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'
import type { Channel, DeliveryState } from '../model/deliveries.ts'
import { notices } from './notices.ts'
import { noticeSubscriptions } from './subscriptions.ts'

/** One notice on its way by one channel; its id is what the receiver knows it by. */
export const noticeDeliveries = pgTable(
  'notice_deliveries',
  {
    id: uuid('id').primaryKey(),
    /** What was routed first is sent first. */
    sequence: bigint('sequence', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    noticeId: idColumn('notice_id')
      .notNull()
      .references(() => notices.id, { onDelete: 'cascade' }),
    recipientId: idColumn('recipient_id').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    subscriptionId: idColumn('subscription_id').references(() => noticeSubscriptions.id),
    urgent: boolean('urgent').notNull(),
    state: text('state').$type<DeliveryState>().notNull(),
    tries: integer('tries').notNull(),
    mostTries: integer('most_tries').notNull(),
    /** When it is tried next; while it is being tried, when that counts as lost. */
    tryAt: instant('try_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    unique('notice_deliveries_once')
      .on(table.noticeId, table.channel, table.subscriptionId)
      .nullsNotDistinct(),
    // what is to be tried next
    index('notice_deliveries_due')
      .on(table.tryAt)
      .where(sql`${table.state} = 'waiting'`),
    // whether an earlier one is still being tried
    index('notice_deliveries_waiting')
      .on(table.recipientId, table.sequence)
      .where(sql`${table.state} = 'waiting'`),
    // what was given up
    index('notice_deliveries_given_up')
      .on(table.endedAt, table.id)
      .where(sql`${table.state} = 'givenUp'`),
    check(
      'notice_deliveries_state',
      sql`${table.state} in ('waiting', 'sent', 'skipped', 'givenUp') and (${table.state} = 'waiting') = (${table.endedAt} is null)`,
    ),
    check(
      'notice_deliveries_channel',
      sql`(${table.channel} = 'sms' and ${table.subscriptionId} is null) or (${table.channel} = 'webhook' and ${table.subscriptionId} is not null)`,
    ),
    check('notice_deliveries_tries', sql`${table.tries} >= 0 and ${table.mostTries} > 0`),
  ],
)

/** Each time a delivery was tried, and what came of it; nothing, where the process was killed. */
export const noticeAttempts = pgTable(
  'notice_attempts',
  {
    deliveryId: idColumn('delivery_id')
      .notNull()
      .references(() => noticeDeliveries.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    triedAt: instant('tried_at').notNull(),
    answeredAt: instant('answered_at'),
    /** `sent`, or what went wrong: the receiver's status, or a network's code. */
    answer: text('answer'),
  },
  (table) => [
    primaryKey({ name: 'notice_attempts_once', columns: [table.deliveryId, table.number] }),
    check('notice_attempts_answer', sql`length(${table.answer}) <= 100`),
  ],
)
