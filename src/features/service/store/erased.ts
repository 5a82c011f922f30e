import { and, eq, or, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Queryable, Tx } from '../../../db/client.ts'
import { amongIds, marked, scrub } from '../../../db/scrub.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { groupSheets, serviceRecords } from '../tables.ts'

/** Records of which the person is the one served, and that nobody has decided yet. */
export async function existsUndecidedFor(tx: Queryable, recipientPersonId: Id): Promise<boolean> {
  const waits = or(
    eq(serviceRecords.state, 'submitted'),
    eq(serviceRecords.state, 'draft'),
    and(
      eq(serviceRecords.state, 'approved'),
      sql`${serviceRecords.reversalProposedAt} is not null`,
    ),
  )
  const served = eq(serviceRecords.recipientPersonId, recipientPersonId)
  return (await tx.$count(serviceRecords, and(served, waits))) > 0
}

export async function existsReversalOf(tx: Queryable, personId: Id): Promise<boolean> {
  const proposed = and(
    eq(serviceRecords.personId, personId),
    eq(serviceRecords.state, 'approved'),
    sql`${serviceRecords.reversalProposedAt} is not null`,
  )
  return (await tx.$count(serviceRecords, proposed)) > 0
}

const whatever = (text: PgColumn) => marked(text, ERASED_TEXT)

/** Whose service and when, how long, where and of what kind stays; what people wrote about it goes. */
export async function eraseTexts(tx: Tx, personId: Id): Promise<readonly Id[]> {
  const rows = await tx
    .update(serviceRecords)
    .set({
      ...{ activityName: ERASED_TEXT, place: ERASED_TEXT },
      ...{ content: ERASED_TEXT, outcome: ERASED_TEXT },
      recipientDescription: whatever(serviceRecords.recipientDescription),
      lateReason: whatever(serviceRecords.lateReason),
      decisionReason: whatever(serviceRecords.decisionReason),
      reversalReason: whatever(serviceRecords.reversalReason),
    })
    .where(
      or(eq(serviceRecords.personId, personId), eq(serviceRecords.recipientPersonId, personId)),
    )
    .returning({ id: serviceRecords.id })
  return rows.map(({ id }) => id)
}

/** Texts of others' records and of sheets that have a word of theirs. */
export async function scrubTexts(tx: Tx, erased: Erased): Promise<void> {
  const { words, publicWords, communityIds } = erased
  const tied = sql`(${amongIds(serviceRecords.servedAtId, communityIds)}
    or ${amongIds(serviceRecords.communityId, communityIds)})`
  const { place, content, outcome, recipientDescription, personInCharge } = serviceRecords
  const { lateReason, decisionReason, reversalReason, activityName, organiser } = serviceRecords
  const said = { place, content, outcome, recipientDescription, personInCharge }
  const reasons = { lateReason, decisionReason, reversalReason }
  const mark = ERASED_TEXT
  await scrub(tx, serviceRecords, { ...said, ...reasons }, { words, mark }, tied)
  await scrub(tx, serviceRecords, { activityName, organiser }, { words: publicWords, mark }, tied)
  await scrub(tx, groupSheets, { title: groupSheets.title }, { words: publicWords, mark })
}
