import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import { postTypes } from './posts.ts'
import { teams } from './teams.ts'

/** 报到函: the letter with which a work unit sends somebody (SE-51). */
export const reportIns = pgTable(
  'report_ins',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    workUnit: text('work_unit').notNull(),
    letterNumber: text('letter_number').notNull(),
    letterOn: civilDate('letter_on').notNull(),
    receivedById: idColumn('received_by_id').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    // also the list, the newest first: ids are in the order of time
    primaryKey({ name: 'report_ins_once', columns: [table.communityId, table.id] }),
    // one letter may name several people, and each of them once
    unique('report_ins_one_letter').on(table.communityId, table.personId, table.letterNumber),
    // what goes with somebody who is erased
    index('report_ins_by_person').on(table.personId),
    check('report_ins_not_by_oneself', sql`${table.receivedById} <> ${table.personId}`),
  ],
)

/** Accident insurance before risky work, of a person or of a whole team. */
export const insurances = pgTable(
  'insurances',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id').references(() => persons.id),
    teamId: idColumn('team_id'),
    insurer: text('insurer').notNull(),
    policyNumber: text('policy_number').notNull(),
    fromOn: civilDate('from_on').notNull(),
    untilOn: civilDate('until_on').notNull(),
    recordedById: idColumn('recorded_by_id').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    // also the list, the newest first
    primaryKey({ name: 'insurances_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'insurances_team',
      columns: [table.communityId, table.teamId],
      foreignColumns: [teams.communityId, teams.id],
    }),
    // whether somebody is covered
    index('insurances_by_person').on(table.personId),
    index('insurances_by_team').on(table.communityId, table.teamId),
    check('insurances_one_insured', sql`num_nonnulls(${table.personId}, ${table.teamId}) = 1`),
    check('insurances_in_order', sql`${table.untilOn} >= ${table.fromOn}`),
  ],
)

/** Told of the risks, and accepted them before the duty. */
export const riskAcceptances = pgTable(
  'risk_acceptances',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    typeCode: text('type_code')
      .notNull()
      .references(() => postTypes.code),
    wording: text('wording').notNull(),
    acceptedById: idColumn('accepted_by_id').notNull(),
    acceptedAt: instant('accepted_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'risk_acceptances_once', columns: [table.communityId, table.id] }),
    // whether somebody has accepted them
    unique('risk_acceptances_one').on(table.communityId, table.personId, table.typeCode),
  ],
)

/** 培训 with the statutory fields. */
export const trainings = pgTable(
  'trainings',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    name: text('name').notNull(),
    content: text('content').notNull(),
    trainingMinutes: integer('training_minutes').notNull(),
    organiser: text('organiser').notNull(),
    heldOn: civilDate('held_on').notNull(),
    typeCode: text('type_code').references(() => postTypes.code),
    recordedById: idColumn('recorded_by_id').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    // also the list, the newest first
    primaryKey({ name: 'trainings_once', columns: [table.communityId, table.id] }),
    check('trainings_minutes', sql`${table.trainingMinutes} between 1 and 1440`),
  ],
)

/** Who was trained. */
export const trainees = pgTable(
  'trainees',
  {
    communityId: idColumn('community_id').notNull(),
    trainingId: idColumn('training_id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
  },
  (table) => [
    primaryKey({
      name: 'trainees_once',
      columns: [table.communityId, table.trainingId, table.personId],
    }),
    foreignKey({
      name: 'trainees_training',
      columns: [table.communityId, table.trainingId],
      foreignColumns: [trainings.communityId, trainings.id],
    }),
    // what somebody learned: their own page, and whether a post is open to them
    index('trainees_by_person').on(table.personId),
  ],
)
