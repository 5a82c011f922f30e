import { sql } from 'drizzle-orm'
import { pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'

/** Addresses that a calendar reads without a session: like sessions they belong to a person. */
export const calendarFeeds = pgTable(
  'calendar_feeds',
  {
    tokenHash: text('token_hash').primaryKey(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    /** Null: the person's own duties. */
    communityId: idColumn('community_id'),
    openedAt: instant('opened_at').notNull(),
  },
  (table) => [
    // the address before is closed when one is opened anew
    uniqueIndex('calendar_feeds_one').on(
      table.personId,
      sql`coalesce(${table.communityId}, '00000000-0000-0000-0000-000000000000'::uuid)`,
    ),
  ],
)
