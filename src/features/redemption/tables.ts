import { foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instant, minutesColumn } from '../../db/columns.ts'
import { requests } from '../desk/tables.ts'
import { persons } from '../person/tables.ts'

/** Savings used for a request: whose, how much at most, and the hold in the payer's books. */
export const redemptions = pgTable(
  'redemptions',
  {
    /** The desk's community. */
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    payerKind: text('payer_kind').$type<'person' | 'commons'>().notNull(),
    payerId: idColumn('payer_id').references(() => persons.id),
    holdCommunityId: idColumn('hold_community_id').notNull(),
    holdId: idColumn('hold_id').notNull(),
    quotedMinutes: minutesColumn('quoted_minutes').notNull(),
    /** The minutes beyond the quote that the payer agreed to beforehand. */
    agreedMoreMinutes: minutesColumn('agreed_more_minutes').notNull(),
    askedAt: instant('asked_at').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'redemptions_one_per_request',
      columns: [table.communityId, table.requestId],
    }),
    foreignKey({
      name: 'redemptions_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    // what somebody's savings were used for
    index('redemptions_by_payer').on(table.payerId),
  ],
)

/** What happens to a person's new savings: keep, give half, give all; asked once, never a default. */
export const standingInstructions = pgTable('standing_instructions', {
  personId: uuid('person_id')
    .primaryKey()
    .references(() => persons.id),
  kind: text('kind').$type<'keep' | 'giveHalf' | 'giveAll'>().notNull(),
  setAt: instant('set_at').notNull(),
})
