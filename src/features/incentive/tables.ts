import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../db/columns.ts'
import { persons } from '../person/tables.ts'

/** 引荐: a resident states who brought them; the one named may decline. */
export const introductions = pgTable(
  'introductions',
  {
    personId: uuid('person_id')
      .primaryKey()
      .references(() => persons.id),
    introducerId: idColumn('introducer_id')
      .notNull()
      .references(() => persons.id),
    statedOn: civilDate('stated_on').notNull(),
    statedAt: instant('stated_at').notNull(),
    declinedAt: instant('declined_at'),
  },
  (table) => [
    // whom somebody brought
    index('introductions_by_introducer').on(table.introducerId),
    check('introductions_not_self', sql`${table.personId} <> ${table.introducerId}`),
  ],
)

/** A ranking as it was published: canonical bytes, their hash, and the rules they were made by. */
export const standings = pgTable(
  'standings',
  {
    id: uuid('id').primaryKey(),
    code: text('code').notNull(),
    /** The community, subdistrict or district ranked. */
    nodeId: idColumn('node_id').notNull(),
    period: text('period').notNull(),
    formulaVersion: integer('formula_version').notNull(),
    cutOffAt: instant('cut_off_at').notNull(),
    /** RFC 8785 canonical JSON of the whole standing. */
    body: text('body').notNull(),
    bodyHash: text('body_hash').notNull(),
    computedById: idColumn('computed_by_id').notNull(),
    computedAt: instant('computed_at').notNull(),
    publishedById: idColumn('published_by_id'),
    publishedAt: instant('published_at'),
  },
  (table) => [
    // computed as often as wanted, published once
    uniqueIndex('standings_one_per_period')
      .on(table.code, table.nodeId, table.period)
      .where(sql`${table.publishedAt} is not null`),
    // the standings of a node, the newest period first
    index('standings_by_node').on(table.nodeId, table.period),
    check('standings_two_people', sql`${table.publishedById} <> ${table.computedById}`),
  ],
)
