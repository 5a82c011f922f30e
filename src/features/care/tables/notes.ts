import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import type {
  ConsentForm,
  ConsentGiver,
  ConsentItem,
  NoteItem,
  OpeningReason,
} from '../model/notes.ts'

/** Separate consents: one of a person for one item, from a day to a day. */
export const careConsents = pgTable(
  'care_consents',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    item: text('item').$type<ConsentItem>().notNull(),
    givenBy: text('given_by').$type<ConsentGiver>().notNull(),
    form: text('form').$type<ConsentForm>().notNull(),
    givenOn: civilDate('given_on').notNull(),
    expiresOn: civilDate('expires_on').notNull(),
    withdrawnAt: instant('withdrawn_at'),
    /** Who signed, and where the paper lies; null when the person was erased. */
    detailsSealed: text('details_sealed'),
    recordedById: idColumn('recorded_by_id').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'care_consents_once', columns: [table.communityId, table.id] }),
    // what a note's consent must be of
    unique('care_consents_of_item').on(table.communityId, table.id, table.personId, table.item),
    // what holds of a person
    index('care_consents_by_person').on(table.personId, table.item),
    check(
      'care_consents_item',
      sql`${table.item} in ('need', 'income', 'health', 'employability', 'housing', 'schooling', 'pairing')`,
    ),
    check('care_consents_given_by', sql`${table.givenBy} in ('self', 'guardian', 'nextOfKin')`),
    check('care_consents_form', sql`${table.form} in ('signedPaper', 'witnessed')`),
    check('care_consents_in_order', sql`${table.expiresOn} >= ${table.givenOn}`),
  ],
)

/** What is known about a person under an item: sealed, and never without a consent to that item. */
export const careNotes = pgTable(
  'care_notes',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    item: text('item').$type<NoteItem>().notNull(),
    consentId: idColumn('consent_id').notNull(),
    bodySealed: text('body_sealed'),
    recordedById: idColumn('recorded_by_id').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    endedAt: instant('ended_at'),
    endedById: idColumn('ended_by_id'),
    wipedAt: instant('wiped_at'),
  },
  (table) => [
    primaryKey({ name: 'care_notes_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'care_notes_consent',
      columns: [table.communityId, table.consentId, table.personId, table.item],
      foreignColumns: [
        careConsents.communityId,
        careConsents.id,
        careConsents.personId,
        careConsents.item,
      ],
    }),
    uniqueIndex('care_notes_one_open')
      .on(table.communityId, table.personId, table.item)
      .where(sql`${table.endedAt} is null`),
    // the register of a community, and what an expired consent leaves to be wiped
    index('care_notes_kept')
      .on(table.communityId, table.item)
      .where(sql`${table.wipedAt} is null`),
    // a person's own
    index('care_notes_by_person').on(table.personId),
    check(
      'care_notes_item',
      sql`${table.item} in ('need', 'income', 'health', 'employability', 'housing', 'schooling')`,
    ),
    check('care_notes_wiped', sql`(${table.bodySealed} is null) = (${table.wipedAt} is not null)`),
    check('care_notes_ended', sql`${table.wipedAt} is null or ${table.endedAt} is not null`),
  ],
)

/** Who opened whose file, when and why; never changed, but the words go with an erased person. */
export const careOpenings = pgTable(
  'care_openings',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    openedById: idColumn('opened_by_id').notNull(),
    reasonKind: text('reason_kind').$type<OpeningReason>().notNull(),
    reasonSealed: text('reason_sealed').notNull(),
    openedAt: instant('opened_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'care_openings_once', columns: [table.communityId, table.id] }),
    check(
      'care_openings_reason_kind',
      sql`${table.reasonKind} in ('help', 'review', 'pairing', 'aid', 'correction', 'complaint', 'ownRequest')`,
    ),
  ],
)

/** What an opening showed. */
export const openedItems = pgTable(
  'opened_items',
  {
    communityId: idColumn('community_id').notNull(),
    openingId: idColumn('opening_id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    item: text('item').$type<ConsentItem>().notNull(),
    noteId: idColumn('note_id'),
  },
  (table) => [
    primaryKey({
      name: 'opened_items_once',
      columns: [table.communityId, table.openingId, table.personId, table.item],
    }),
    foreignKey({
      name: 'opened_items_opening',
      columns: [table.communityId, table.openingId],
      foreignColumns: [careOpenings.communityId, careOpenings.id],
    }),
    // who opened what is about a person, or about those who live with them
    index('opened_items_by_person').on(table.personId),
  ],
)
