import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { idColumn, instant, minutesColumn, sequenceColumn } from '../../db/columns.ts'
import type {
  AccountKind,
  HoldState,
  ProposalKind,
  ProposalPayload,
  ProposalState,
  TransferReason,
} from './model.ts'

/** One row per community: whoever holds its lock is the only writer of these books. */
export const ledgerBooks = pgTable('ledger_books', {
  communityId: uuid('community_id').primaryKey(),
  sequence: sequenceColumn('sequence').notNull(),
})

export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    communityId: idColumn('community_id')
      .notNull()
      .references(() => ledgerBooks.communityId),
    id: idColumn('id').notNull(),
    kind: text('kind').$type<AccountKind>().notNull(),
    ownerId: idColumn('owner_id').notNull(),
    balanceMinutes: minutesColumn('balance_minutes').notNull(),
    heldMinutes: minutesColumn('held_minutes').notNull(),
    version: sequenceColumn('version').notNull(),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    primaryKey({ name: 'ledger_accounts_once', columns: [table.communityId, table.id] }),
    // the account of a person, the commons, the clearing account of another community
    uniqueIndex('ledger_accounts_one_owner').on(table.communityId, table.kind, table.ownerId),
    // a person's savings, wherever the books were
    index('ledger_accounts_by_owner')
      .on(table.ownerId)
      .where(sql`${table.kind} = 'savings'`),
    check(
      'ledger_accounts_kind',
      sql`${table.kind} in ('savings', 'commons', 'issuance', 'retirement', 'clearing', 'opening', 'adjustment')`,
    ),
    check(
      'ledger_accounts_no_overdraft',
      sql`${table.kind} not in ('savings', 'commons') or ${table.balanceMinutes} >= 0`,
    ),
    check(
      'ledger_accounts_held_covered',
      sql`${table.heldMinutes} >= 0 and (${table.heldMinutes} = 0 or (${table.kind} in ('savings', 'commons') and ${table.heldMinutes} <= ${table.balanceMinutes}))`,
    ),
  ],
)

export const ledgerTransfers = pgTable(
  'ledger_transfers',
  {
    communityId: idColumn('community_id').notNull(),
    sequence: sequenceColumn('sequence').notNull(),
    journalId: idColumn('journal_id').notNull(),
    debitAccountId: idColumn('debit_account_id').notNull(),
    creditAccountId: idColumn('credit_account_id').notNull(),
    amountMinutes: minutesColumn('amount_minutes').notNull(),
    reason: text('reason').$type<TransferReason>().notNull(),
    sourceKind: text('source_kind').notNull(),
    sourceId: idColumn('source_id').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    commandId: idColumn('command_id').notNull(),
    actorId: idColumn('actor_id'),
    reversesSequence: sequenceColumn('reverses_sequence'),
  },
  (table) => [
    primaryKey({ name: 'ledger_transfers_once', columns: [table.communityId, table.sequence] }),
    // that both accounts exist is checked by a trigger, once a statement: `ledger_transfers_accounts`
    // the transfers of one act, in whichever books, for its reversal
    index('ledger_transfers_by_journal').on(table.journalId),
    // one accrual journal per record, one settlement per hold, one opening per person
    uniqueIndex('ledger_transfers_one_source')
      .on(table.communityId, table.sourceId, table.reason)
      .where(sql`${table.reason} in ('accrual', 'overflow', 'redemption', 'opening')`),
    uniqueIndex('ledger_transfers_reversed_once')
      .on(table.communityId, table.reversesSequence)
      .where(sql`${table.reversesSequence} is not null`),
    check(
      'ledger_transfers_amount',
      sql`${table.amountMinutes} > 0 and ${table.amountMinutes} <= 1000000000`,
    ),
    check(
      'ledger_transfers_two_accounts',
      sql`${table.debitAccountId} <> ${table.creditAccountId}`,
    ),
    check(
      'ledger_transfers_reversal',
      sql`(${table.reason} = 'reversal') = (${table.reversesSequence} is not null)`,
    ),
  ],
)

export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    communityId: idColumn('community_id').notNull(),
    accountId: idColumn('account_id').notNull(),
    accountVersion: sequenceColumn('account_version').notNull(),
    sequence: sequenceColumn('sequence').notNull(),
    changeMinutes: minutesColumn('change_minutes').notNull(),
    balanceAfterMinutes: minutesColumn('balance_after_minutes').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'ledger_entries_once',
      columns: [table.communityId, table.accountId, table.accountVersion],
    }),
  ],
)

/** What had come in by some versions of an account, kept so that long statements sum up as fast as short ones. */
export const ledgerMarks = pgTable(
  'ledger_marks',
  {
    communityId: idColumn('community_id').notNull(),
    accountId: idColumn('account_id').notNull(),
    accountVersion: sequenceColumn('account_version').notNull(),
    inMinutes: minutesColumn('in_minutes').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'ledger_marks_once',
      columns: [table.communityId, table.accountId, table.accountVersion],
    }),
  ],
)

export const ledgerHolds = pgTable(
  'ledger_holds',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    accountId: idColumn('account_id').notNull(),
    amountMinutes: minutesColumn('amount_minutes').notNull(),
    state: text('state').$type<HoldState>().notNull(),
    sourceKind: text('source_kind').notNull(),
    sourceId: idColumn('source_id').notNull(),
    placedAt: instant('placed_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    resolvedAt: instant('resolved_at'),
    settledMinutes: minutesColumn('settled_minutes'),
    journalId: idColumn('journal_id'),
    commandId: idColumn('command_id').notNull(),
  },
  (table) => [
    primaryKey({ name: 'ledger_holds_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'ledger_holds_account',
      columns: [table.communityId, table.accountId],
      foreignColumns: [ledgerAccounts.communityId, ledgerAccounts.id],
    }),
    // one open hold for one visit
    uniqueIndex('ledger_holds_one_source')
      .on(table.communityId, table.sourceId)
      .where(sql`${table.state} = 'placed'`),
    // the sweep of expired holds
    index('ledger_holds_due')
      .on(table.expiresAt)
      .where(sql`${table.state} = 'placed'`),
    // what is reserved, on the savings page
    index('ledger_holds_by_account').on(table.communityId, table.accountId),
    check('ledger_holds_amount', sql`${table.amountMinutes} > 0`),
    check(
      'ledger_holds_resolved_once',
      sql`(${table.state} = 'placed') = (${table.resolvedAt} is null) and (${table.state} = 'settled') = (${table.journalId} is not null)`,
    ),
  ],
)

/** Acts that take two people: proposed by one, decided by another. */
export const ledgerProposals = pgTable(
  'ledger_proposals',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    kind: text('kind').$type<ProposalKind>().notNull(),
    payload: jsonb('payload').$type<ProposalPayload>().notNull(),
    reason: text('reason').notNull(),
    state: text('state').$type<ProposalState>().notNull(),
    proposedById: idColumn('proposed_by_id').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    decidedById: idColumn('decided_by_id'),
    decidedAt: instant('decided_at'),
    journalId: idColumn('journal_id'),
  },
  (table) => [
    primaryKey({ name: 'ledger_proposals_once', columns: [table.communityId, table.id] }),
    check(
      'ledger_proposals_two_people',
      sql`${table.decidedById} is null or ${table.decidedById} <> ${table.proposedById} or ${table.state} = 'declined'`,
    ),
  ],
)
