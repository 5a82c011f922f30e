import { and, asc, eq, gt, gte, inArray, isNull, lt, lte } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { scrub } from '../../../db/scrub.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { dutyErrors } from '../errors.ts'
import type { Shift, ShiftKey } from '../model/shifts.ts'
import { shifts } from '../tables/shifts.ts'
import { announcedRow, withRecipient } from './plans.ts'

defineConstraints({ shifts_time: dutyErrors['activity-time'] })

const keyOf = ({ communityId, id }: ShiftKey) =>
  and(eq(shifts.communityId, communityId), eq(shifts.id, id))

type ShiftRow = typeof shifts.$inferSelect

export function shiftOf(row: ShiftRow): Shift {
  const { firstRemindedAt: _, secondRemindedAt: __, ...shift } = withRecipient(row)
  return shift
}

export async function selectShift(tx: Queryable, key: ShiftKey): Promise<Shift | undefined> {
  const rows = await tx.select().from(shifts).where(keyOf(key))
  return rows[0] && shiftOf(rows[0])
}

/** Whoever signs up, moves, cancels or files follow one another at a shift. */
export async function lockShift(tx: Tx, key: ShiftKey): Promise<Shift | undefined> {
  const rows = await tx.select().from(shifts).where(keyOf(key)).for('no key update')
  return rows[0] && shiftOf(rows[0])
}

/** A community's shifts that begin in the time given, in order. */
export async function selectShifts(
  tx: Queryable,
  communityIds: readonly Id[],
  time: { readonly from: Instant; readonly until: Instant },
  limit: number,
): Promise<readonly Shift[]> {
  if (communityIds.length === 0) return []
  const rows = await tx
    .select()
    .from(shifts)
    .where(
      and(
        inArray(shifts.communityId, [...communityIds]),
        gte(shifts.startsAt, time.from),
        lt(shifts.startsAt, time.until),
      ),
    )
    .orderBy(asc(shifts.startsAt), asc(shifts.id))
    .limit(limit)
  return rows.map(shiftOf)
}

/** What is laid out of a plan after `now`; nobody signs up for it until the transaction ends. */
export async function lockComingShifts(
  tx: Tx,
  plan: { readonly communityId: Id; readonly id: Id },
  now: Instant,
): Promise<readonly Shift[]> {
  const rows = await tx
    .select()
    .from(shifts)
    .where(
      and(
        eq(shifts.communityId, plan.communityId),
        eq(shifts.planId, plan.id),
        gt(shifts.occursAt, now),
      ),
    )
    .orderBy(asc(shifts.occursAt))
    .for('update')
  return rows.map(shiftOf)
}

/** A time of the plan that is there already stays as it is. */
export async function insertShifts(tx: Tx, rows: readonly Shift[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insert(shifts)
    .values(rows.map(announcedRow))
    .onConflictDoNothing({ target: [shifts.communityId, shifts.planId, shifts.occursAt] })
}

export async function removeShifts(tx: Tx, communityId: Id, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .delete(shifts)
    .where(and(eq(shifts.communityId, communityId), inArray(shifts.id, [...ids])))
}

export async function updateShiftTimes(
  tx: Tx,
  key: ShiftKey,
  moved: Pick<Shift, 'startsAt' | 'endsAt' | 'place' | 'movedAt' | 'movedReason'>,
): Promise<void> {
  const again = { firstRemindedAt: null, secondRemindedAt: null }
  await tx
    .update(shifts)
    .set({ ...moved, ...again })
    .where(keyOf(key))
}

export async function markShiftCancelled(
  tx: Tx,
  key: ShiftKey,
  cancelled: Pick<Shift, 'cancelledAt' | 'cancelledReason'>,
): Promise<void> {
  await tx.update(shifts).set(cancelled).where(keyOf(key))
}

/** Now, and between when the shifts begin. */
export type RemindTime = { readonly now: Instant; readonly from: Instant; readonly until: Instant }

/** Shifts that begin in that time and whose people were not reminded yet; another process takes others. */
export async function claimToRemind(
  tx: Tx,
  which: 'firstRemindedAt' | 'secondRemindedAt',
  time: RemindTime,
  limit: number,
): Promise<readonly Shift[]> {
  const rows = await tx
    .select()
    .from(shifts)
    .where(
      and(
        isNull(shifts[which]),
        isNull(shifts.closedAt),
        isNull(shifts.cancelledAt),
        gt(shifts.startsAt, time.from),
        lte(shifts.startsAt, time.until),
      ),
    )
    .limit(limit)
    .for('no key update', { skipLocked: true })
  if (rows.length > 0) {
    const ids = rows.map(({ id }) => id)
    const communityIds = [...new Set(rows.map(({ communityId }) => communityId))]
    await tx
      .update(shifts)
      .set({ [which]: time.now })
      .where(and(inArray(shifts.communityId, communityIds), inArray(shifts.id, ids)))
  }
  return rows.map(shiftOf)
}

/** Shifts that ended before `before` and are not closed. */
export async function selectToClose(
  tx: Queryable,
  before: Instant,
  limit: number,
): Promise<readonly ShiftKey[]> {
  return tx
    .select({ communityId: shifts.communityId, id: shifts.id })
    .from(shifts)
    .where(
      and(
        isNull(shifts.closedAt),
        isNull(shifts.cancelledAt),
        lt(shifts.startsAt, before),
        lt(shifts.endsAt, before),
      ),
    )
    .orderBy(asc(shifts.startsAt))
    .limit(limit)
}

export async function markShiftClosed(tx: Tx, key: ShiftKey, closedAt: Instant): Promise<void> {
  await tx.update(shifts).set({ closedAt }).where(keyOf(key))
}

export async function eraseShiftTexts(tx: Tx, { words, publicWords }: Erased): Promise<void> {
  const { name, place, content, outcome, organiser, personInCharge } = shifts
  const { recipientDescription, movedReason, cancelledReason } = shifts
  const texts = { name, place, content, outcome, organiser, personInCharge, recipientDescription }
  await scrub(tx, shifts, texts, { words: publicWords, mark: ERASED_TEXT })
  await scrub(tx, shifts, { movedReason, cancelledReason }, { words, mark: ERASED_TEXT })
}
