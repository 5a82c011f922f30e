import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Proposal, ProposalState } from '../model.ts'
import { ledgerProposals } from '../tables.ts'

export type ProposalKey = { readonly communityId: Id; readonly id: Id }

function isKey(key: ProposalKey) {
  return and(eq(ledgerProposals.communityId, key.communityId), eq(ledgerProposals.id, key.id))
}

export async function insertProposal(tx: Tx, proposal: Proposal): Promise<void> {
  await tx.insert(ledgerProposals).values({ ...proposal, kind: proposal.payload.kind })
}

export async function selectProposal(
  tx: Queryable,
  key: ProposalKey,
): Promise<Proposal | undefined> {
  const [row] = await tx.select().from(ledgerProposals).where(isKey(key))
  return row
}

/** Locked until the transaction ends; the books' lock comes before. */
export async function lockProposal(tx: Tx, key: ProposalKey): Promise<Proposal | undefined> {
  const [row] = await tx.select().from(ledgerProposals).where(isKey(key)).for('no key update')
  return row
}

export async function markDecided(
  tx: Tx,
  key: ProposalKey,
  decision: {
    readonly state: Exclude<ProposalState, 'proposed'>
    readonly decidedById: Id
    readonly decidedAt: Instant
  },
): Promise<void> {
  await tx.update(ledgerProposals).set(decision).where(isKey(key))
}

/** Written with the books: the journal is known only when the draft has accepted. */
export async function setJournals(
  tx: Tx,
  rows: readonly (ProposalKey & { readonly journalId: Id })[],
): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `update ledger_proposals p set journal_id = n.j
       from json_to_recordset($1::json) as n(c uuid, i uuid, j uuid)
      where p.community_id = n.c and p.id = n.i`,
    [JSON.stringify(rows.map((one) => ({ c: one.communityId, i: one.id, j: one.journalId })))],
  )
}

/** The newest first, one more than `limit`. */
export async function selectProposals(
  tx: Queryable,
  query: {
    readonly communityId: Id
    readonly state: ProposalState | null
    readonly after: Id | null
    readonly limit: number
  },
): Promise<readonly Proposal[]> {
  return tx
    .select()
    .from(ledgerProposals)
    .where(
      and(
        eq(ledgerProposals.communityId, query.communityId),
        query.state ? eq(ledgerProposals.state, query.state) : sql`true`,
        query.after ? lt(ledgerProposals.id, query.after) : sql`true`,
      ),
    )
    .orderBy(desc(ledgerProposals.id))
    .limit(query.limit + 1)
}

/** For whom of them an opening balance was ever posted, in any books that kept the savings. */
export async function selectOpened(
  tx: Queryable,
  personIds: readonly Id[],
): Promise<ReadonlySet<Id>> {
  if (personIds.length === 0) return new Set()
  const rows = await statement<{ owner_id: Id }>(
    tx,
    `select a.owner_id
       from unnest($1::uuid[]) k
       join ledger_accounts a on a.owner_id = k and a.kind = 'savings'
       join ledger_transfers t
         on t.community_id = a.community_id and t.source_id = a.owner_id and t.reason = 'opening'`,
    columns(personIds, (id) => [id]),
  )
  return new Set(rows.map((row) => row.owner_id))
}
