import { and, asc, eq, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { scrub } from '../../../db/scrub.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import type { ActivityPlan, Announcement, SchoolHoliday, ServedGroup } from '../model/plans.ts'
import { activityPlans, schoolHolidays } from '../tables/plans.ts'

type PlanRow = typeof activityPlans.$inferSelect
type AnnouncedRow = Pick<PlanRow, 'recipientKind' | 'recipientHeadcount' | 'recipientDescription'>

/** A row's three columns as the recipient that they make. */
export function withRecipient<R extends AnnouncedRow>(
  row: R,
): Omit<R, keyof AnnouncedRow> & { readonly recipient: ServedGroup } {
  const { recipientKind, recipientHeadcount, recipientDescription: description, ...rest } = row
  const recipient: ServedGroup =
    recipientKind === 'group'
      ? { kind: 'group', headcount: recipientHeadcount ?? 0, description }
      : { kind: 'place', description }
  return { ...rest, recipient }
}

export function announcedRow<A extends Announcement>(announcement: A) {
  const { recipient, ...rest } = announcement
  return {
    ...rest,
    recipientKind: recipient.kind,
    recipientHeadcount: recipient.kind === 'group' ? recipient.headcount : null,
    recipientDescription: recipient.description,
  }
}

function planOf(row: PlanRow): ActivityPlan {
  const { laidOutUntilOn: _, dates, ...plan } = withRecipient(row)
  return { ...plan, dates: dates as Instant[] }
}

export async function insertPlan(tx: Tx, plan: ActivityPlan): Promise<void> {
  await tx.insert(activityPlans).values({ ...announcedRow(plan), dates: [...plan.dates] })
}

/** The new terms; its shifts are to be laid out anew. */
export async function updatePlan(tx: Tx, plan: ActivityPlan): Promise<void> {
  const { communityId, id, createdById: _, createdAt: __, ...terms } = announcedRow(plan)
  await tx
    .update(activityPlans)
    .set({ ...terms, dates: [...plan.dates], laidOutUntilOn: null })
    .where(planKey(communityId, id))
}

const planKey = (communityId: Id, id: Id) =>
  and(eq(activityPlans.communityId, communityId), eq(activityPlans.id, id))

export async function selectPlan(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<ActivityPlan | undefined> {
  const rows = await tx.select().from(activityPlans).where(planKey(communityId, id))
  return rows[0] && planOf(rows[0])
}

/** Two who change a plan, or lay it out, follow one another. */
export async function lockPlan(tx: Tx, communityId: Id, id: Id): Promise<ActivityPlan | undefined> {
  const rows = await tx
    .select()
    .from(activityPlans)
    .where(planKey(communityId, id))
    .for('no key update')
  return rows[0] && planOf(rows[0])
}

/** Plans whose shifts do not reach `untilOn` yet; another process takes others. */
export async function claimPlans(
  tx: Tx,
  untilOn: CivilDate,
  limit: number,
): Promise<readonly ActivityPlan[]> {
  const { stoppedAt, laidOutUntilOn } = activityPlans
  const rows = await tx
    .select()
    .from(activityPlans)
    .where(and(isNull(stoppedAt), or(isNull(laidOutUntilOn), lt(laidOutUntilOn, untilOn))))
    .limit(limit)
    .for('no key update', { skipLocked: true })
  return rows.map(planOf)
}

export async function markLaidOut(
  tx: Tx,
  { communityId, id }: Pick<ActivityPlan, 'communityId' | 'id'>,
  laidOutUntilOn: CivilDate,
): Promise<void> {
  await tx.update(activityPlans).set({ laidOutUntilOn }).where(planKey(communityId, id))
}

/** The school holidays have changed: what hangs on them is laid out anew. */
export async function layOutAgain(tx: Tx): Promise<void> {
  await tx
    .update(activityPlans)
    .set({ laidOutUntilOn: null })
    .where(
      and(
        isNull(activityPlans.stoppedAt),
        inArray(activityPlans.days, ['schoolDays', 'schoolHolidays']),
      ),
    )
}

/** Those that go on first, by name. */
export async function selectPlans(
  tx: Queryable,
  communityId: Id,
): Promise<readonly ActivityPlan[]> {
  const rows = await tx
    .select()
    .from(activityPlans)
    .where(eq(activityPlans.communityId, communityId))
    .orderBy(
      sql`${activityPlans.stoppedAt} is not null`,
      asc(activityPlans.name),
      asc(activityPlans.id),
    )
    .limit(200)
  return rows.map(planOf)
}

/** Those that are not over before `from`, by date. */
export async function selectSchoolHolidays(
  tx: Queryable,
  from: CivilDate,
): Promise<readonly SchoolHoliday[]> {
  const rows = await tx
    .select()
    .from(schoolHolidays)
    .where(and(isNull(schoolHolidays.removedAt), gte(schoolHolidays.endsOn, from)))
    .orderBy(asc(schoolHolidays.startsOn), asc(schoolHolidays.id))
  return rows
}

export async function insertSchoolHoliday(tx: Tx, holiday: SchoolHoliday): Promise<void> {
  await tx.insert(schoolHolidays).values(holiday)
}

/** False where there is none, or it was removed before. */
export async function markHolidayRemoved(
  tx: Tx,
  id: Id,
  removed: { readonly removedAt: Instant; readonly removedById: Id | null },
): Promise<boolean> {
  const rows = await tx
    .update(schoolHolidays)
    .set(removed)
    .where(and(eq(schoolHolidays.id, id), isNull(schoolHolidays.removedAt)))
    .returning({ id: schoolHolidays.id })
  return rows.length > 0
}

/** What a plan tells everybody: only the longer of the words. */
export async function erasePlanTexts(tx: Tx, { publicWords }: Erased): Promise<void> {
  const { name, place, content, outcome, organiser, personInCharge } = activityPlans
  const { recipientDescription } = activityPlans
  const texts = { name, place, content, outcome, organiser, personInCharge, recipientDescription }
  await scrub(tx, activityPlans, texts, { words: publicWords, mark: ERASED_TEXT })
  await scrub(
    tx,
    schoolHolidays,
    { name: schoolHolidays.name },
    { words: publicWords, mark: ERASED_TEXT },
  )
}
