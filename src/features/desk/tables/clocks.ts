import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'
import type { ClockMeasure, ClockStage } from '../model/clocks.ts'
import { requests } from './requests.ts'

/** What is owed to the asker by when (SE-70, SE-73); a row for each measure and round. */
export const requestClocks = pgTable(
  'request_clocks',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    measure: text('measure').$type<ClockMeasure>().notNull(),
    round: integer('round').notNull(),
    startedAt: instant('started_at').notNull(),
    warnAt: instant('warn_at').notNull(),
    dueAt: instant('due_at').notNull(),
    escalateAt: instant('escalate_at').notNull(),
    stage: text('stage').$type<ClockStage>().notNull(),
    nextAt: instant('next_at'),
    pausedAt: instant('paused_at'),
    pausedReason: text('paused_reason'),
    stoppedAt: instant('stopped_at'),
  },
  (table) => [
    primaryKey({
      name: 'request_clocks_once',
      columns: [table.communityId, table.requestId, table.measure, table.round],
    }),
    foreignKey({
      name: 'request_clocks_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    // the sweep of what is due
    index('request_clocks_due')
      .on(table.nextAt)
      .where(sql`${table.nextAt} is not null`),
    // what runs at a desk: the board's and the dashboard's late ones
    index('request_clocks_running')
      .on(table.communityId, table.dueAt)
      .where(sql`${table.stoppedAt} is null`),
    // what a desk owed in a period: the dashboard
    index('request_clocks_by_start').on(table.communityId, table.measure, table.startedAt),
    check('request_clocks_measure', sql`${table.measure} in ('firstAnswer', 'reply')`),
    check(
      'request_clocks_stage',
      sql`${table.stage} in ('running', 'warned', 'breached', 'escalated')`,
    ),
    check('request_clocks_round', sql`${table.round} > 0`),
    check(
      'request_clocks_times',
      sql`${table.startedAt} <= ${table.warnAt} and ${table.warnAt} <= ${table.dueAt} and ${table.dueAt} < ${table.escalateAt}`,
    ),
    check(
      'request_clocks_paused_with_reason',
      sql`(${table.pausedAt} is null) = (${table.pausedReason} is null)`,
    ),
    check(
      'request_clocks_still',
      sql`${table.nextAt} is null or (${table.stoppedAt} is null and ${table.pausedAt} is null)`,
    ),
  ],
)
