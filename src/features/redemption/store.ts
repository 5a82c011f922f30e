import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../db/client.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { minutes, ZERO, type Minutes } from '../../kernel/minutes.ts'
import type { AccountRef } from '../ledger/model.ts'
import { ledgerAccounts, ledgerEntries, ledgerTransfers } from '../ledger/tables.ts'
import { persons, relations } from '../person/tables.ts'
import type { InstructionKind } from './model.ts'
import { redemptions, standingInstructions } from './tables.ts'

export async function insertRedemption(
  tx: Tx,
  row: typeof redemptions.$inferInsert,
): Promise<void> {
  await tx.insert(redemptions).values(row)
}

/** Who lends the savings that a request uses now; undefined when none are used. */
export async function selectPayer(tx: Queryable, communityId: Id, requestId: Id) {
  const rows = await tx
    .select({ payerKind: redemptions.payerKind, payerId: redemptions.payerId })
    .from(redemptions)
    .where(
      and(
        eq(redemptions.communityId, communityId),
        eq(redemptions.requestId, requestId),
        isNull(redemptions.withdrawnAt),
      ),
    )
    .limit(1)
  return rows[0]
}

export type NamedPayer = { readonly personId: Id; readonly name: string }

export function selectPayers(tx: Queryable, relativeId: Id): Promise<readonly NamedPayer[]> {
  return tx
    .select({ personId: persons.id, name: persons.name })
    .from(relations)
    .innerJoin(persons, eq(persons.id, relations.personId))
    .where(
      and(
        eq(relations.relativeId, relativeId),
        isNull(relations.endedAt),
        isNotNull(relations.savingsConsentAt),
      ),
    )
    .orderBy(asc(persons.name))
}

export async function markWithdrawn(
  tx: Tx,
  communityId: Id,
  requestId: Id,
  withdrawnAt: Instant,
): Promise<void> {
  await tx
    .update(redemptions)
    .set({ withdrawnAt })
    .where(
      and(
        eq(redemptions.communityId, communityId),
        eq(redemptions.requestId, requestId),
        isNull(redemptions.withdrawnAt),
      ),
    )
}

/** Zero for an account that was never opened, or is closed. */
export async function selectAvailable(tx: Queryable, ref: AccountRef): Promise<Minutes> {
  const rows = await tx
    .select({
      balanceMinutes: ledgerAccounts.balanceMinutes,
      heldMinutes: ledgerAccounts.heldMinutes,
    })
    .from(ledgerAccounts)
    .where(
      and(
        eq(ledgerAccounts.communityId, ref.communityId),
        eq(ledgerAccounts.kind, ref.kind),
        eq(ledgerAccounts.ownerId, ref.ownerId),
        isNull(ledgerAccounts.closedAt),
      ),
    )
  const [row] = rows
  return row ? minutes(row.balanceMinutes - row.heldMinutes) : ZERO
}

export type InstructionRow = typeof standingInstructions.$inferSelect

export async function selectInstruction(
  tx: Queryable,
  personId: Id,
): Promise<InstructionRow | undefined> {
  const rows = await tx
    .select()
    .from(standingInstructions)
    .where(eq(standingInstructions.personId, personId))
  return rows[0]
}

export async function saveInstruction(tx: Tx, row: InstructionRow): Promise<void> {
  const { personId: _, ...set } = row
  await tx
    .insert(standingInstructions)
    .values(row)
    .onConflictDoUpdate({ target: standingInstructions.personId, set })
}

/** What was credited for approved records since an account version, or since a time. */
export async function selectAccruals(
  tx: Queryable,
  account: { readonly communityId: Id; readonly id: Id },
  since: { readonly version: number; readonly recordedAt: Instant | null },
): Promise<readonly Minutes[]> {
  const rows = await tx
    .select({ amountMinutes: ledgerTransfers.amountMinutes })
    .from(ledgerEntries)
    .innerJoin(
      ledgerTransfers,
      and(
        eq(ledgerTransfers.communityId, ledgerEntries.communityId),
        eq(ledgerTransfers.sequence, ledgerEntries.sequence),
      ),
    )
    .where(
      and(
        eq(ledgerEntries.communityId, account.communityId),
        eq(ledgerEntries.accountId, account.id),
        gt(ledgerEntries.accountVersion, since.version),
        since.recordedAt === null ? undefined : gt(ledgerTransfers.recordedAt, since.recordedAt),
        eq(ledgerTransfers.reason, 'accrual'),
      ),
    )
    .orderBy(asc(ledgerEntries.accountVersion))
  return rows.map(({ amountMinutes }) => amountMinutes)
}

/** People who give and whose savings account has entries that nobody has looked at. */
export async function selectDueInstructions(
  tx: Queryable,
  limit: number,
): Promise<readonly { readonly personId: Id; readonly communityId: Id }[]> {
  const giving: readonly InstructionKind[] = ['giveHalf', 'giveAll']
  return tx
    .select({
      personId: standingInstructions.personId,
      communityId: ledgerAccounts.communityId,
    })
    .from(standingInstructions)
    .innerJoin(
      ledgerAccounts,
      and(
        sql`${ledgerAccounts.kind} = 'savings'`,
        eq(ledgerAccounts.ownerId, standingInstructions.personId),
        isNull(ledgerAccounts.closedAt),
      ),
    )
    .where(
      and(
        sql`${standingInstructions.kind} in (${giving[0]}, ${giving[1]})`,
        sql`(${ledgerAccounts.communityId} <> ${standingInstructions.appliedCommunityId}
             or ${ledgerAccounts.version} > ${standingInstructions.appliedVersion})`,
      ),
    )
    .orderBy(asc(standingInstructions.appliedAt))
    .limit(limit)
}
