import { integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../db/columns.ts'

/** Every number of the programme, versioned: proposed by one person, confirmed by another. */
export const policies = pgTable(
  'policies',
  {
    id: uuid('id').primaryKey(),
    code: text('code').notNull(),
    version: integer('version').notNull(),
    value: jsonb('value').notNull(),
    effectiveFromOn: civilDate('effective_from_on').notNull(),
    reason: text('reason').notNull(),
    /** Null on the settings that the programme ships with. */
    proposedById: idColumn('proposed_by_id'),
    proposedAt: instant('proposed_at').notNull(),
    confirmedById: idColumn('confirmed_by_id'),
    confirmedAt: instant('confirmed_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [uniqueIndex('policies_one_version').on(table.code, table.version)],
)
