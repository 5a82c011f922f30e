import { and, asc, desc, eq, inArray, lt, type SQL } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { scrub } from '../../../db/scrub.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { careErrors } from '../errors.ts'
import type { Fix, FixEntry } from '../model/fixes.ts'
import { fixEntries, fixes } from '../tables/fixes.ts'

defineConstraints({ fixes_spent: careErrors['fix-overspent'] })

const fixKey = (communityId: Id, id: Id): SQL | undefined =>
  and(eq(fixes.communityId, communityId), eq(fixes.id, id))

export async function insertFix(tx: Tx, fix: Fix): Promise<void> {
  await tx.insert(fixes).values(fix)
}

/** Locked: sums and state change one after the other. */
export async function lockFix(tx: Tx, communityId: Id, id: Id): Promise<Fix | undefined> {
  const rows = await tx.select().from(fixes).where(fixKey(communityId, id)).for('update')
  return rows[0]
}

export async function updateFix(
  tx: Tx,
  communityId: Id,
  id: Id,
  change: Partial<Pick<Fix, 'state' | 'afterText' | 'givenYuan' | 'spentYuan'>> &
    Pick<Fix, 'changedAt'>,
): Promise<void> {
  await tx.update(fixes).set(change).where(fixKey(communityId, id))
}

export async function selectFix(tx: Queryable, communityId: Id, id: Id): Promise<Fix | undefined> {
  const rows = await tx.select().from(fixes).where(fixKey(communityId, id))
  return rows[0]
}

/** The latest first. */
export function selectFixes(
  tx: Queryable,
  communityId: Id,
  page: { readonly beforeId: Id | null; readonly limit: number },
): Promise<readonly Fix[]> {
  const older = page.beforeId === null ? undefined : lt(fixes.id, page.beforeId)
  return tx
    .select()
    .from(fixes)
    .where(and(eq(fixes.communityId, communityId), older))
    .orderBy(desc(fixes.id))
    .limit(page.limit)
}

export async function insertEntry(tx: Tx, entry: FixEntry): Promise<void> {
  await tx.insert(fixEntries).values(entry)
}

export async function lockEntry(tx: Tx, communityId: Id, id: Id): Promise<FixEntry | undefined> {
  const rows = await tx
    .select()
    .from(fixEntries)
    .where(and(eq(fixEntries.communityId, communityId), eq(fixEntries.id, id)))
    .for('update')
  return rows[0]
}

export async function markEntryWithdrawn(
  tx: Tx,
  communityId: Id,
  id: Id,
  withdrawnAt: Instant,
): Promise<void> {
  await tx
    .update(fixEntries)
    .set({ withdrawnAt })
    .where(and(eq(fixEntries.communityId, communityId), eq(fixEntries.id, id)))
}

/** Of several fixes, in the order of their writing. */
export function selectEntries(
  tx: Queryable,
  communityId: Id,
  fixIds: readonly Id[],
): Promise<readonly FixEntry[]> {
  if (fixIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(fixEntries)
    .where(and(eq(fixEntries.communityId, communityId), inArray(fixEntries.fixId, [...fixIds])))
    .orderBy(asc(fixEntries.enteredOn), asc(fixEntries.id))
}

/** Takes the words of an erased person out of what is open to everybody. */
export async function scrubFixes(tx: Tx, { words }: Erased): Promise<void> {
  const scrubbing = { words, mark: ERASED_TEXT }
  const { title, place, beforeText, afterText } = fixes
  await scrub(tx, fixes, { title, place, beforeText, afterText }, scrubbing)
  await scrub(tx, fixEntries, { words: fixEntries.words }, scrubbing)
}
