import { sql } from 'drizzle-orm'
import {
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
import type { SwapState } from '../model/swaps.ts'
import { duties } from './rosters.ts'

/** 换班, asked by the A of a day and accepted by somebody else. */
export const swaps = pgTable(
  'swaps',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    dutyId: idColumn('duty_id').notNull(),
    dutyOn: civilDate('duty_on').notNull(),
    askedById: idColumn('asked_by_id')
      .notNull()
      .references(() => persons.id),
    askedId: idColumn('asked_id')
      .notNull()
      .references(() => persons.id),
    inReturnOn: civilDate('in_return_on'),
    state: text('state').$type<SwapState>().notNull(),
    askedAt: instant('asked_at').notNull(),
    decidedAt: instant('decided_at'),
  },
  (table) => [
    primaryKey({ name: 'swaps_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'swaps_duty',
      columns: [table.communityId, table.dutyId],
      foreignColumns: [duties.communityId, duties.id],
    }),
    // nobody is asked twice for the same day; what lapses once somebody has accepted
    uniqueIndex('swaps_asked_once')
      .on(table.communityId, table.dutyId, table.dutyOn, table.askedId)
      .where(sql`${table.state} = 'asked'`),
    // what waits for a person's answer
    index('swaps_by_asked').on(table.askedId, table.dutyOn),
    index('swaps_by_asker').on(table.askedById, table.dutyOn),
    check(
      'swaps_state',
      sql`${table.state} in ('asked', 'accepted', 'declined', 'withdrawn', 'lapsed')`,
    ),
    check('swaps_two_people', sql`${table.askedById} <> ${table.askedId}`),
    check('swaps_decided', sql`(${table.state} = 'asked') = (${table.decidedAt} is null)`),
  ],
)
