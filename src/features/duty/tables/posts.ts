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
import { idColumn, instant } from '../../../db/columns.ts'
import { nodes, persons } from '../../person/tables.ts'
import type { ServiceDomain } from '../../service/model.ts'
import type { ClaimState, PostKind } from '../model/posts.ts'

/** The sixteen kinds of duty: data that a migration brings, the same in every community. */
export const postTypes = pgTable(
  'post_types',
  {
    code: text('code').primaryKey(),
    /** Where it stands in the list. */
    position: integer('position').notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<PostKind>().notNull(),
    domain: text('domain').$type<ServiceDomain>().notNull(),
    skills: text('skills').array().notNull(),
    risky: boolean('risky').notNull(),
    minimumAge: integer('minimum_age').notNull(),
    needsInsurance: boolean('needs_insurance').notNull(),
    needsTraining: boolean('needs_training').notNull(),
    fromSeed: boolean('from_seed').notNull(),
  },
  (table) => [
    check('post_types_kind', sql`${table.kind} in ('responsibility', 'example')`),
    check('post_types_domain', sql`${table.domain} in ('convenience', 'benefit', 'safety')`),
    check('post_types_minimum_age', sql`${table.minimumAge} between 0 and 99`),
  ],
)

/** A community's own posts. */
export const posts = pgTable(
  'posts',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    typeCode: text('type_code')
      .notNull()
      .references(() => postTypes.code),
    kind: text('kind').$type<PostKind>().notNull(),
    place: text('place').notNull(),
    stationId: idColumn('station_id').references(() => nodes.id),
    places: integer('places').notNull(),
    /** Claims that wait or are held: the check keeps the last place from being taken twice. */
    taken: integer('taken').notNull(),
    openedById: idColumn('opened_by_id').notNull(),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    // also the list of a community's posts
    primaryKey({ name: 'posts_once', columns: [table.communityId, table.id] }),
    check('posts_kind', sql`${table.kind} in ('responsibility', 'example')`),
    check('posts_places', sql`${table.places} between 1 and 500`),
    check('posts_full', sql`${table.taken} between 0 and ${table.places}`),
  ],
)

/** 认领 and 退出; the ended rows are the history. */
export const postClaims = pgTable(
  'post_claims',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    postId: idColumn('post_id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    state: text('state').$type<ClaimState>().notNull(),
    claimedById: idColumn('claimed_by_id').notNull(),
    claimedAt: instant('claimed_at').notNull(),
    confirmedById: idColumn('confirmed_by_id'),
    confirmedAt: instant('confirmed_at'),
    endedById: idColumn('ended_by_id'),
    endedAt: instant('ended_at'),
    endedReason: text('ended_reason'),
  },
  (table) => [
    primaryKey({ name: 'post_claims_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'post_claims_post',
      columns: [table.communityId, table.postId],
      foreignColumns: [posts.communityId, posts.id],
    }),
    uniqueIndex('post_claims_one_open')
      .on(table.communityId, table.postId, table.personId)
      .where(sql`${table.endedAt} is null`),
    // who holds a post, and who did
    index('post_claims_by_post').on(table.communityId, table.postId),
    // a person's own posts
    index('post_claims_by_person').on(table.personId),
    // what waits for a coordinator
    index('post_claims_waiting')
      .on(table.communityId)
      .where(sql`${table.state} = 'waiting'`),
    check(
      'post_claims_state',
      sql`(${table.state} in ('waiting', 'onDuty') and ${table.endedAt} is null) or (${table.state} in ('declined', 'released') and ${table.endedAt} is not null)`,
    ),
    check('post_claims_not_by_oneself', sql`${table.confirmedById} <> ${table.personId}`),
  ],
)
