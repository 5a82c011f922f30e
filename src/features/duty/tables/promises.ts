import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import type { PromiseOutcome } from '../model/promises.ts'

/** 服务承诺: what somebody promised until when, and whether it was kept. */
export const promises = pgTable(
  'promises',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    text: text('text').notNull(),
    dueOn: civilDate('due_on').notNull(),
    madeById: idColumn('made_by_id').notNull(),
    madeAt: instant('made_at').notNull(),
    outcome: text('outcome').$type<PromiseOutcome>(),
    note: text('note'),
    judgedById: idColumn('judged_by_id'),
    judgedAt: instant('judged_at'),
  },
  (table) => [
    primaryKey({ name: 'promises_once', columns: [table.communityId, table.id] }),
    // what is due in a community, and overdue
    index('promises_open')
      .on(table.communityId, table.dueOn)
      .where(sql`${table.judgedAt} is null`),
    // what is due soon anywhere: the job that reminds
    index('promises_due')
      .on(table.dueOn)
      .where(sql`${table.judgedAt} is null`),
    // a person's own, and the newest for the public board
    index('promises_by_person').on(table.personId),
    check('promises_outcome', sql`${table.outcome} in ('kept', 'notKept')`),
    check(
      'promises_judged',
      sql`num_nonnulls(${table.outcome}, ${table.judgedById}, ${table.judgedAt}) in (0, 3)`,
    ),
    check('promises_not_by_oneself', sql`${table.judgedById} <> ${table.personId}`),
  ],
)
