import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import type { CheckIn, PresenceProof, SignUpState } from '../model/sign-ups.ts'
import { shifts } from './shifts.ts'

/** Who will come to a shift, and who waits for a place. */
export const signUps = pgTable(
  'sign_ups',
  {
    communityId: idColumn('community_id').notNull(),
    shiftId: idColumn('shift_id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    state: text('state').$type<SignUpState>().notNull(),
    signedUpAt: instant('signed_up_at').notNull(),
    signedUpById: idColumn('signed_up_by_id').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'sign_ups_once',
      columns: [table.communityId, table.shiftId, table.personId],
    }),
    foreignKey({
      name: 'sign_ups_shift',
      columns: [table.communityId, table.shiftId],
      foreignColumns: [shifts.communityId, shifts.id],
    }),
    // a person's own shifts
    index('sign_ups_by_person').on(table.personId, table.startsAt),
    check('sign_ups_state', sql`${table.state} in ('signedUp', 'waiting', 'withdrawn')`),
  ],
)

/** Who is or was there. */
export const checkIns = pgTable(
  'check_ins',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    shiftId: idColumn('shift_id'),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    checkedInAt: instant('checked_in_at').notNull(),
    checkedInHow: text('checked_in_how').$type<PresenceProof>().notNull(),
    checkedInById: idColumn('checked_in_by_id').notNull(),
    checkedOutAt: instant('checked_out_at'),
    checkedOutHow: text('checked_out_how').$type<CheckIn['checkedOutHow']>(),
    checkedOutById: idColumn('checked_out_by_id'),
    recordCommunityId: idColumn('record_community_id'),
    recordId: idColumn('record_id'),
    refusalCode: text('refusal_code'),
  },
  (table) => [
    primaryKey({ name: 'check_ins_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'check_ins_shift',
      columns: [table.communityId, table.shiftId],
      foreignColumns: [shifts.communityId, shifts.id],
    }),
    // once a person and shift, however often the code is scanned
    unique('check_ins_once_a_shift').on(table.communityId, table.shiftId, table.personId),
    // what a person sees of their last days
    index('check_ins_by_person').on(table.personId, table.checkedInAt),
    // where somebody is checked in now
    index('check_ins_open')
      .on(table.personId)
      .where(sql`${table.checkedOutAt} is null`),
    // who came without a shift and waits for a coordinator
    index('check_ins_without_shift')
      .on(table.communityId, table.checkedInAt)
      .where(sql`${table.shiftId} is null and ${table.recordId} is null`),
    check(
      'check_ins_how',
      sql`${table.checkedInHow} in ('code', 'digits', 'coordinator') and ${table.checkedOutHow} in ('code', 'digits', 'coordinator', 'forgotten')`,
    ),
    check(
      'check_ins_out_after_in',
      sql`(${table.checkedOutAt} is null) = (${table.checkedOutHow} is null) and ${table.checkedOutAt} >= ${table.checkedInAt}`,
    ),
    check(
      'check_ins_filed_when_over',
      sql`${table.recordId} is null or ${table.checkedOutAt} is not null`,
    ),
    check(
      'check_ins_marked_by_another',
      sql`${table.checkedInHow} <> 'coordinator' or ${table.checkedInById} <> ${table.personId}`,
    ),
  ],
)
