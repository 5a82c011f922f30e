import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { dutyErrors } from '../errors.ts'
import type { Duty } from '../model/rosters.ts'
import { duties } from '../tables/rosters.ts'

defineConstraints({
  duties_one_code: dutyErrors['duty-exists'],
  duties_time: dutyErrors['duty-time'],
})

export async function insertDuty(tx: Tx, duty: Duty): Promise<void> {
  await tx.insert(duties).values(duty)
}

const dutyKey = (communityId: Id, id: Id) =>
  and(eq(duties.communityId, communityId), eq(duties.id, id))

export async function selectDuty(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<Duty | undefined> {
  const rows = await tx.select().from(duties).where(dutyKey(communityId, id))
  return rows[0]
}

/** Whoever changes a roster of the duty waits here for the one before. */
export async function lockDuty(tx: Tx, communityId: Id, id: Id): Promise<Duty | undefined> {
  const rows = await tx.select().from(duties).where(dutyKey(communityId, id)).for('no key update')
  return rows[0]
}

/** Those in use, by code. */
export function selectDuties(tx: Queryable, communityId: Id): Promise<readonly Duty[]> {
  return tx
    .select()
    .from(duties)
    .where(and(eq(duties.communityId, communityId), isNull(duties.retiredAt)))
    .orderBy(asc(duties.code))
}

export async function markRetired(
  tx: Tx,
  communityId: Id,
  id: Id,
  retiredAt: Instant,
): Promise<void> {
  await tx.update(duties).set({ retiredAt }).where(dutyKey(communityId, id))
}
