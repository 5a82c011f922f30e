import { foreignKey, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../db/columns.ts'

/** Who did what, to what, when and why: append-only, one row per accepted command. */
export const auditEvents = pgTable(
  'audit_events',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    act: text('act').notNull(),
    actorId: idColumn('actor_id'),
    /** The system's name where no person acted. */
    actorName: text('actor_name'),
    commandId: idColumn('command_id'),
    subjects: jsonb('subjects').$type<readonly string[]>().notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  // by time within a community: ids are UUIDv7
  (table) => [primaryKey({ name: 'audit_events_once', columns: [table.communityId, table.id] })],
)

/** Why somebody acted, in their own words: beside the act, so that the words about a person can go. */
export const auditReasons = pgTable(
  'audit_reasons',
  {
    communityId: idColumn('community_id').notNull(),
    eventId: idColumn('event_id').notNull(),
    reason: text('reason').notNull(),
  },
  (table) => [
    primaryKey({ name: 'audit_reasons_once', columns: [table.communityId, table.eventId] }),
    foreignKey({
      name: 'audit_reasons_event',
      columns: [table.communityId, table.eventId],
      foreignColumns: [auditEvents.communityId, auditEvents.id],
    }),
  ],
)
