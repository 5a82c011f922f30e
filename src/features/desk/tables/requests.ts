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
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { idColumn, instant, minutesColumn } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import { offerings } from '../../service/tables.ts'
import type {
  Channel,
  ConfirmKind,
  OutcomeLevel,
  PromiseBasis,
  ReplyKind,
  RequestField,
  RequestKind,
  RequestOutcome,
  RequestState,
  VisitState,
} from '../model/requests.ts'

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
    channel: text('channel').$type<Channel>().notNull().default('web'),
    channelLabel: text('channel_label'),
    registeredAt: instant('registered_at').notNull(),
    enteredAt: instant('entered_at').notNull(),
    complainedOfId: idColumn('complained_of_id').references(() => persons.id),
    field: text('field').$type<RequestField>(),
    /** A danger named at registration comes before everything. */
    safetyNow: boolean('safety_now').notNull().default(false),
    /** On the register of need, or in temporary hardship: stated by a coordinator, with a reason. */
    inNeed: boolean('in_need').notNull().default(false),
    /** From when the limits of need and of savings count. */
    neededAt: instant('needed_at'),
    savingsAt: instant('savings_at'),
    /** A later wish of the asker wins over the limits. */
    wishedAt: instant('wished_at'),
    promisedBy: instant('promised_by'),
    promiseBasis: text('promise_basis').$type<PromiseBasis>(),
    provisional: boolean('provisional').notNull().default(false),
    usesSavings: boolean('uses_savings').notNull().default(false),
    /** The newest hold on the payer's savings, and what was agreed on. */
    holdCommunityId: idColumn('hold_community_id'),
    holdId: idColumn('hold_id'),
    quotedMinutes: minutesColumn('quoted_minutes'),
    agreedMoreMinutes: minutesColumn('agreed_more_minutes'),
    firstTakerId: idColumn('first_taker_id'),
    reply: text('reply'),
    replyKind: text('reply_kind').$type<ReplyKind>(),
    answeredAt: instant('answered_at'),
    outcome: text('outcome').$type<RequestOutcome>(),
    outcomeLevel: text('outcome_level').$type<OutcomeLevel>(),
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
    // what a desk registered in a month: the overview
    index('requests_by_registration').on(table.communityId, table.registeredAt),
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
    check(
      'requests_channel',
      sql`${table.channel} in ('phone', 'sms', 'microblog', 'web', 'walkIn')`,
    ),
    check('requests_entered_after', sql`${table.enteredAt} >= ${table.registeredAt}`),
    check(
      'requests_field',
      sql`${table.field} in ('socialSecurity', 'relief', 'elderly', 'culture', 'safety', 'environment', 'other')`,
    ),
    check(
      'requests_outcome',
      sql`(${table.outcome} is null) = (${table.outcomeLevel} is null) and ${table.outcome} in ('solved', 'explained', 'referred') and ${table.outcomeLevel} in ('community', 'subdistrict', 'district')`,
    ),
    check(
      'requests_complained_of_another',
      sql`${table.complainedOfId} is null or (${table.kind} = 'complaint' and ${table.firstTakerId} is distinct from ${table.complainedOfId})`,
    ),
    check('requests_rating', sql`${table.rating} is null or ${table.rating} between 1 and 3`),
    check('requests_need_dated', sql`not ${table.inNeed} or ${table.neededAt} is not null`),
    check(
      'requests_promised',
      sql`(${table.kind} in ('appointment', 'help')) = (${table.promisedBy} is not null)`,
    ),
    check(
      'requests_savings_held',
      sql`not ${table.usesSavings} or (${table.savingsAt} is not null and ${table.holdId} is not null and ${table.quotedMinutes} > 0 and ${table.agreedMoreMinutes} >= 0)`,
    ),
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
    /** When it happened, as the paper says; the same moment unless entered later. */
    happenedAt: instant('happened_at').notNull(),
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

/** What was said, beside the step: the words about a person can go, the step stays. */
export const diaryNotes = pgTable(
  'diary_notes',
  {
    communityId: idColumn('community_id').notNull(),
    requestId: idColumn('request_id').notNull(),
    entryId: idColumn('entry_id').notNull(),
    note: text('note').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'diary_notes_once',
      columns: [table.communityId, table.requestId, table.entryId],
    }),
    foreignKey({
      name: 'diary_notes_entry',
      columns: [table.communityId, table.requestId, table.entryId],
      foreignColumns: [requestDiary.communityId, requestDiary.requestId, requestDiary.id],
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
    /** What is done there; the request's own unless it named none. */
    offeringId: idColumn('offering_id').references(() => offerings.id),
    scheduledAt: instant('scheduled_at').notNull(),
    /** Two words that the helper must say at the door. */
    passphrase: text('passphrase').notNull(),
    /** Told to the helper at the end by the one served: the minutes are right. */
    confirmCode: text('confirm_code').notNull(),
    takenById: idColumn('taken_by_id').notNull(),
    takenAt: instant('taken_at').notNull(),
    /** Pressed at the door; `started_at` and `ended_at` are what is claimed. */
    checkedInAt: instant('checked_in_at'),
    checkedOutAt: instant('checked_out_at'),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    outcome: text('outcome'),
    finishedById: idColumn('finished_by_id'),
    confirmedHow: text('confirmed_how').$type<ConfirmKind>(),
    confirmedAt: instant('confirmed_at'),
    confirmedById: idColumn('confirmed_by_id'),
    late: boolean('late').notNull().default(false),
    holdCommunityId: idColumn('hold_community_id'),
    holdId: idColumn('hold_id'),
    chargeMinutes: minutesColumn('charge_minutes'),
    disputedById: idColumn('disputed_by_id'),
    disputedAt: instant('disputed_at'),
    disputedReason: text('disputed_reason'),
    resolvedById: idColumn('resolved_by_id'),
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
    // two who take the same request at once
    uniqueIndex('visits_one_open')
      .on(table.communityId, table.requestId)
      .where(sql`${table.state} in ('taken', 'disputed')`),
    // the sweep of what silence confirms
    index('visits_unconfirmed')
      .on(table.endedAt)
      .where(sql`${table.state} = 'done' and ${table.confirmedAt} is null`),
    check(
      'visits_done_with_times',
      sql`${table.state} <> 'done' or (${table.startedAt} is not null and ${table.endedAt} > ${table.startedAt})`,
    ),
    check('visits_charge', sql`${table.chargeMinutes} is null or ${table.chargeMinutes} >= 0`),
    check(
      'visits_resolved_by_another',
      sql`${table.resolvedById} is null or (${table.resolvedById} <> ${table.takenById} and ${table.resolvedById} is distinct from ${table.finishedById} and ${table.resolvedById} is distinct from ${table.confirmedById} and ${table.resolvedById} is distinct from ${table.disputedById})`,
    ),
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
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
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
