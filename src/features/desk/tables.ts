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
} from 'drizzle-orm/pg-core'
import { idColumn, instant, minutesColumn } from '../../db/columns.ts'
import { persons } from '../person/tables.ts'
import { offerings } from '../service/tables.ts'
import type { PromiseBasis, ReplyKind, RequestKind, RequestState, VisitState } from './model.ts'

/** A case at the desk. */
export const requests = pgTable(
  'requests',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    kind: text('kind').$type<RequestKind>().notNull(),
    /** Who asks, and who is to be served. */
    requesterId: idColumn('requester_id')
      .notNull()
      .references(() => persons.id),
    recipientId: idColumn('recipient_id')
      .notNull()
      .references(() => persons.id),
    offeringId: idColumn('offering_id').references(() => offerings.id),
    content: text('content').notNull(),
    place: text('place').notNull(),
    state: text('state').$type<RequestState>().notNull(),
    registeredById: idColumn('registered_by_id').notNull(),
    registeredAt: instant('registered_at').notNull(),
    /** A danger named at registration comes before everything. */
    safetyNow: boolean('safety_now').notNull().default(false),
    /** On the register of need, or in temporary hardship: stated by a coordinator, with a reason. */
    inNeed: boolean('in_need').notNull().default(false),
    /** A later wish of the asker wins over the limits. */
    wishedAt: instant('wished_at'),
    promisedBy: instant('promised_by'),
    promiseBasis: text('promise_basis').$type<PromiseBasis>(),
    provisional: boolean('provisional').notNull().default(false),
    usesSavings: boolean('uses_savings').notNull().default(false),
    firstTakerId: idColumn('first_taker_id'),
    reply: text('reply'),
    replyKind: text('reply_kind').$type<ReplyKind>(),
    answeredAt: instant('answered_at'),
    rating: integer('rating'),
    ratedAt: instant('rated_at'),
    cancelledReason: text('cancelled_reason'),
    cancelledAt: instant('cancelled_at'),
  },
  (table) => [
    primaryKey({ name: 'requests_once', columns: [table.communityId, table.id] }),
    // the queue and the desk's board
    index('requests_open')
      .on(table.communityId, table.promisedBy, table.registeredAt)
      .where(sql`${table.state} in ('registered', 'assigned', 'inProgress')`),
    // a resident's own requests
    index('requests_by_requester').on(table.communityId, table.requesterId, table.registeredAt),
    check(
      'requests_kind',
      sql`${table.kind} in ('consultation', 'appointment', 'help', 'report', 'complaint')`,
    ),
    check(
      'requests_state',
      sql`${table.state} in ('registered', 'assigned', 'inProgress', 'answered', 'rated', 'cancelled')`,
    ),
    // 件件必回复 (SE-67)
    check(
      'requests_answered_with_reply',
      sql`${table.state} not in ('answered', 'rated') or (${table.reply} is not null and ${table.replyKind} is not null and ${table.answeredAt} is not null)`,
    ),
    check('requests_rating', sql`${table.rating} is null or ${table.rating} between 1 and 3`),
  ],
)

/** 民情日记: every contact and every step of a request, append-only. */
export const requestDiary = pgTable(
  'request_diary',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    id: idColumn('id').notNull(),
    act: text('act').notNull(),
    actorId: idColumn('actor_id'),
    note: text('note'),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'request_diary_once',
      columns: [table.communityId, table.requestId, table.id],
    }),
    foreignKey({
      name: 'request_diary_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
  ],
)

/** 上门: one visit for a request; at most one hold. */
export const visits = pgTable(
  'visits',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    requestId: idColumn('request_id').notNull(),
    state: text('state').$type<VisitState>().notNull(),
    scheduledAt: instant('scheduled_at').notNull(),
    /** Two words that the helper must say at the door. */
    passphrase: text('passphrase').notNull(),
    takenById: idColumn('taken_by_id').notNull(),
    takenAt: instant('taken_at').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    confirmedHow: text('confirmed_how').$type<'code' | 'call' | 'signature' | 'silence'>(),
    confirmedAt: instant('confirmed_at'),
    late: boolean('late').notNull().default(false),
    chargeMinutes: minutesColumn('charge_minutes'),
    resolvedAt: instant('resolved_at'),
    resolvedReason: text('resolved_reason'),
  },
  (table) => [
    primaryKey({ name: 'visits_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'visits_request',
      columns: [table.communityId, table.requestId],
      foreignColumns: [requests.communityId, requests.id],
    }),
    index('visits_by_request').on(table.communityId, table.requestId),
    check(
      'visits_state',
      sql`${table.state} in ('taken', 'done', 'absent', 'noShow', 'cancelled', 'disputed')`,
    ),
  ],
)

export const visitHelpers = pgTable(
  'visit_helpers',
  {
    communityId: idColumn('community_id').notNull(),
    visitId: idColumn('visit_id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    /** The helper's service record, kept with the helper's own books. */
    recordCommunityId: idColumn('record_community_id'),
    recordId: idColumn('record_id'),
  },
  (table) => [
    primaryKey({
      name: 'visit_helpers_once',
      columns: [table.communityId, table.visitId, table.personId],
    }),
    foreignKey({
      name: 'visit_helpers_visit',
      columns: [table.communityId, table.visitId],
      foreignColumns: [visits.communityId, visits.id],
    }),
    // what a volunteer has taken
    index('visit_helpers_by_person').on(table.personId),
  ],
)
