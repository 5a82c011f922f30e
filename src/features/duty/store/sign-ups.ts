import { and, asc, count, eq, gt, inArray, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { persons } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type { Shift, ShiftKey } from '../model/shifts.ts'
import type { NamedSignUp, SignUp, SignUpState } from '../model/sign-ups.ts'
import { shifts } from '../tables/shifts.ts'
import { checkIns, signUps } from '../tables/sign-ups.ts'
import { shiftOf } from './shifts.ts'

defineConstraints({ sign_ups_no_overlap: dutyErrors['shift-overlap'] })

const ofShift = ({ communityId, id }: ShiftKey) =>
  and(eq(signUps.communityId, communityId), eq(signUps.shiftId, id))

export async function selectSignUp(
  tx: Queryable,
  shift: ShiftKey,
  personId: Id,
): Promise<SignUp | undefined> {
  const rows = await tx
    .select()
    .from(signUps)
    .where(and(ofShift(shift), eq(signUps.personId, personId)))
  return rows[0]
}

export async function countSignedUp(tx: Queryable, shift: ShiftKey): Promise<number> {
  const rows = await tx
    .select({ count: count() })
    .from(signUps)
    .where(and(ofShift(shift), eq(signUps.state, 'signedUp')))
  return rows[0]?.count ?? 0
}

/** Who withdrew may sign up again, behind those who wait. */
export async function putSignUp(tx: Tx, signUp: SignUp): Promise<void> {
  const { communityId, shiftId, personId, ...rest } = signUp
  await tx
    .insert(signUps)
    .values({ communityId, shiftId, personId, ...rest })
    .onConflictDoUpdate({
      target: [signUps.communityId, signUps.shiftId, signUps.personId],
      set: rest,
    })
}

export async function updateSignUpState(
  tx: Tx,
  shift: ShiftKey,
  personIds: readonly Id[],
  state: SignUpState,
): Promise<void> {
  if (personIds.length === 0) return
  await tx
    .update(signUps)
    .set({ state })
    .where(and(ofShift(shift), inArray(signUps.personId, [...personIds])))
}

/** Who waits longest. */
export async function selectWaiting(
  tx: Queryable,
  shift: ShiftKey,
  limit: number,
): Promise<readonly SignUp[]> {
  return tx
    .select()
    .from(signUps)
    .where(and(ofShift(shift), eq(signUps.state, 'waiting')))
    .orderBy(asc(signUps.signedUpAt), asc(signUps.personId))
    .limit(limit)
}

/** Who comes and who waits, in the order of signing up. */
export async function selectSignUps(
  tx: Queryable,
  shift: ShiftKey,
): Promise<readonly NamedSignUp[]> {
  const rows = await tx
    .select({ signUp: signUps, name: persons.name })
    .from(signUps)
    .innerJoin(persons, eq(persons.id, signUps.personId))
    .where(and(ofShift(shift), ne(signUps.state, 'withdrawn')))
    .orderBy(asc(signUps.state), asc(signUps.signedUpAt), asc(signUps.personId))
  return rows.map(({ signUp, name }) => ({ ...signUp, name }))
}

/** Which of the shifts somebody has signed up for or come to, withdrawn or not. */
export async function selectChosenShifts(
  tx: Queryable,
  communityId: Id,
  some: readonly Pick<Shift, 'id'>[],
): Promise<ReadonlySet<Id>> {
  if (some.length === 0) return new Set()
  const ids = some.map(({ id }) => id)
  const signed = await tx
    .selectDistinct({ id: signUps.shiftId })
    .from(signUps)
    .where(and(eq(signUps.communityId, communityId), inArray(signUps.shiftId, ids)))
  const there = await tx
    .selectDistinct({ id: checkIns.shiftId })
    .from(checkIns)
    .where(and(eq(checkIns.communityId, communityId), inArray(checkIns.shiftId, ids)))
  return new Set([...signed, ...there].flatMap(({ id }) => (id === null ? [] : [id])))
}

export type Counts = { readonly signedUp: number; readonly waiting: number }

export async function countByShift(
  tx: Queryable,
  some: readonly ShiftKey[],
): Promise<ReadonlyMap<Id, Counts>> {
  if (some.length === 0) return new Map()
  const communityIds = [...new Set(some.map(({ communityId }) => communityId))]
  const ids = some.map(({ id }) => id)
  const rows = await tx
    .select({
      id: signUps.shiftId,
      signedUp: sql<number>`count(*) filter (where ${signUps.state} = 'signedUp')`.mapWith(Number),
      waiting: sql<number>`count(*) filter (where ${signUps.state} = 'waiting')`.mapWith(Number),
    })
    .from(signUps)
    .where(and(inArray(signUps.communityId, communityIds), inArray(signUps.shiftId, ids)))
    .groupBy(signUps.shiftId)
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

export type OwnShift = { readonly shift: Shift; readonly state: SignUpState }

/** A person's shifts that are not over, in any community. */
export async function selectOwnShifts(
  tx: Queryable,
  personId: Id,
  now: Instant,
): Promise<readonly OwnShift[]> {
  const rows = await tx
    .select({ shift: shifts, state: signUps.state })
    .from(signUps)
    .innerJoin(
      shifts,
      and(eq(shifts.communityId, signUps.communityId), eq(shifts.id, signUps.shiftId)),
    )
    .where(
      and(eq(signUps.personId, personId), ne(signUps.state, 'withdrawn'), gt(signUps.endsAt, now)),
    )
    .orderBy(asc(signUps.startsAt))
    .limit(100)
  return rows.map(({ shift, state }) => ({ shift: shiftOf(shift), state }))
}

/** Who has something else at the time to which a shift is moved. */
export async function selectBusy(
  tx: Queryable,
  shift: ShiftKey,
  personIds: readonly Id[],
  to: Pick<Shift, 'startsAt' | 'endsAt'>,
): Promise<readonly Id[]> {
  if (personIds.length === 0) return []
  const rows = await tx
    .selectDistinct({ personId: signUps.personId })
    .from(signUps)
    .where(
      and(
        inArray(signUps.personId, [...personIds]),
        ne(signUps.state, 'withdrawn'),
        ne(signUps.shiftId, shift.id),
        sql`${signUps.startsAt} < ${to.endsAt}::timestamptz`,
        sql`${signUps.endsAt} > ${to.startsAt}::timestamptz`,
      ),
    )
  return rows.map(({ personId }) => personId)
}

export async function moveSignUps(
  tx: Tx,
  shift: ShiftKey,
  to: Pick<Shift, 'startsAt' | 'endsAt'>,
): Promise<void> {
  const { startsAt, endsAt } = to
  await tx.update(signUps).set({ startsAt, endsAt }).where(ofShift(shift))
}
