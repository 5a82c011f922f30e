import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../../db/columns.ts'
import type { FixEntryKind, FixState } from '../model/fixes.ts'
import { pairingActs } from './pairings.ts'

/** What was found in public and what became of it, with the money shown. */
export const fixes = pgTable(
  'fixes',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    homeVisitId: idColumn('home_visit_id'),
    title: text('title').notNull(),
    place: text('place').notNull(),
    beforeText: text('before_text').notNull(),
    afterText: text('after_text'),
    state: text('state').$type<FixState>().notNull(),
    foundOn: civilDate('found_on').notNull(),
    /** The sums of its entries, so that no more is ever spent than was given. */
    givenYuan: integer('given_yuan').notNull().default(0),
    spentYuan: integer('spent_yuan').notNull().default(0),
    createdById: idColumn('created_by_id').notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'fixes_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'fixes_home_visit',
      columns: [table.communityId, table.homeVisitId],
      foreignColumns: [pairingActs.communityId, pairingActs.id],
    }),
    check('fixes_state', sql`${table.state} in ('found', 'raising', 'fixing', 'fixed')`),
    check('fixes_after', sql`(${table.state} = 'fixed') = (${table.afterText} is not null)`),
    check('fixes_spent', sql`${table.spentYuan} between 0 and ${table.givenYuan}`),
  ],
)

/** What was given for a fix and what was spent; a mistake is taken back in sight. */
export const fixEntries = pgTable(
  'fix_entries',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    fixId: idColumn('fix_id').notNull(),
    kind: text('kind').$type<FixEntryKind>().notNull(),
    amountYuan: integer('amount_yuan').notNull(),
    words: text('words'),
    enteredOn: civilDate('entered_on').notNull(),
    recordedById: idColumn('recorded_by_id').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [
    primaryKey({ name: 'fix_entries_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'fix_entries_fix',
      columns: [table.communityId, table.fixId],
      foreignColumns: [fixes.communityId, fixes.id],
    }),
    // everything of a fix
    index('fix_entries_by_fix').on(table.communityId, table.fixId),
    check('fix_entries_amount', sql`${table.amountYuan} between 1 and 10000000`),
    check(
      'fix_entries_kind',
      sql`${table.kind} = 'given' or (${table.kind} = 'spent' and ${table.words} is not null)`,
    ),
  ],
)
