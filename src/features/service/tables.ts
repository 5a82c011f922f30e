import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant, minutesColumn } from '../../db/columns.ts'
import { nodes, persons } from '../person/tables.ts'
import type {
  CountKind,
  MeasureKind,
  RecipientKind,
  RecordState,
  RedeemableKind,
  ServiceDomain,
} from './model.ts'

export const offerings = pgTable(
  'offerings',
  {
    id: uuid('id').primaryKey(),
    code: text('code').notNull().unique('offerings_code'),
    name: text('name').notNull(),
    domain: text('domain').$type<ServiceDomain>().notNull(),
    counts: text('counts').$type<CountKind>().notNull(),
    redeemable: text('redeemable').$type<RedeemableKind>().notNull(),
    multiplierClass: text('multiplier_class')
      .$type<'general' | 'technical' | 'professional'>()
      .notNull()
      .default('general'),
    risky: boolean('risky').notNull().default(false),
    minimumAge: integer('minimum_age').notNull().default(14),
    skills: text('skills').array().notNull().default([]),
    promiseDays: integer('promise_days'),
    fromSeed: boolean('from_seed').notNull().default(false),
    retiredAt: instant('retired_at'),
  },
  (table) => [
    check('offerings_domain', sql`${table.domain} in ('convenience', 'benefit', 'safety')`),
    check('offerings_counts', sql`${table.counts} in ('none', 'time', 'timeAndCredits')`),
    check('offerings_redeemable', sql`${table.redeemable} in ('no', 'priority', 'scarce')`),
  ],
)

export const groupSheets = pgTable(
  'group_sheets',
  {
    /** Where the group served. */
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    title: text('title').notNull(),
    servedOn: civilDate('served_on').notNull(),
    handedInById: idColumn('handed_in_by_id')
      .notNull()
      .references(() => persons.id),
    handedInAt: instant('handed_in_at').notNull(),
  },
  (table) => [primaryKey({ name: 'group_sheets_once', columns: [table.communityId, table.id] })],
)

export const serviceRecords = pgTable(
  'service_records',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id').notNull(),
    offeringId: idColumn('offering_id')
      .notNull()
      .references(() => offerings.id),
    servedAtId: idColumn('served_at_id')
      .notNull()
      .references(() => nodes.id),
    activityName: text('activity_name').notNull(),
    place: text('place').notNull(),
    content: text('content').notNull(),
    outcome: text('outcome').notNull(),
    recipientKind: text('recipient_kind').$type<RecipientKind>().notNull(),
    recipientPersonId: idColumn('recipient_person_id'),
    recipientHouseholdId: idColumn('recipient_household_id'),
    recipientHeadcount: integer('recipient_headcount'),
    recipientDescription: text('recipient_description'),
    organiser: text('organiser').notNull(),
    personInCharge: text('person_in_charge').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    serviceMinutes: minutesColumn('service_minutes').notNull(),
    measuredBy: text('measured_by').$type<MeasureKind>().notNull(),
    plannedStartsAt: instant('planned_starts_at'),
    plannedEndsAt: instant('planned_ends_at'),
    checkedInAt: instant('checked_in_at'),
    checkedOutAt: instant('checked_out_at'),
    recipientConfirmedAt: instant('recipient_confirmed_at'),
    groupSheetId: idColumn('group_sheet_id'),
    enteredById: idColumn('entered_by_id').notNull(),
    lateReason: text('late_reason'),
    state: text('state').$type<RecordState>().notNull(),
    submittedAt: instant('submitted_at'),
    decidedById: idColumn('decided_by_id'),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
    creditMinutes: minutesColumn('credit_minutes'),
    journalId: idColumn('journal_id'),
    visitId: idColumn('visit_id'),
    holdCommunityId: idColumn('hold_community_id'),
    holdId: idColumn('hold_id'),
    chargeMinutes: minutesColumn('charge_minutes'),
    replacesId: idColumn('replaces_id'),
    reversalReason: text('reversal_reason'),
    reversalProposedById: idColumn('reversal_proposed_by_id'),
    reversalProposedAt: instant('reversal_proposed_at'),
    reversedById: idColumn('reversed_by_id'),
    reversedAt: instant('reversed_at'),
    writtenOffMinutes: minutesColumn('written_off_minutes'),
  },
  (table) => [
    primaryKey({ name: 'service_records_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'service_records_person',
      columns: [table.personId],
      foreignColumns: [persons.id],
    }),
    // a person's own list; overlaps and the day's total at approval
    index('service_records_by_person').on(table.communityId, table.personId, table.startsAt),
    // whether anything of a person still waits: their books move only when nothing does
    index('service_records_pending')
      .on(table.communityId, table.personId)
      .where(sql`${table.state} in ('draft', 'submitted')`),
    // the approval inbox of the place of service
    index('service_records_inbox')
      .on(table.servedAtId, table.submittedAt)
      .where(sql`${table.state} = 'submitted'`),
    // the records of a visit
    index('service_records_by_visit')
      .on(table.visitId)
      .where(sql`${table.visitId} is not null`),
    // what waits for the word of the one served
    index('service_records_to_confirm')
      .on(table.recipientPersonId, table.submittedAt)
      .where(sql`${table.state} = 'submitted' and ${table.recipientConfirmedAt} is null`),
    // everything served at a place in a period, in the order of service
    index('service_records_by_place').on(table.servedAtId, table.startsAt, table.id),
    // reversals that wait for a second person
    index('service_records_to_reverse')
      .on(table.servedAtId, table.reversalProposedAt)
      .where(sql`${table.state} = 'approved' and ${table.reversalProposedAt} is not null`),
    // the records of a sheet
    index('service_records_by_sheet')
      .on(table.groupSheetId)
      .where(sql`${table.groupSheetId} is not null`),
    check(
      'service_records_state',
      sql`${table.state} in ('draft', 'submitted', 'approved', 'rejected', 'withdrawn', 'reversed')`,
    ),
    check('service_records_time', sql`${table.endsAt} > ${table.startsAt}`),
    check(
      'service_records_minutes',
      sql`${table.serviceMinutes} > 0 and ${table.serviceMinutes} <= 1440`,
    ),
    check(
      'service_records_not_by_oneself',
      sql`${table.state} not in ('approved', 'reversed') or (${table.decidedById} is not null and ${table.decidedById} <> ${table.personId})`,
    ),
    check(
      'service_records_decided',
      sql`${table.state} not in ('approved', 'rejected', 'reversed') or ${table.decidedAt} is not null`,
    ),
    check(
      'service_records_reversed',
      sql`(${table.state} = 'reversed') = (${table.reversedAt} is not null) and (${table.reversedById} is null or ${table.reversedById} <> ${table.personId})`,
    ),
    check(
      'service_records_write_off_by_two',
      sql`coalesce(${table.writtenOffMinutes}, 0) = 0 or coalesce(${table.reversedById} <> ${table.reversalProposedById}, false)`,
    ),
  ],
)
