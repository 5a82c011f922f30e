import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant, minutesColumn } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import { offerings } from '../../service/tables.ts'
import type { PlanDays, ServedGroup } from '../model/plans.ts'

/** What a plan announces and each of its shifts repeats. */
export const announced = () => ({
  name: text('name').notNull(),
  place: text('place').notNull(),
  offeringId: idColumn('offering_id')
    .notNull()
    .references(() => offerings.id),
  content: text('content').notNull(),
  outcome: text('outcome').notNull(),
  recipientKind: text('recipient_kind').$type<ServedGroup['kind']>().notNull(),
  recipientHeadcount: integer('recipient_headcount'),
  recipientDescription: text('recipient_description').notNull(),
  organiser: text('organiser').notNull(),
  personInCharge: text('person_in_charge').notNull(),
  capacity: integer('capacity').notNull(),
  communityBuilding: boolean('community_building').notNull(),
})

/** What a community will hold again and again, or on certain dates. */
export const activityPlans = pgTable(
  'activity_plans',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    ...announced(),
    rule: text('rule'),
    /** Instants in ISO 8601. */
    dates: text('dates').array().notNull(),
    days: text('days').$type<PlanDays>().notNull(),
    startsOn: civilDate('starts_on').notNull(),
    endsOn: civilDate('ends_on'),
    durationMinutes: minutesColumn('duration_minutes').notNull(),
    createdById: idColumn('created_by_id')
      .notNull()
      .references(() => persons.id),
    createdAt: instant('created_at').notNull(),
    revisedAt: instant('revised_at'),
    stoppedAt: instant('stopped_at'),
    /** Shifts are laid out up to the end of this day; null: to be looked at now. */
    laidOutUntilOn: civilDate('laid_out_until_on'),
  },
  (table) => [
    primaryKey({ name: 'activity_plans_once', columns: [table.communityId, table.id] }),
    // the plans whose shifts are to be laid out further
    index('activity_plans_to_lay_out')
      .on(table.laidOutUntilOn)
      .where(sql`${table.stoppedAt} is null`),
    check('activity_plans_rule', sql`${table.rule} is not null or cardinality(${table.dates}) > 0`),
    check(
      'activity_plans_days',
      sql`${table.days} in ('every', 'workdays', 'schoolDays', 'schoolHolidays')`,
    ),
    check(
      'activity_plans_duration',
      sql`${table.durationMinutes} > 0 and ${table.durationMinutes} <= 1440`,
    ),
    check('activity_plans_capacity', sql`${table.capacity} between 1 and 500`),
    check(
      'activity_plans_served',
      sql`(${table.recipientKind} = 'group' and ${table.recipientHeadcount} > 0) or (${table.recipientKind} = 'place' and ${table.recipientHeadcount} is null)`,
    ),
  ],
)

/** 寒假, 暑假: per district, entered year by year. */
export const schoolHolidays = pgTable(
  'school_holidays',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    startsOn: civilDate('starts_on').notNull(),
    endsOn: civilDate('ends_on').notNull(),
    enteredById: idColumn('entered_by_id')
      .notNull()
      .references(() => persons.id),
    enteredAt: instant('entered_at').notNull(),
    removedAt: instant('removed_at'),
    removedById: idColumn('removed_by_id'),
  },
  (table) => [check('school_holidays_time', sql`${table.endsOn} >= ${table.startsOn}`)],
)
