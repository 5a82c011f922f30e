import type { Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { statement } from '../../../db/statement.ts'
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
     select c, i, k, o, b, h, v, $2::timestamptz, x
       from json_to_recordset($1::json)
         as a(c uuid, i uuid, k text, o uuid, b bigint, h bigint, v bigint, x timestamptz)`,
    [
      JSON.stringify(accounts.map((one) => ({ ...accountRow(one), k: one.kind, o: one.ownerId }))),
      now,
    ],
  )
}

async function updateAccounts(tx: Tx, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return
  await statement(
    tx,
    `update ledger_accounts a
        set balance_minutes = n.b, held_minutes = n.h, version = n.v, closed_at = n.x
       from json_to_recordset($1::json)
         as n(c uuid, i uuid, b bigint, h bigint, v bigint, x timestamptz)
      where a.community_id = n.c and a.id = n.i`,
    [JSON.stringify(accounts.map(accountRow))],
  )
}

function accountRow(account: Account) {
  return {
    c: account.communityId,
    i: account.id,
    b: account.balanceMinutes,
    h: account.heldMinutes,
    v: account.version,
    x: account.closedAt,
  }
}

async function insertTransfers(tx: Tx, draft: Draft): Promise<void> {
  if (draft.transfers.length === 0) return
  const rows = draft.transfers.map((one) => ({
    c: one.communityId,
    s: one.sequence,
    j: one.journalId,
    d: one.debitAccountId,
    k: one.creditAccountId,
    m: one.amountMinutes,
    r: one.reason,
    y: one.source.kind,
    z: one.source.id,
    e: one.effectiveAt,
    o: one.commandId,
    p: one.actorId,
    v: one.reversesSequence,
  }))
  await statement(
    tx,
    `insert into ledger_transfers
       (community_id, sequence, journal_id, debit_account_id, credit_account_id, amount_minutes,
        reason, source_kind, source_id, effective_at, recorded_at, command_id, actor_id, reverses_sequence)
     select c, s, j, d, k, m, r, y, z, e, $2::timestamptz, o, p, v
       from json_to_recordset($1::json)
         as t(c uuid, s bigint, j uuid, d uuid, k uuid, m bigint, r text, y text, z uuid,
              e timestamptz, o uuid, p uuid, v bigint)`,
    [JSON.stringify(rows), draft.now],
  )
}

async function insertEntries(tx: Tx, draft: Draft): Promise<void> {
  if (draft.entries.length === 0) return
  const rows = draft.entries.map((one) => ({
    c: one.communityId,
    a: one.accountId,
    v: one.accountVersion,
    s: one.sequence,
    m: one.changeMinutes,
    b: one.balanceAfterMinutes,
  }))
  await statement(
    tx,
    `insert into ledger_entries
       (community_id, account_id, account_version, sequence, change_minutes, balance_after_minutes)
     select c, a, v, s, m, b
       from json_to_recordset($1::json) as e(c uuid, a uuid, v bigint, s bigint, m bigint, b bigint)`,
    [JSON.stringify(rows)],
  )
}

async function insertHolds(tx: Tx, draft: Draft): Promise<void> {
  const rows = [...draft.placedHolds].flatMap((id) => {
    const hold = draft.holds.get(id)
    return hold ? [{ ...hold, sourceKind: hold.source.kind, sourceId: hold.source.id }] : []
  })
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into ledger_holds
       (community_id, id, account_id, amount_minutes, state, source_kind, source_id, placed_at,
        expires_at, resolved_at, settled_minutes, journal_id, command_id)
     select "communityId", id, "accountId", "amountMinutes", state, "sourceKind", "sourceId",
            "placedAt", "expiresAt", "resolvedAt", "settledMinutes", "journalId", "commandId"
       from json_to_recordset($1::json)
         as h("communityId" uuid, id uuid, "accountId" uuid, "amountMinutes" bigint, state text,
              "sourceKind" text, "sourceId" uuid, "placedAt" timestamptz, "expiresAt" timestamptz,
              "resolvedAt" timestamptz, "settledMinutes" bigint, "journalId" uuid, "commandId" uuid)`,
    [JSON.stringify(rows)],
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
        set state = n.state, resolved_at = n."resolvedAt", settled_minutes = n."settledMinutes",
            journal_id = n."journalId"
       from json_to_recordset($1::json)
         as n("communityId" uuid, id uuid, state text, "resolvedAt" timestamptz,
              "settledMinutes" bigint, "journalId" uuid)
      where h.community_id = n."communityId" and h.id = n.id and h.state = 'placed'
      returning h.id`,
    [JSON.stringify(rows)],
  )
  if (done.length !== ids.length)
    throw new Error('a hold was resolved outside the lock of its books')
}

async function updateSequences(tx: Tx, draft: Draft): Promise<void> {
  if (draft.transfers.length === 0) return
  const rows = [...draft.sequences].map(([c, s]) => ({ c, s }))
  await statement(
    tx,
    `update ledger_books b set sequence = n.s
       from json_to_recordset($1::json) as n(c uuid, s bigint)
      where b.community_id = n.c and b.sequence < n.s`,
    [JSON.stringify(rows)],
  )
}
