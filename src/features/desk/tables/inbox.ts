import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'
import type { GatewayChannel, MessageState } from '../model/inbox.ts'
import { requests } from './requests.ts'

/** 来信: what gateways hand in, once each. */
export const inboxMessages = pgTable(
  'inbox_messages',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    channel: text('channel').$type<GatewayChannel>().notNull(),
    channelLabel: text('channel_label').notNull(),
    externalId: text('external_id').notNull(),
    /** Sender and text, sealed together. */
    contentSealed: text('content_sealed').notNull(),
    /** A keyed hash of sender and text: the same words again within a day are the same matter. */
    contentHash: text('content_hash').notNull(),
    receivedAt: instant('received_at').notNull(),
    state: text('state').$type<MessageState>().notNull(),
    requestCommunityId: idColumn('request_community_id'),
    requestId: idColumn('request_id'),
    decidedById: idColumn('decided_by_id'),
    decidedAt: instant('decided_at'),
    decidedReason: text('decided_reason'),
  },
  (table) => [
    primaryKey({ name: 'inbox_messages_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'inbox_messages_request',
      columns: [table.requestCommunityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    uniqueIndex('inbox_messages_one_of_gateway').on(
      table.communityId,
      table.channelLabel,
      table.externalId,
    ),
    // what the desk has to look at
    index('inbox_messages_waiting')
      .on(table.communityId, table.receivedAt)
      .where(sql`${table.state} = 'waiting'`),
    // the same words again
    index('inbox_messages_by_content').on(table.communityId, table.contentHash, table.receivedAt),
    check('inbox_messages_channel', sql`${table.channel} in ('sms', 'microblog', 'web')`),
    check(
      'inbox_messages_state',
      sql`${table.state} in ('waiting', 'registered', 'merged', 'setAside') and (${table.state} in ('registered', 'merged')) = (${table.requestId} is not null) and (${table.requestId} is null) = (${table.requestCommunityId} is null) and (${table.state} = 'waiting') = (${table.decidedAt} is null) and (${table.state} = 'setAside') = (${table.decidedReason} is not null)`,
    ),
  ],
)
