import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instant, minutesColumn, sequenceColumn } from '../../db/columns.ts'
import { requests } from '../desk/tables/requests.ts'
import { persons } from '../person/tables.ts'
import type { InstructionKind, PayerKind } from './model.ts'

/** Savings used for a request: whose, how much at most, and the first hold in the payer's books. */
export const redemptions = pgTable(
  'redemptions',
  {
    /** The desk's community. */
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    payerKind: text('payer_kind').$type<PayerKind>().notNull(),
    payerId: idColumn('payer_id').references(() => persons.id),
    holdCommunityId: idColumn('hold_community_id').notNull(),
    holdId: idColumn('hold_id').notNull(),
    quotedMinutes: minutesColumn('quoted_minutes').notNull(),
    /** The minutes beyond the quote that the payer agreed to beforehand. */
    agreedMoreMinutes: minutesColumn('agreed_more_minutes').notNull(),
    askedAt: instant('asked_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [
    primaryKey({
      name: 'redemptions_once',
      columns: [table.communityId, table.requestId, table.holdId],
    }),
    foreignKey({
      name: 'redemptions_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    // what somebody's savings were used for
    index('redemptions_by_payer').on(table.payerId),
    check(
      'redemptions_payer',
      sql`(${table.payerKind} = 'person' and ${table.payerId} is not null) or (${table.payerKind} = 'commons' and ${table.payerId} is null)`,
    ),
  ],
)

/** What happens to a person's new savings: keep, give half, give all; asked once, never a default. */
export const standingInstructions = pgTable(
  'standing_instructions',
  {
    personId: uuid('person_id')
      .primaryKey()
      .references(() => persons.id),
    kind: text('kind').$type<InstructionKind>().notNull(),
    setAt: instant('set_at').notNull(),
    /** What has been looked at: this account's entries up to this version, at this time. */
    appliedCommunityId: idColumn('applied_community_id').notNull(),
    appliedVersion: sequenceColumn('applied_version').notNull(),
    appliedAt: instant('applied_at').notNull(),
  },
  (table) => [
    check('standing_instructions_kind', sql`${table.kind} in ('keep', 'giveHalf', 'giveAll')`),
  ],
)
