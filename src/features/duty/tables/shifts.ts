import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'
import { activityPlans, announced } from './plans.ts'

/** One time of a plan, as it was announced. */
export const shifts = pgTable(
  'shifts',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    planId: idColumn('plan_id').notNull(),
    ...announced(),
    occursAt: instant('occurs_at').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    movedAt: instant('moved_at'),
    movedReason: text('moved_reason'),
    cancelledAt: instant('cancelled_at'),
    cancelledReason: text('cancelled_reason'),
    firstRemindedAt: instant('first_reminded_at'),
    secondRemindedAt: instant('second_reminded_at'),
    /** Over: who forgot to check out is closed, and the attendance is filed. */
    closedAt: instant('closed_at'),
  },
  (table) => [
    primaryKey({ name: 'shifts_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'shifts_plan',
      columns: [table.communityId, table.planId],
      foreignColumns: [activityPlans.communityId, activityPlans.id],
    }),
    // laid out by two processes at once, each time of a plan is there once
    unique('shifts_once_a_time').on(table.communityId, table.planId, table.occursAt),
    // what is on in a community
    index('shifts_by_time').on(table.communityId, table.startsAt),
    // what a job reminds of, and closes when it is over
    index('shifts_open')
      .on(table.startsAt)
      .where(sql`${table.closedAt} is null and ${table.cancelledAt} is null`),
    check('shifts_time', sql`${table.endsAt} > ${table.startsAt}`),
    check('shifts_capacity', sql`${table.capacity} between 1 and 500`),
    check('shifts_moved', sql`${table.movedAt} is null or ${table.movedReason} is not null`),
    check(
      'shifts_cancelled',
      sql`${table.cancelledAt} is null or ${table.cancelledReason} is not null`,
    ),
  ],
)
