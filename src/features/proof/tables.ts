import { sql } from 'drizzle-orm'
import { check, customType, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instant, sequenceColumn } from '../../db/columns.ts'
import { ledgerBooks } from '../ledger/tables.ts'

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** How far each community's transfers are sealed; locked by whoever seals. */
export const proofTrees = pgTable(
  'proof_trees',
  {
    communityId: uuid('community_id')
      .primaryKey()
      .references(() => ledgerBooks.communityId),
    salt: text('salt').notNull(),
    size: sequenceColumn('size').notNull(),
    /** Transfers that came along from another installation; the records behind them did not. */
    takenSize: sequenceColumn('taken_size').notNull().default(0),
  },
  (table) => [check('proof_trees_size', sql`${table.size} >= 0 and length(${table.salt}) = 64`)],
)

export const proofTiles = pgTable(
  'proof_tiles',
  {
    communityId: idColumn('community_id')
      .notNull()
      .references(() => proofTrees.communityId),
    level: smallint('level').notNull(),
    index: sequenceColumn('index').notNull(),
    hashes: bytes('hashes').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'proof_tiles_once',
      columns: [table.communityId, table.level, table.index],
    }),
    check(
      'proof_tiles_width',
      sql`octet_length(${table.hashes}) between 32 and 8192 and octet_length(${table.hashes}) % 32 = 0`,
    ),
  ],
)

/** What was signed, for ever: a size is signed once. */
export const proofCheckpoints = pgTable(
  'proof_checkpoints',
  {
    communityId: idColumn('community_id')
      .notNull()
      .references(() => proofTrees.communityId),
    size: sequenceColumn('size').notNull(),
    root: text('root').notNull(),
    note: text('note').notNull(),
    signedAt: instant('signed_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'proof_checkpoints_once', columns: [table.communityId, table.size] }),
  ],
)

/** The installation's signing keys, and the public ones that books brought with them. */
export const proofKeys = pgTable('proof_keys', {
  id: uuid('id').primaryKey(),
  publicKey: text('public_key').notNull().unique('proof_keys_public'),
  /** Null where the key was made elsewhere. */
  secretSealed: text('secret_sealed'),
  madeAt: instant('made_at').notNull(),
  retiredAt: instant('retired_at'),
})

/** Up to which size a checkpoint of each community has reached each place outside. */
export const proofDeliveries = pgTable(
  'proof_deliveries',
  {
    communityId: idColumn('community_id')
      .notNull()
      .references(() => proofTrees.communityId),
    place: text('place').$type<'folder' | 'webhook'>().notNull(),
    size: sequenceColumn('size').notNull(),
    deliveredAt: instant('delivered_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'proof_deliveries_once', columns: [table.communityId, table.place] }),
  ],
)
