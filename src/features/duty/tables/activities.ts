import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { idColumn, instant, minutesColumn } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'

/** Something that a community holds; some count as building it (公益劳动, 巡逻, 议事). */
export const activities = pgTable(
  'activities',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    name: text('name').notNull(),
    place: text('place').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    /** 社区建设: attending it is a contribution (incentives E1). */
    communityBuilding: boolean('community_building').notNull(),
    createdById: idColumn('created_by_id').notNull(),
    createdAt: instant('created_at').notNull(),
    cancelledAt: instant('cancelled_at'),
  },
  (table) => [
    primaryKey({ name: 'activities_once', columns: [table.communityId, table.id] }),
    // what is on in a community
    index('activities_by_time').on(table.communityId, table.startsAt),
    check('activities_time', sql`${table.endsAt} > ${table.startsAt}`),
  ],
)

/** Who took part, confirmed by a coordinator; spectators are not entered. */
export const attendances = pgTable(
  'attendances',
  {
    communityId: idColumn('community_id').notNull(),
    activityId: idColumn('activity_id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    attendedMinutes: minutesColumn('attended_minutes').notNull(),
    confirmedById: idColumn('confirmed_by_id').notNull(),
    confirmedAt: instant('confirmed_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnReason: text('withdrawn_reason'),
  },
  (table) => [
    primaryKey({
      name: 'attendances_once',
      columns: [table.communityId, table.activityId, table.personId],
    }),
    foreignKey({
      name: 'attendances_activity',
      columns: [table.communityId, table.activityId],
      foreignColumns: [activities.communityId, activities.id],
    }),
    // a person's contribution days
    index('attendances_by_person').on(table.personId),
    check(
      'attendances_minutes',
      sql`${table.attendedMinutes} > 0 and ${table.attendedMinutes} <= 1440`,
    ),
    check('attendances_not_by_oneself', sql`${table.confirmedById} <> ${table.personId}`),
  ],
)
