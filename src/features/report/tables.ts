import { sql } from 'drizzle-orm'
import {
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant, minutesColumn, sequenceColumn } from '../../db/columns.ts'
import { nodes, persons } from '../person/tables.ts'
import type { CertificateContent } from './model.ts'

/**
 * What a person did in a month, as the books of service and duty say now. Everything below is
 * derived: it may be thrown away and is built again from the books.
 */
export const contributionMonths = pgTable(
  'contribution_months',
  {
    /** How long an attendance must be to make a day (policy): a rollup for each value in use. */
    attendanceMinMinutes: integer('attendance_min_minutes').notNull(),
    personId: idColumn('person_id').notNull(),
    /** Its first day. */
    month: civilDate('month').notNull(),
    /** Keeps the person's books now. */
    communityId: idColumn('community_id').notNull(),
    records: integer('records').notNull(),
    serviceMinutes: minutesColumn('service_minutes').notNull(),
    /** Contribution days in the month, and in all before it. */
    days: integer('days').notNull(),
    daysBefore: integer('days_before').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'contribution_months_once',
      columns: [table.attendanceMinMinutes, table.personId, table.month],
    }),
    // everybody's part in a period
    index('contribution_months_by_month').on(table.month),
  ],
)

/** What a community's books and desk did in a month; months add up. */
export const overviewMonths = pgTable(
  'overview_months',
  {
    month: civilDate('month').notNull(),
    communityId: idColumn('community_id').notNull(),
    /** By the time of entry, so that what was read once stays: net of reversals. */
    earnedMinutes: minutesColumn('earned_minutes')
      .notNull()
      .default(0 as never),
    usedMinutes: minutesColumn('used_minutes')
      .notNull()
      .default(0 as never),
    /** Of all savings and the commons. */
    changeMinutes: minutesColumn('change_minutes')
      .notNull()
      .default(0 as never),
    /** Of the requests registered in the month. */
    registered: integer('registered').notNull().default(0),
    quick: integer('quick').notNull().default(0),
    quickAnswered: integer('quick_answered').notNull().default(0),
    promised: integer('promised').notNull().default(0),
    promiseKept: integer('promise_kept').notNull().default(0),
    promiseWaiting: integer('promise_waiting').notNull().default(0),
  },
  (table) => [
    primaryKey({ name: 'overview_months_once', columns: [table.month, table.communityId] }),
  ],
)

/** What a community's people did in a period; places add up, periods do not. */
export const overviewFigures = pgTable(
  'overview_figures',
  {
    /** `2026-11`, `2026-Q4`, `2026`, `2025-12_2026-11` */
    period: text('period').notNull(),
    communityId: idColumn('community_id').notNull(),
    records: integer('records').notNull(),
    serviceMinutes: minutesColumn('service_minutes').notNull(),
    peopleServing: integer('people_serving').notNull(),
    activeParty: integer('active_party').notNull(),
    activeMasses: integer('active_masses').notNull(),
    /** Active people whom active members brought, of each at most the goal. */
    broughtCounted: integer('brought_counted').notNull(),
    partyReached: integer('party_reached').notNull(),
    massesTraced: integer('masses_traced').notNull(),
  },
  (table) => [
    primaryKey({ name: 'overview_figures_once', columns: [table.period, table.communityId] }),
  ],
)

/** How far a community's books are taken up, and what is open there. */
export const overviewMarks = pgTable('overview_marks', {
  communityId: uuid('community_id').primaryKey(),
  sequence: sequenceColumn('sequence').notNull(),
  outstandingMinutes: minutesColumn('outstanding_minutes').notNull(),
  openRequests: integer('open_requests').notNull().default(0),
  lateRequests: integer('late_requests').notNull().default(0),
  /** People with one star, two stars …; empty until they were counted once. */
  starCounts: integer('star_counts').array().notNull().default([]),
})

/** One row: how far the acts of everybody are taken up, and who is at it. */
export const overviewSnapshots = pgTable('overview_snapshots', {
  id: integer('id').primaryKey(),
  /** Acts before this id are taken up. */
  feedId: idColumn('feed_id').notNull(),
  /** Null until everything was built once. */
  asOfAt: instant('as_of_at'),
  refreshedAt: instant('refreshed_at'),
  /** Months whose figures have to be reckoned again. */
  staleMonths: date('stale_months', { mode: 'string' }).array().notNull().default([]),
  attendanceMins: integer('attendance_mins').array().notNull().default([]),
  /** The month that the last twelve months end with. */
  rollingMonth: civilDate('rolling_month'),
  claimedUntil: instant('claimed_until'),
})

/** What was issued stays; only the revocation is written later, and once (a trigger). */
export const serviceCertificates = pgTable(
  'service_certificates',
  {
    /** Whose organisation issued it. */
    communityId: idColumn('community_id')
      .notNull()
      .references(() => nodes.id),
    id: idColumn('id').notNull(),
    number: text('number').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    content: jsonb('content').$type<CertificateContent>().notNull(),
    seal: text('seal').notNull(),
    issuedAt: instant('issued_at').notNull(),
    issuedById: idColumn('issued_by_id').notNull(),
    revokedAt: instant('revoked_at'),
    revokedById: idColumn('revoked_by_id'),
    revokedReason: text('revoked_reason'),
  },
  (table) => [
    primaryKey({ name: 'service_certificates_once', columns: [table.communityId, table.id] }),
    unique('service_certificates_number').on(table.communityId, table.number),
    // checking a paper by its number, wherever it was issued
    index('service_certificates_by_number').on(table.number),
    // a person's papers, the latest first
    index('service_certificates_by_person').on(table.personId, table.issuedAt),
    check(
      'service_certificates_not_by_oneself',
      sql`${table.issuedById} <> ${table.personId} and (${table.revokedById} is null or ${table.revokedById} <> ${table.personId})`,
    ),
    check(
      'service_certificates_revoked',
      sql`(${table.revokedAt} is null) = (${table.revokedById} is null) and (${table.revokedAt} is null) = (${table.revokedReason} is null)`,
    ),
  ],
)
