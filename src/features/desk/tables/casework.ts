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
import { idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import type { Party, TaskState } from '../model/casework.ts'
import { requests } from './requests.ts'

/** 分解 (SE-69): the parts of a case. */
export const requestTasks = pgTable(
  'request_tasks',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    id: idColumn('id').notNull(),
    content: text('content').notNull(),
    handlerId: idColumn('handler_id').references(() => persons.id),
    dueAt: instant('due_at'),
    state: text('state').$type<TaskState>().notNull(),
    result: text('result'),
    createdById: idColumn('created_by_id').notNull(),
    createdAt: instant('created_at').notNull(),
    closedById: idColumn('closed_by_id'),
    closedAt: instant('closed_at'),
  },
  (table) => [
    primaryKey({
      name: 'request_tasks_once',
      columns: [table.communityId, table.requestId, table.id],
    }),
    foreignKey({
      name: 'request_tasks_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    // what somebody still has to do
    index('request_tasks_by_handler')
      .on(table.handlerId)
      .where(sql`${table.state} = 'open'`),
    check('request_tasks_state', sql`${table.state} in ('open', 'done', 'dropped')`),
    check(
      'request_tasks_closed_with_result',
      sql`(${table.state} = 'open') = (${table.closedAt} is null) and (${table.state} = 'open') = (${table.result} is null)`,
    ),
  ],
)

/** 交接 (SE-71). */
export const requestHandovers = pgTable(
  'request_handovers',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    id: idColumn('id').notNull(),
    fromId: idColumn('from_id').notNull(),
    toId: idColumn('to_id')
      .notNull()
      .references(() => persons.id),
    reason: text('reason').notNull(),
    offeredAt: instant('offered_at').notNull(),
    decidedAt: instant('decided_at'),
    accepted: boolean('accepted'),
  },
  (table) => [
    primaryKey({
      name: 'request_handovers_key',
      columns: [table.communityId, table.requestId, table.id],
    }),
    foreignKey({
      name: 'request_handovers_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    uniqueIndex('request_handovers_one_open')
      .on(table.communityId, table.requestId)
      .where(sql`${table.decidedAt} is null`),
    check('request_handovers_to_another', sql`${table.fromId} <> ${table.toId}`),
    check(
      'request_handovers_decided',
      sql`(${table.decidedAt} is null) = (${table.accepted} is null)`,
    ),
  ],
)

/** 转介 (SE-20). */
export const requestReferrals = pgTable(
  'request_referrals',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    id: idColumn('id').notNull(),
    organisation: text('organisation').notNull(),
    reason: text('reason').notNull(),
    referredById: idColumn('referred_by_id').notNull(),
    referredAt: instant('referred_at').notNull(),
    outcome: text('outcome'),
    helped: boolean('helped'),
    outcomeAt: instant('outcome_at'),
  },
  (table) => [
    primaryKey({
      name: 'request_referrals_once',
      columns: [table.communityId, table.requestId, table.id],
    }),
    foreignKey({
      name: 'request_referrals_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    check(
      'request_referrals_outcome',
      sql`(${table.outcome} is null) = (${table.outcomeAt} is null) and (${table.outcome} is null) = (${table.helped} is null)`,
    ),
  ],
)

/** 五位一体协商 (SE-31): one that is open at a time. */
export const deliberations = pgTable(
  'deliberations',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    id: idColumn('id').notNull(),
    topic: text('topic').notNull(),
    openedById: idColumn('opened_by_id').notNull(),
    openedAt: instant('opened_at').notNull(),
    result: text('result'),
    closedAt: instant('closed_at'),
  },
  (table) => [
    primaryKey({
      name: 'deliberations_once',
      columns: [table.communityId, table.requestId, table.id],
    }),
    foreignKey({
      name: 'deliberations_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    uniqueIndex('deliberations_one_open')
      .on(table.communityId, table.requestId)
      .where(sql`${table.closedAt} is null`),
    check(
      'deliberations_closed_with_result',
      sql`(${table.closedAt} is null) = (${table.result} is null)`,
    ),
  ],
)

/** What a party said; said again it is a new row. */
export const deliberationPositions = pgTable(
  'deliberation_positions',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    deliberationId: idColumn('deliberation_id').notNull(),
    id: idColumn('id').notNull(),
    party: text('party').$type<Party>().notNull(),
    speaker: text('speaker').notNull(),
    position: text('position').notNull(),
    statedAt: instant('stated_at').notNull(),
    enteredById: idColumn('entered_by_id').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'deliberation_positions_once',
      columns: [table.communityId, table.requestId, table.deliberationId, table.id],
    }),
    foreignKey({
      name: 'deliberation_positions_deliberation',
      columns: [table.communityId, table.requestId, table.deliberationId],
      foreignColumns: [deliberations.communityId, deliberations.requestId, deliberations.id],
    }),
    check(
      'deliberation_positions_party',
      sql`${table.party} in ('partyOrganisation', 'residentsCommittee', 'ownersCommittee', 'propertyCompany', 'residentUnit')`,
    ),
  ],
)

/** Photos of a case, drawn anew without what a phone hides in them, and sealed. */
export const requestPhotos = pgTable(
  'request_photos',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    id: idColumn('id').notNull(),
    caption: text('caption').notNull(),
    imageSealed: text('image_sealed').notNull(),
    addedById: idColumn('added_by_id').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'request_photos_once',
      columns: [table.communityId, table.requestId, table.id],
    }),
    foreignKey({
      name: 'request_photos_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
  ],
)
