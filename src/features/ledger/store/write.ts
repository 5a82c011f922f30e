import type { Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement, type Param } from '../../../db/statement.ts'
import { ledgerErrors } from '../errors.ts'
import { refKey, type Account, type Draft } from '../model.ts'
import { insertBooks } from './books.ts'

defineConstraints({
  ledger_accounts_no_overdraft: ledgerErrors['insufficient-credits'],
  ledger_accounts_held_covered: ledgerErrors['insufficient-credits'],
  ledger_transfers_one_source: ledgerErrors['already-posted'],
  ledger_transfers_reversed_once: ledgerErrors['already-reversed'],
  ledger_holds_one_source: ledgerErrors['hold-resolved'],
})

/** Writes what a batch has added, one statement a table, all in one flight. */
export async function writeDraft(tx: Tx, draft: Draft): Promise<void> {
  const changed = [...draft.accounts.values()].filter((one) => draft.changed.has(refKey(one)))
  if (changed.length === 0) return
  const opened = changed.filter((one) => draft.opened.has(refKey(one)))
  const kept = changed.filter((one) => !draft.opened.has(refKey(one)))
  const missing = [...new Set(opened.map(({ communityId }) => communityId))].filter(
    (id) => !draft.knownBooks.has(id),
  )
  await Promise.all([
    missing.length > 0 ? insertBooks(tx, missing) : undefined,
    insertAccounts(tx, opened, draft.now),
    updateAccounts(tx, kept),
    insertTransfers(tx, draft),
    insertEntries(tx, draft),
    insertHolds(tx, draft),
    resolveHolds(tx, draft),
    updateSequences(tx, draft),
  ])
}

async function insertAccounts(tx: Tx, accounts: readonly Account[], now: string): Promise<void> {
  if (accounts.length === 0) return
  await statement(
    tx,
    `insert into ledger_accounts
       (community_id, id, kind, owner_id, balance_minutes, held_minutes, version, opened_at, closed_at)
     select c, i, k, o, b, h, v, $9::timestamptz, x
       from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[],
                   $6::timestamptz[], $7::text[], $8::uuid[]) as a(c, i, b, h, v, x, k, o)`,
    [...columns(accounts, (one) => [...accountRow(one), one.kind, one.ownerId]), now],
  )
}

async function updateAccounts(tx: Tx, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return
  await statement(
    tx,
    `update ledger_accounts a
        set balance_minutes = n.b, held_minutes = n.h, version = n.v, closed_at = n.x
       from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[],
                   $6::timestamptz[]) as n(c, i, b, h, v, x)
      where a.community_id = n.c and a.id = n.i`,
    columns(accounts, accountRow),
  )
}

function accountRow(account: Account): Param[] {
  return [
    account.communityId,
    account.id,
    account.balanceMinutes,
    account.heldMinutes,
    account.version,
    account.closedAt,
  ]
}

async function insertTransfers(tx: Tx, draft: Draft): Promise<void> {
  if (draft.transfers.length === 0) return
  await statement(
    tx,
    `insert into ledger_transfers
       (community_id, sequence, journal_id, debit_account_id, credit_account_id, amount_minutes,
        reason, source_kind, source_id, effective_at, recorded_at, command_id, actor_id, reverses_sequence)
     select c, s, j, d, k, m, r, y, z, e, $14::timestamptz, o, p, v
       from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[],
                   $7::text[], $8::text[], $9::uuid[], $10::timestamptz[], $11::uuid[], $12::uuid[],
                   $13::bigint[]) as t(c, s, j, d, k, m, r, y, z, e, o, p, v)`,
    [
      ...columns(draft.transfers, (one) => [
        one.communityId,
        one.sequence,
        one.journalId,
        one.debitAccountId,
        one.creditAccountId,
        one.amountMinutes,
        one.reason,
        one.source.kind,
        one.source.id,
        one.effectiveAt,
        one.commandId,
        one.actorId,
        one.reversesSequence,
      ]),
      draft.now,
    ],
  )
}

async function insertEntries(tx: Tx, draft: Draft): Promise<void> {
  if (draft.entries.length === 0) return
  await statement(
    tx,
    `insert into ledger_entries
       (community_id, account_id, account_version, sequence, change_minutes, balance_after_minutes)
     select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[],
                          $6::bigint[])`,
    columns(draft.entries, (one) => [
      one.communityId,
      one.accountId,
      one.accountVersion,
      one.sequence,
      one.changeMinutes,
      one.balanceAfterMinutes,
    ]),
  )
}

async function insertHolds(tx: Tx, draft: Draft): Promise<void> {
  const rows = [...draft.placedHolds].flatMap((id) => {
    return draft.holds.get(id) ?? []
  })
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into ledger_holds
       (community_id, id, account_id, amount_minutes, state, source_kind, source_id, placed_at,
        expires_at, resolved_at, settled_minutes, journal_id, command_id)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[],
                          $7::uuid[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],
                          $11::bigint[], $12::uuid[], $13::uuid[])`,
    columns(rows, (hold) => [
      hold.communityId,
      hold.id,
      hold.accountId,
      hold.amountMinutes,
      hold.state,
      hold.source.kind,
      hold.source.id,
      hold.placedAt,
      hold.expiresAt,
      hold.resolvedAt,
      hold.settledMinutes,
      hold.journalId,
      hold.commandId,
    ]),
  )
}

/** Guarded: a hold that is no longer placed is not resolved again. */
async function resolveHolds(tx: Tx, draft: Draft): Promise<void> {
  const ids = [...draft.resolvedHolds].filter((id) => !draft.placedHolds.has(id))
  if (ids.length === 0) return
  const rows = ids.flatMap((id) => draft.holds.get(id) ?? [])
  const done = await statement<{ id: string }>(
    tx,
    `update ledger_holds h
        set state = n.state, resolved_at = n.at, settled_minutes = n.minutes, journal_id = n.journal
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::bigint[], $6::uuid[])
         as n(community, id, state, at, minutes, journal)
      where h.community_id = n.community and h.id = n.id and h.state = 'placed'
      returning h.id`,
    columns(rows, (hold) => [
      hold.communityId,
      hold.id,
      hold.state,
      hold.resolvedAt,
      hold.settledMinutes,
      hold.journalId,
    ]),
  )
  if (done.length !== ids.length)
    throw new Error('a hold was resolved outside the lock of its books')
}

async function updateSequences(tx: Tx, draft: Draft): Promise<void> {
  if (draft.transfers.length === 0) return
  await statement(
    tx,
    `update ledger_books b set sequence = n.s
       from unnest($1::uuid[], $2::bigint[]) as n(c, s)
      where b.community_id = n.c and b.sequence < n.s`,
    columns([...draft.sequences], (one) => one),
  )
}
