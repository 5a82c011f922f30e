import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import type { RosterChangeKind } from '../model/rosters.ts'

/** What a community keeps somebody on for: 民情受理, 值班, 夜间巡查. */
export const duties = pgTable(
  'duties',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    /** `HH:MM` in Shanghai. */
    opens: text('opens').notNull(),
    closes: text('closes').notNull(),
    workdaysOnly: boolean('workdays_only').notNull(),
    createdById: idColumn('created_by_id'),
    createdAt: instant('created_at').notNull(),
    retiredAt: instant('retired_at'),
  },
  (table) => [
    primaryKey({ name: 'duties_once', columns: [table.communityId, table.id] }),
    // who is on duty for a code
    uniqueIndex('duties_one_code')
      .on(table.communityId, table.code)
      .where(sql`${table.retiredAt} is null`),
    check('duties_time', sql`${table.closes} > ${table.opens}`),
  ],
)

/** A and B of one duty on one day (AB角), as it is now; how it came so is in `roster_changes`. */
export const rosterDays = pgTable(
  'roster_days',
  {
    communityId: idColumn('community_id').notNull(),
    dutyId: idColumn('duty_id').notNull(),
    dutyOn: civilDate('duty_on').notNull(),
    /** Null: nobody any more. */
    aId: idColumn('a_id').references(() => persons.id),
    bId: idColumn('b_id').references(() => persons.id),
  },
  (table) => [
    primaryKey({
      name: 'roster_days_once',
      columns: [table.communityId, table.dutyId, table.dutyOn],
    }),
    foreignKey({
      name: 'roster_days_duty',
      columns: [table.communityId, table.dutyId],
      foreignColumns: [duties.communityId, duties.id],
    }),
    // a person's own duties, and those that a leave leaves to B
    index('roster_days_by_a').on(table.aId, table.dutyOn),
    index('roster_days_by_b').on(table.bId, table.dutyOn),
    check('roster_days_two_people', sql`${table.aId} <> ${table.bId}`),
    check('roster_days_b_after_a', sql`${table.bId} is null or ${table.aId} is not null`),
  ],
)

/** Who was put on a roster, by whom and how: never changed. */
export const rosterChanges = pgTable(
  'roster_changes',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    dutyId: idColumn('duty_id').notNull(),
    dutyOn: civilDate('duty_on').notNull(),
    kind: text('kind').$type<RosterChangeKind>().notNull(),
    aId: idColumn('a_id'),
    bId: idColumn('b_id'),
    changedById: idColumn('changed_by_id'),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'roster_changes_once', columns: [table.communityId, table.id] }),
    // the history of a day
    index('roster_changes_by_day').on(table.communityId, table.dutyId, table.dutyOn),
    check('roster_changes_kind', sql`${table.kind} in ('set', 'generated', 'swapped')`),
  ],
)

/** 请假: B acts on those days. */
export const leaves = pgTable(
  'leaves',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    fromOn: civilDate('from_on').notNull(),
    untilOn: civilDate('until_on').notNull(),
    reason: text('reason').notNull(),
    recordedById: idColumn('recorded_by_id'),
    recordedAt: instant('recorded_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [
    primaryKey({ name: 'leaves_once', columns: [table.communityId, table.id] }),
    // who is away on a day
    index('leaves_by_person').on(table.communityId, table.personId, table.untilOn),
    // a person's own, wherever they are
    index('leaves_by_own').on(table.personId, table.untilOn),
    check('leaves_time', sql`${table.untilOn} >= ${table.fromOn}`),
  ],
)
