import { and, asc, eq, gt, gte, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { persons } from '../../person/tables.ts'
import type { RecordKey } from '../../service/model.ts'
import { dutyErrors } from '../errors.ts'
import type { ShiftKey } from '../model/shifts.ts'
import type { CheckIn, NamedCheckIn } from '../model/sign-ups.ts'
import { checkIns } from '../tables/sign-ups.ts'

defineConstraints({
  check_ins_no_overlap: dutyErrors['presence-open'],
  check_ins_marked_by_another: dutyErrors['own-mark'],
})

type Key = Pick<CheckIn, 'communityId' | 'id'>

const keyOf = ({ communityId, id }: Key) =>
  and(eq(checkIns.communityId, communityId), eq(checkIns.id, id))
const ofShift = ({ communityId, id }: ShiftKey) =>
  and(eq(checkIns.communityId, communityId), eq(checkIns.shiftId, id))

export async function insertCheckIn(tx: Tx, checkIn: CheckIn): Promise<void> {
  await tx.insert(checkIns).values(checkIn)
}

/** Null: the one without a shift that is still open. */
export async function lockCheckIn(
  tx: Tx,
  communityId: Id,
  shiftId: Id | null,
  personId: Id,
): Promise<CheckIn | undefined> {
  const which =
    shiftId === null
      ? and(
          eq(checkIns.communityId, communityId),
          isNull(checkIns.shiftId),
          isNull(checkIns.checkedOutAt),
        )
      : ofShift({ communityId, id: shiftId })
  const rows = await tx
    .select()
    .from(checkIns)
    .where(and(which, eq(checkIns.personId, personId)))
    .for('no key update')
  return rows[0]
}

export async function lockCheckInById(tx: Tx, key: Key): Promise<CheckIn | undefined> {
  const rows = await tx.select().from(checkIns).where(keyOf(key)).for('no key update')
  return rows[0]
}

/** Where the person is checked in now, in whatever community. */
export async function lockOpenCheckIn(tx: Tx, personId: Id): Promise<CheckIn | undefined> {
  const rows = await tx
    .select()
    .from(checkIns)
    .where(and(eq(checkIns.personId, personId), isNull(checkIns.checkedOutAt)))
    .for('no key update')
  return rows[0]
}

export type CheckOut = Pick<CheckIn, 'checkedOutAt' | 'checkedOutHow' | 'checkedOutById'>

export async function markCheckedOut(tx: Tx, key: Key, out: CheckOut): Promise<void> {
  await tx.update(checkIns).set(out).where(keyOf(key))
}

/** A shift's check-ins in the order of coming, held until the transaction ends. */
export async function lockCheckIns(tx: Tx, shift: ShiftKey): Promise<readonly CheckIn[]> {
  return tx
    .select()
    .from(checkIns)
    .where(ofShift(shift))
    .orderBy(asc(checkIns.checkedInAt), asc(checkIns.id))
    .for('no key update')
}

export async function selectCheckIns(
  tx: Queryable,
  shift: ShiftKey,
): Promise<readonly NamedCheckIn[]> {
  const rows = await tx
    .select({ checkIn: checkIns, name: persons.name })
    .from(checkIns)
    .innerJoin(persons, eq(persons.id, checkIns.personId))
    .where(ofShift(shift))
    .orderBy(asc(checkIns.checkedInAt), asc(checkIns.id))
  return rows.map(({ checkIn, name }) => ({ ...checkIn, name }))
}

/** Who came without a shift and is checked out: it waits for a coordinator. */
export async function selectUnplanned(
  tx: Queryable,
  communityId: Id,
): Promise<readonly NamedCheckIn[]> {
  const rows = await tx
    .select({ checkIn: checkIns, name: persons.name })
    .from(checkIns)
    .innerJoin(persons, eq(persons.id, checkIns.personId))
    .where(
      and(
        eq(checkIns.communityId, communityId),
        isNull(checkIns.shiftId),
        isNull(checkIns.recordId),
        gt(checkIns.checkedOutAt, checkIns.checkedInAt),
      ),
    )
    .orderBy(asc(checkIns.checkedInAt))
    .limit(200)
  return rows.map(({ checkIn, name }) => ({ ...checkIn, name }))
}

/** A person's check-ins since then, in whatever community. */
export async function selectOwnCheckIns(
  tx: Queryable,
  personId: Id,
  since: Instant,
): Promise<readonly CheckIn[]> {
  const rows = await tx
    .select()
    .from(checkIns)
    .where(and(eq(checkIns.personId, personId), gte(checkIns.checkedInAt, since)))
    .orderBy(asc(checkIns.checkedInAt))
  return rows
}

export async function markFiled(
  tx: Tx,
  key: Key,
  filed: { readonly record: RecordKey | null; readonly refusalCode: string | null },
): Promise<void> {
  const { record, refusalCode } = filed
  await tx
    .update(checkIns)
    .set({
      recordCommunityId: record?.communityId ?? null,
      recordId: record?.id ?? null,
      refusalCode,
    })
    .where(keyOf(key))
}
