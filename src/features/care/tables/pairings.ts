import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../../db/columns.ts'
import { households, persons } from '../../person/tables.ts'
import type { ActKind, AssistanceKind, Deed } from '../model/pairings.ts'

/** A Party member and a household, from a day to a day; ended ones stay. */
export const pairings = pgTable(
  'pairings',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    helperId: idColumn('helper_id')
      .notNull()
      .references(() => persons.id),
    householdId: idColumn('household_id')
      .notNull()
      .references(() => households.id),
    slot: smallint('slot').notNull(),
    sinceOn: civilDate('since_on').notNull(),
    untilOn: civilDate('until_on'),
    createdById: idColumn('created_by_id').notNull(),
    createdAt: instant('created_at').notNull(),
    endedById: idColumn('ended_by_id'),
    endedAt: instant('ended_at'),
  },
  (table) => [
    primaryKey({ name: 'pairings_once', columns: [table.communityId, table.id] }),
    uniqueIndex('pairings_one_open')
      .on(table.communityId, table.helperId, table.householdId)
      .where(sql`${table.endedAt} is null`),
    uniqueIndex('pairings_one_a_slot')
      .on(table.communityId, table.helperId, table.slot)
      .where(sql`${table.endedAt} is null`),
    // a helper's own page
    index('pairings_by_helper').on(table.helperId),
    // what an opened file shows of a household
    index('pairings_by_household').on(table.communityId, table.householdId),
    check('pairings_slot', sql`${table.slot} between 1 and 50`),
    check('pairings_in_order', sql`${table.untilOn} >= ${table.sinceOn}`),
    check('pairings_ended', sql`(${table.untilOn} is null) = (${table.endedAt} is null)`),
  ],
)

/** What was done for a household; words sealed. */
export const pairingActs = pgTable(
  'pairing_acts',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    householdId: idColumn('household_id')
      .notNull()
      .references(() => households.id),
    pairingId: idColumn('pairing_id'),
    kind: text('kind').$type<ActKind>().notNull(),
    detail: text('detail').$type<Deed | AssistanceKind>(),
    doneById: idColumn('done_by_id')
      .notNull()
      .references(() => persons.id),
    actedOn: civilDate('acted_on').notNull(),
    nextOn: civilDate('next_on'),
    quantity: integer('quantity'),
    bodySealed: text('body_sealed').notNull(),
    finishedOn: civilDate('finished_on'),
    outcomeSealed: text('outcome_sealed'),
    recordedById: idColumn('recorded_by_id').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'pairing_acts_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'pairing_acts_pairing',
      columns: [table.communityId, table.pairingId],
      foreignColumns: [pairings.communityId, pairings.id],
    }),
    // what was done in a month: the assessment of helpers
    index('pairing_acts_by_day').on(table.communityId, table.actedOn),
    // what was done for a household
    index('pairing_acts_by_household').on(table.communityId, table.householdId),
    check(
      'pairing_acts_detail',
      sql`case ${table.kind}
            when 'homeVisit' then ${table.detail} is null
            when 'inKind' then ${table.detail} is null
            when 'deed' then coalesce(${table.detail} in ('supportHousehold', 'careForElder', 'supportStudent', 'goodDeed', 'greeting', 'kindness'), false)
            when 'assistance' then coalesce(${table.detail} in ('papers', 'employment', 'policies', 'warmth'), false)
            else false end`,
    ),
    check(
      'pairing_acts_quantity',
      sql`case when ${table.kind} = 'inKind' then coalesce(${table.quantity} between 1 and 100000, false) else ${table.quantity} is null end`,
    ),
    check(
      'pairing_acts_next',
      sql`${table.nextOn} is null or (${table.kind} = 'homeVisit' and ${table.nextOn} >= ${table.actedOn})`,
    ),
    check(
      'pairing_acts_finished',
      sql`(${table.finishedOn} is null) = (${table.outcomeSealed} is null) and (${table.finishedOn} is null or (${table.kind} = 'assistance' and ${table.finishedOn} >= ${table.actedOn}))`,
    ),
  ],
)

/** 月绩评语: one of a helper and month, by somebody else. */
export const monthlyRemarks = pgTable(
  'monthly_remarks',
  {
    communityId: idColumn('community_id').notNull(),
    helperId: idColumn('helper_id')
      .notNull()
      .references(() => persons.id),
    month: text('month').notNull(),
    remarkSealed: text('remark_sealed').notNull(),
    recordedById: idColumn('recorded_by_id').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'monthly_remarks_once',
      columns: [table.communityId, table.helperId, table.month],
    }),
    check('monthly_remarks_month', sql`${table.month} ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'`),
    check('monthly_remarks_not_by_oneself', sql`${table.recordedById} <> ${table.helperId}`),
  ],
)
