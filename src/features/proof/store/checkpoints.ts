import { and, asc, desc, eq, gt, gte, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Checkpoint, Outlet, ProofKey } from '../model.ts'
import { proofCheckpoints, proofDeliveries, proofKeys, proofTrees } from '../tables.ts'

export async function insertCheckpoint(tx: Tx, checkpoint: Checkpoint): Promise<void> {
  await tx.insert(proofCheckpoints).values(checkpoint)
}

export async function selectNewest(
  tx: Queryable,
  communityId: Id,
): Promise<Checkpoint | undefined> {
  const [newest] = await selectCheckpoints(tx, communityId, Number.MAX_SAFE_INTEGER, 1)
  return newest
}

/** One look into the key of each tree, however many were signed. */
export async function selectNewestOfAll(tx: Queryable): Promise<readonly Checkpoint[]> {
  const newest = tx
    .select()
    .from(proofCheckpoints)
    .where(eq(proofCheckpoints.communityId, proofTrees.communityId))
    .orderBy(desc(proofCheckpoints.size))
    .limit(1)
    .as('newest')
  const rows = await tx
    .select()
    .from(proofTrees)
    .innerJoinLateral(newest, sql`true`)
  return rows.map((row) => row.newest)
}

/** Those of a size below `before`, largest first. */
export function selectCheckpoints(
  tx: Queryable,
  communityId: Id,
  before: number,
  limit: number,
): Promise<readonly Checkpoint[]> {
  return tx
    .select()
    .from(proofCheckpoints)
    .where(and(eq(proofCheckpoints.communityId, communityId), lt(proofCheckpoints.size, before)))
    .orderBy(desc(proofCheckpoints.size))
    .limit(limit)
}

/** Those from a size on, smallest first. */
export function selectCheckpointsFrom(
  tx: Queryable,
  communityId: Id,
  from: number,
  limit: number,
): Promise<readonly Checkpoint[]> {
  return tx
    .select()
    .from(proofCheckpoints)
    .where(and(eq(proofCheckpoints.communityId, communityId), gte(proofCheckpoints.size, from)))
    .orderBy(asc(proofCheckpoints.size))
    .limit(limit)
}

/** One at a time makes or rotates keys. */
export async function lockProofKeys(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('proof keys', 580))`)
}

export function selectProofKeys(tx: Queryable): Promise<readonly ProofKey[]> {
  return tx.select().from(proofKeys).orderBy(desc(proofKeys.madeAt), desc(proofKeys.id))
}

export async function insertProofKeys(tx: Tx, keys: readonly ProofKey[]): Promise<void> {
  if (keys.length === 0) return
  await tx
    .insert(proofKeys)
    .values([...keys])
    .onConflictDoNothing()
}

/** All of our own but these sign no more. */
export async function retireKeysBut(
  tx: Tx,
  keptIds: readonly Id[],
  retiredAt: Instant,
): Promise<void> {
  await tx
    .update(proofKeys)
    .set({ retiredAt })
    .where(
      and(
        isNull(proofKeys.retiredAt),
        isNotNull(proofKeys.secretSealed),
        sql`not (${proofKeys.id}::text = any (string_to_array(${keptIds.join(',')}, ',')))`,
      ),
    )
}

/** The newest checkpoint of each community that a place outside has not had. */
export async function findUndelivered(
  tx: Queryable,
  place: Outlet['place'],
): Promise<readonly Checkpoint[]> {
  const newest = tx
    .selectDistinctOn([proofCheckpoints.communityId])
    .from(proofCheckpoints)
    .leftJoin(
      proofDeliveries,
      and(
        eq(proofDeliveries.communityId, proofCheckpoints.communityId),
        eq(proofDeliveries.place, place),
      ),
    )
    .where(gt(proofCheckpoints.size, sql`coalesce(${proofDeliveries.size}, 0)`))
    .orderBy(proofCheckpoints.communityId, desc(proofCheckpoints.size))
    .limit(500)
  return (await newest).map((row) => row.proof_checkpoints)
}
