import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant, xid } from '../../db/columns.ts'
import type {
  ConsentKind,
  ErasureBasis,
  ErasureState,
  Gender,
  MembershipKind,
  NodeKind,
  PartyTie,
  PoliticalStatus,
  Recruitment,
  RelationKind,
  Role,
} from './model.ts'

/** The tree district → subdistrict → community → station. */
export const nodes = pgTable(
  'nodes',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<NodeKind>().notNull(),
    parentId: idColumn('parent_id'),
    /** Itself and everything above it: a grant at any of these reaches it. */
    ancestorIds: uuid('ancestor_ids').array().notNull(),
    name: text('name').notNull(),
    aliases: text('aliases').array().notNull().default([]),
    /** Of a district: what its certificate and card numbers start with, e.g. NM. */
    code: text('code'),
    /** Of a community or station: its own service line, never anybody's personal number. */
    phone: text('phone'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('nodes_one_name').on(table.parentId, table.kind, table.name),
    uniqueIndex('nodes_one_district')
      .on(table.kind)
      .where(sql`${table.kind} = 'district'`),
    check('nodes_kind', sql`${table.kind} in ('district', 'subdistrict', 'community', 'station')`),
    check('nodes_root', sql`(${table.kind} = 'district') = (${table.parentId} is null)`),
  ],
)

export const households = pgTable('households', {
  id: uuid('id').primaryKey(),
  communityId: idColumn('community_id').notNull(),
  /** Sealed: where somebody lives. */
  addressSealed: text('address_sealed').notNull(),
  createdAt: instant('created_at').notNull(),
})

export const persons = pgTable(
  'persons',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    gender: text('gender').$type<Gender>(),
    bornOn: civilDate('born_on'),
    /** Sealed; found again by its keyed hash. One phone may serve several people. */
    phoneSealed: text('phone_sealed'),
    phoneHash: text('phone_hash'),
    workUnit: text('work_unit'),
    householdId: idColumn('household_id').references(() => households.id),
    livesAlone: boolean('lives_alone').notNull().default(false),
    /** The community that keeps the person's books; moved by the ledger's own act only. */
    booksCommunityId: idColumn('books_community_id')
      .notNull()
      .references(() => nodes.id),
    /** Where the books were before: overlaps are looked for there too. */
    formerBooksIds: uuid('former_books_ids').array().notNull().default([]),
    registeredOn: civilDate('registered_on').notNull(),
    createdAt: instant('created_at').notNull(),
    leftAt: instant('left_at'),
    /** What identified the person is gone since then. */
    erasedAt: instant('erased_at'),
  },
  (table) => [
    // sign-in and the operator's look-up by phone
    index('persons_by_phone').on(table.phoneHash),
    // whom the whole name on a sheet means
    index('persons_by_name').on(table.name),
    // who lives together: approval and introductions ask
    index('persons_by_household').on(table.householdId),
    // rosters and balances of a community
    index('persons_by_books').on(table.booksCommunityId),
    // overlaps at approval: nearly nobody has moved
    index('persons_who_moved')
      .on(table.id)
      .where(sql`${table.formerBooksIds} <> '{}'`),
  ],
)

/** By what people are found: their name's pieces and pinyin, and where to look for a phone's end. */
export const searchTerms = pgTable(
  'search_terms',
  {
    personId: uuid('person_id')
      .primaryKey()
      .references(() => persons.id),
    /** The name as it is compared, and what its characters may be read as (kernel/name-search). */
    spelling: text('spelling').notNull(),
    reading: text('reading').notNull(),
    terms: text('terms').array().notNull(),
    /** A byte of a keyed hash of the phone's last four digits: 256 drawers to unseal from. */
    phoneDrawer: smallint('phone_drawer'),
  },
  (table) => [
    // people by a part of the name, by pinyin and by initials
    index('search_terms_by_term').using('gin', table.terms),
    // people by the end of their phone number
    index('search_terms_by_phone_drawer').on(table.phoneDrawer),
  ],
)

/** Political status and party tie, dated: the newest `since_on` not after the day asked holds. */
export const personStatuses = pgTable(
  'person_statuses',
  {
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    sinceOn: civilDate('since_on').notNull(),
    politicalStatus: text('political_status').$type<PoliticalStatus>().notNull(),
    partyTie: text('party_tie').$type<PartyTie>(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'person_statuses_one_a_day', columns: [table.personId, table.sinceOn] }),
    check(
      'person_statuses_political_status',
      sql`${table.politicalStatus} in ('partyMember', 'probationaryMember', 'leagueMember', 'masses')`,
    ),
    check(
      'person_statuses_party_tie',
      sql`${table.partyTie} in ('organInService', 'otherInService', 'retired', 'residence')`,
    ),
  ],
)

export const memberships = pgTable(
  'memberships',
  {
    id: uuid('id').primaryKey(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    communityId: idColumn('community_id')
      .notNull()
      .references(() => nodes.id),
    kind: text('kind').$type<MembershipKind>().notNull(),
    sinceOn: civilDate('since_on').notNull(),
    untilOn: civilDate('until_on'),
  },
  (table) => [
    uniqueIndex('memberships_one_open')
      .on(table.personId, table.communityId, table.kind)
      .where(sql`${table.untilOn} is null`),
    // a person's own, ended ones too: every page of one person
    index('memberships_by_person').on(table.personId),
    // the people of a community
    index('memberships_by_community').on(table.communityId, table.kind),
    check('memberships_kind', sql`${table.kind} in ('home', 'assigned', 'serving')`),
  ],
)

/** Registered to serve: certificate and card come before duty (SE-61). */
export const volunteers = pgTable(
  'volunteers',
  {
    personId: uuid('person_id')
      .primaryKey()
      .references(() => persons.id),
    certificateNumber: text('certificate_number').notNull().unique('volunteers_certificate_number'),
    certificateOn: civilDate('certificate_on').notNull(),
    cardNumber: text('card_number').unique('volunteers_card_number'),
    cardOn: civilDate('card_on'),
    skills: text('skills').array().notNull().default([]),
    guardianConsentOn: civilDate('guardian_consent_on'),
    recruitment: text('recruitment').$type<Recruitment>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    // people by the last digits of what they carry
    index('volunteers_by_certificate_end').on(
      sql`reverse(${table.certificateNumber}) text_pattern_ops`,
    ),
    index('volunteers_by_card_end').on(sql`reverse(${table.cardNumber}) text_pattern_ops`),
  ],
)

/** Service cards that another one replaced: kept, since they were worn on duty until then. */
export const endedCards = pgTable(
  'ended_cards',
  {
    cardNumber: text('card_number').primaryKey(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    cardOn: civilDate('card_on').notNull(),
    /** The day of the new card, on which either may have been worn. */
    endedOn: civilDate('ended_on').notNull(),
  },
  (table) => [
    // since when somebody carries a card
    index('ended_cards_by_person').on(table.personId),
    check('ended_cards_in_order', sql`${table.endedOn} >= ${table.cardOn}`),
  ],
)

/** Spouse and relatives, stated and verified: who may use whose savings, and whose gifts are free. */
export const relations = pgTable(
  'relations',
  {
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    relativeId: idColumn('relative_id')
      .notNull()
      .references(() => persons.id),
    kind: text('kind').$type<RelationKind>().notNull(),
    verifiedById: idColumn('verified_by_id').notNull(),
    verifiedAt: instant('verified_at').notNull(),
    /** Standing consent of `person` that `relative` may use the savings. */
    savingsConsentAt: instant('savings_consent_at'),
    endedAt: instant('ended_at'),
  },
  (table) => [
    primaryKey({ name: 'relations_once', columns: [table.personId, table.relativeId] }),
    check('relations_not_self', sql`${table.personId} <> ${table.relativeId}`),
  ],
)

export const consents = pgTable(
  'consents',
  {
    id: uuid('id').primaryKey(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    kind: text('kind').$type<ConsentKind>().notNull(),
    wording: text('wording').notNull(),
    givenAt: instant('given_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [
    uniqueIndex('consents_one_open')
      .on(table.personId, table.kind)
      .where(sql`${table.withdrawnAt} is null`),
    // a person's own, withdrawn ones too: every page of one person
    index('consents_by_person').on(table.personId),
  ],
)

/** What a person may do, at a node and below it. */
export const roleGrants = pgTable(
  'role_grants',
  {
    id: uuid('id').primaryKey(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    role: text('role').$type<Role>().notNull(),
    nodeId: idColumn('node_id')
      .notNull()
      .references(() => nodes.id),
    grantedById: idColumn('granted_by_id'),
    grantedAt: instant('granted_at').notNull(),
    revokedById: idColumn('revoked_by_id'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    uniqueIndex('role_grants_one_open')
      .on(table.personId, table.role, table.nodeId)
      .where(sql`${table.revokedAt} is null`),
    // who coordinates where
    index('role_grants_coordinators')
      .on(table.nodeId)
      .where(sql`${table.role} = 'coordinator' and ${table.revokedAt} is null`),
    check(
      'role_grants_role',
      sql`${table.role} in ('volunteer', 'resident', 'teamLeader', 'coordinator', 'districtAdministrator', 'supervisor', 'auditor')`,
    ),
  ],
)

/** 删除个人信息: proposed by one person, done by another; texts are let go only while it is done. */
export const erasures = pgTable(
  'erasures',
  {
    id: uuid('id').primaryKey(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    basis: text('basis').$type<ErasureBasis>().notNull(),
    state: text('state').$type<ErasureState>().notNull(),
    proposedById: idColumn('proposed_by_id').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    decidedById: idColumn('decided_by_id'),
    decidedAt: instant('decided_at'),
    /** The transaction that did it. */
    doneIn: xid('done_in'),
  },
  (table) => [
    uniqueIndex('erasures_one_of_a_person')
      .on(table.personId)
      .where(sql`${table.state} <> 'declined'`),
    // whether this transaction erases somebody: asked for every text that goes
    index('erasures_by_done_in').on(table.doneIn),
    check('erasures_state', sql`${table.state} in ('proposed', 'declined', 'done')`),
    check(
      'erasures_two_people',
      sql`${table.state} <> 'done' or (${table.doneIn} is not null and coalesce(${table.decidedById} <> ${table.proposedById}, false) and ${table.decidedById} <> ${table.personId} and ${table.proposedById} <> ${table.personId})`,
    ),
  ],
)

export const signInCodes = pgTable(
  'sign_in_codes',
  {
    id: uuid('id').primaryKey(),
    phoneHash: text('phone_hash').notNull(),
    phoneSealed: text('phone_sealed').notNull(),
    codeHash: text('code_hash').notNull(),
    tries: integer('tries').notNull().default(0),
    requestedAt: instant('requested_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  // expired ones are purged
  (table) => [index('sign_in_codes_by_expiry').on(table.expiresAt)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    /** Null until a phone that serves several people has chosen who it is. */
    personId: idColumn('person_id').references(() => persons.id),
    phoneHash: text('phone_hash').notNull(),
    /** Sealed: somebody who registers after the code need not type it again. */
    phoneSealed: text('phone_sealed').notNull(),
    /** Of the opaque cookie that pages carry. */
    cookieHash: text('cookie_hash').unique('sessions_cookie'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    endedReason: text('ended_reason'),
  },
  // everything of a person is ended at once
  (table) => [index('sessions_by_person').on(table.personId)],
)

/** Each is used once; using one again ends its session. */
export const refreshTokens = pgTable('refresh_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  sessionId: idColumn('session_id')
    .notNull()
    .references(() => sessions.id),
  issuedAt: instant('issued_at').notNull(),
  usedAt: instant('used_at'),
})

export const signingKeys = pgTable('signing_keys', {
  kid: text('kid').primaryKey(),
  publicJwk: jsonb('public_jwk').$type<Record<string, string>>().notNull(),
  privateSealed: text('private_sealed').notNull(),
  createdAt: instant('created_at').notNull(),
  retiredAt: instant('retired_at'),
})

/** Running numbers; the row is the lock, so that two at once never get the same. */
export const numberSeries = pgTable('number_series', {
  name: text('name').primaryKey(),
  lastNumber: integer('last_number').notNull(),
})

/** Counters of rate-limiter-flexible, in the shape its drizzle store asks for. */
export const rateLimits = pgTable('rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: timestamp('expire', { withTimezone: true, mode: 'date' }),
})
