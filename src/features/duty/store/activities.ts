import { and, asc, desc, eq, isNotNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { marked, scrub } from '../../../db/scrub.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { persons } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type { Activity, Attendance, NamedAttendance } from '../model/activities.ts'
import { activities, attendances } from '../tables/activities.ts'

defineConstraints({
  activities_time: dutyErrors['activity-time'],
  attendances_not_by_oneself: dutyErrors['own-attendance'],
})

export async function insertActivity(tx: Tx, activity: Activity): Promise<void> {
  await tx.insert(activities).values(activity)
}

/** The activity that a shift was; there once, whoever files its attendance. */
export async function insertActivityOnce(tx: Tx, activity: Activity): Promise<void> {
  await tx.insert(activities).values(activity).onConflictDoNothing()
}

/** Those who are there already stay as they are. Returns how many are new. */
export async function insertAttendancesOnce(tx: Tx, rows: readonly Attendance[]): Promise<number> {
  const inserted = await tx
    .insert(attendances)
    .values([...rows])
    .onConflictDoNothing()
    .returning({ personId: attendances.personId })
  return inserted.length
}

const activityKey = (communityId: Id, id: Id) =>
  and(eq(activities.communityId, communityId), eq(activities.id, id))

export async function selectActivity(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<Activity | undefined> {
  const rows = await tx.select().from(activities).where(activityKey(communityId, id))
  return rows[0]
}

/** Kept from being cancelled while attendance is confirmed; sheets of one activity follow one another. */
export async function lockActivity(tx: Tx, communityId: Id, id: Id): Promise<Activity | undefined> {
  const rows = await tx
    .select()
    .from(activities)
    .where(activityKey(communityId, id))
    .for('no key update')
  return rows[0]
}

/** The latest first. */
export function selectActivities(
  tx: Queryable,
  communityId: Id,
  page: {
    readonly before: { readonly startsAt: Instant; readonly id: Id } | null
    readonly limit: number
  },
): Promise<readonly Activity[]> {
  const { before, limit } = page
  const older = before
    ? sql`(${activities.startsAt}, ${activities.id}) < (${before.startsAt}::timestamptz, ${before.id}::uuid)`
    : undefined
  return tx
    .select()
    .from(activities)
    .where(and(eq(activities.communityId, communityId), older))
    .orderBy(desc(activities.startsAt), desc(activities.id))
    .limit(limit)
}

/** Confirmed anew, a withdrawn attendance stands again with the new minutes. */
export async function putAttendances(tx: Tx, rows: readonly Attendance[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insert(attendances)
    .values([...rows])
    .onConflictDoUpdate({
      target: [attendances.communityId, attendances.activityId, attendances.personId],
      set: {
        attendedMinutes: sql`excluded.attended_minutes`,
        confirmedById: sql`excluded.confirmed_by_id`,
        confirmedAt: sql`excluded.confirmed_at`,
        withdrawnAt: null,
        withdrawnReason: null,
      },
    })
}

const attendanceKey = (communityId: Id, activityId: Id, personId: Id) =>
  and(
    eq(attendances.communityId, communityId),
    eq(attendances.activityId, activityId),
    eq(attendances.personId, personId),
  )

export async function lockAttendance(
  tx: Tx,
  communityId: Id,
  activityId: Id,
  personId: Id,
): Promise<Attendance | undefined> {
  const rows = await tx
    .select()
    .from(attendances)
    .where(attendanceKey(communityId, activityId, personId))
    .for('no key update')
  return rows[0]
}

export async function markWithdrawn(
  tx: Tx,
  key: Pick<Attendance, 'communityId' | 'activityId' | 'personId'>,
  withdrawnAt: Instant,
  withdrawnReason: string,
): Promise<void> {
  await tx
    .update(attendances)
    .set({ withdrawnAt, withdrawnReason })
    .where(attendanceKey(key.communityId, key.activityId, key.personId))
}

export async function selectAttendances(
  tx: Queryable,
  communityId: Id,
  activityId: Id,
): Promise<readonly NamedAttendance[]> {
  const rows = await tx
    .select({ attendance: attendances, name: persons.name })
    .from(attendances)
    .innerJoin(persons, eq(persons.id, attendances.personId))
    .where(and(eq(attendances.communityId, communityId), eq(attendances.activityId, activityId)))
    .orderBy(asc(persons.name), asc(attendances.personId))
  return rows.map(({ attendance, name }) => ({ ...attendance, name }))
}

/** Why an attendance was withdrawn goes; of other texts only what names the person. */
export async function eraseTexts(tx: Tx, erased: Erased): Promise<void> {
  const { personId, words, publicWords } = erased
  const mark = ERASED_TEXT
  const reason = attendances.withdrawnReason
  await tx
    .update(attendances)
    .set({ withdrawnReason: marked(reason, mark) })
    .where(and(eq(attendances.personId, personId), isNotNull(reason)))
  await scrub(tx, attendances, { withdrawnReason: reason }, { words, mark })
  const { name, place } = activities
  await scrub(tx, activities, { name, place }, { words: publicWords, mark })
}
