import { and, asc, eq, gte, inArray, isNull, lte } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { marked, scrub } from '../../../db/scrub.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { dutyErrors } from '../errors.ts'
import type { Leave } from '../model/rosters.ts'
import { leaves } from '../tables/rosters.ts'

defineConstraints({ leaves_time: dutyErrors['leave-time'] })

export async function insertLeave(tx: Tx, leave: Leave): Promise<void> {
  await tx.insert(leaves).values(leave)
}

const leaveKey = (communityId: Id, id: Id) =>
  and(eq(leaves.communityId, communityId), eq(leaves.id, id))

export async function lockLeave(tx: Tx, communityId: Id, id: Id): Promise<Leave | undefined> {
  const rows = await tx.select().from(leaves).where(leaveKey(communityId, id)).for('no key update')
  return rows[0]
}

/** Over from the day after `untilOn`; null: withdrawn whole. */
export async function shortenLeave(
  tx: Tx,
  { communityId, id }: Pick<Leave, 'communityId' | 'id'>,
  { untilOn }: { readonly untilOn: CivilDate | null },
  now: Instant,
): Promise<void> {
  await tx
    .update(leaves)
    .set(untilOn === null ? { withdrawnAt: now } : { untilOn })
    .where(leaveKey(communityId, id))
}

type Period = { readonly fromOn: CivilDate; readonly untilOn: CivilDate }

/** Those that hold and touch the period; of everybody there unless people are named. */
export function selectLeaves(
  tx: Queryable,
  communityId: Id,
  { fromOn, untilOn }: Period,
  personIds?: readonly Id[],
): Promise<readonly Leave[]> {
  if (personIds?.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(leaves)
    .where(
      and(
        eq(leaves.communityId, communityId),
        isNull(leaves.withdrawnAt),
        lte(leaves.fromOn, untilOn),
        gte(leaves.untilOn, fromOn),
        personIds && inArray(leaves.personId, [...personIds]),
      ),
    )
    .orderBy(asc(leaves.fromOn), asc(leaves.id))
}

/** A person's own that are not over, in every community. */
export function selectLeavesOf(
  tx: Queryable,
  personId: Id,
  from: CivilDate,
): Promise<readonly Leave[]> {
  return tx
    .select()
    .from(leaves)
    .where(
      and(eq(leaves.personId, personId), isNull(leaves.withdrawnAt), gte(leaves.untilOn, from)),
    )
    .orderBy(asc(leaves.fromOn), asc(leaves.id))
}

/** Why somebody was away goes with them; of other reasons only what names them. */
export async function eraseLeaves(tx: Tx, { personId, words }: Erased): Promise<void> {
  const { reason } = leaves
  await tx
    .update(leaves)
    .set({ reason: marked(reason, ERASED_TEXT) })
    .where(eq(leaves.personId, personId))
  await scrub(tx, leaves, { reason }, { words, mark: ERASED_TEXT })
}
