import { and, asc, desc, eq, gte, isNotNull, isNull, lt, ne, sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import { nodes, persons } from '../../person/tables.ts'
import type {
  GroupSheet,
  Recipient,
  RecordKey,
  RecordState,
  RecordView,
  Reversal,
} from '../model.ts'
import { groupSheets, offerings, serviceRecords } from '../tables.ts'

const recipients = alias(persons, 'recipients')
const enterers = alias(persons, 'enterers')
const deciders = alias(persons, 'deciders')

function selectViews(tx: Queryable) {
  return tx
    .select({
      record: serviceRecords,
      personName: persons.name,
      householdId: persons.householdId,
      offeringName: offerings.name,
      counts: offerings.counts,
      servedAtName: nodes.name,
      recipientName: recipients.name,
      enteredByName: enterers.name,
      decidedByName: deciders.name,
      groupSheetTitle: groupSheets.title,
      groupSheetById: groupSheets.handedInById,
    })
    .from(serviceRecords)
    .innerJoin(persons, eq(persons.id, serviceRecords.personId))
    .innerJoin(offerings, eq(offerings.id, serviceRecords.offeringId))
    .innerJoin(nodes, eq(nodes.id, serviceRecords.servedAtId))
    .innerJoin(enterers, eq(enterers.id, serviceRecords.enteredById))
    .leftJoin(recipients, eq(recipients.id, serviceRecords.recipientPersonId))
    .leftJoin(deciders, eq(deciders.id, serviceRecords.decidedById))
    .leftJoin(
      groupSheets,
      and(
        eq(groupSheets.communityId, serviceRecords.servedAtId),
        eq(groupSheets.id, serviceRecords.groupSheetId),
      ),
    )
    .$dynamic()
}

type ViewRow = Awaited<ReturnType<typeof selectViews>>[number]

function viewOf({ record, ...names }: ViewRow): RecordView {
  return { ...record, ...names, recipient: recipientOf(record), reversal: reversalOf(record) }
}

function recipientOf(row: ViewRow['record']): Recipient {
  const description = row.recipientDescription ?? ''
  if (row.recipientKind === 'person' && row.recipientPersonId) {
    return { kind: 'person', personId: row.recipientPersonId }
  }
  if (row.recipientKind === 'household' && row.recipientHouseholdId) {
    return { kind: 'household', householdId: row.recipientHouseholdId }
  }
  if (row.recipientKind === 'group') {
    return { kind: 'group', headcount: row.recipientHeadcount ?? 0, description }
  }
  return { kind: 'place', description }
}

function reversalOf(row: ViewRow['record']): Reversal | null {
  if (!row.reversalReason || !row.reversalProposedById || !row.reversalProposedAt) return null
  return {
    reason: row.reversalReason,
    proposedById: row.reversalProposedById,
    proposedAt: row.reversalProposedAt,
    reversedById: row.reversedById,
    reversedAt: row.reversedAt,
    writtenOffMinutes: row.writtenOffMinutes,
  }
}

/** Written out: a plan for any state could not use the indexes that hold one. */
const isSubmitted = sql`${serviceRecords.state} = 'submitted'`
const isApproved = sql`${serviceRecords.state} = 'approved'`

/** The places where a person's records are: the books' community, and those that kept them before. */
const ownBooks = sql`${serviceRecords.communityId} = any (array_append(${persons.formerBooksIds}, ${persons.booksCommunityId}))`

export type RecordsAsk = {
  readonly limit: number
  readonly after: readonly [Instant, Id] | null
}

/** A person's own records in every state, the latest service first; one more than `limit`. */
export async function selectOwnRecords(
  tx: Queryable,
  personId: Id,
  ask: RecordsAsk,
): Promise<readonly RecordView[]> {
  const rows = await selectViews(tx)
    .where(
      and(
        eq(serviceRecords.personId, personId),
        ownBooks,
        beyond(sql`(${serviceRecords.startsAt}, ${serviceRecords.id}) <`, ask.after),
      ),
    )
    .orderBy(desc(serviceRecords.startsAt), desc(serviceRecords.id))
    .limit(ask.limit + 1)
  return rows.map(viewOf)
}

/** What waits at a place of service, the longest waiting first; one more than `limit`. */
export async function selectSubmitted(
  tx: Queryable,
  servedAtId: Id,
  ask: RecordsAsk,
): Promise<readonly RecordView[]> {
  const rows = await selectViews(tx)
    .where(
      and(
        eq(serviceRecords.servedAtId, servedAtId),
        isSubmitted,
        beyond(sql`(${serviceRecords.submittedAt}, ${serviceRecords.id}) >`, ask.after),
      ),
    )
    .orderBy(asc(serviceRecords.submittedAt), asc(serviceRecords.id))
    .limit(ask.limit + 1)
  return rows.map(viewOf)
}

export type ServedAsk = RecordsAsk & {
  readonly servedAtId: Id
  /** Begun from `from` to before `until`. */
  readonly from: Instant
  readonly until: Instant
  /** Null is every state but drafts, which are the volunteer's alone. */
  readonly state: RecordState | null
}

/** The records of a place of service, the earliest service first; at most `limit`. */
export async function selectServed(tx: Queryable, ask: ServedAsk): Promise<readonly RecordView[]> {
  const rows = await selectViews(tx)
    .where(
      and(
        eq(serviceRecords.servedAtId, ask.servedAtId),
        gte(serviceRecords.startsAt, ask.from),
        lt(serviceRecords.startsAt, ask.until),
        ask.state === null
          ? ne(serviceRecords.state, 'draft')
          : eq(serviceRecords.state, ask.state),
        beyond(sql`(${serviceRecords.startsAt}, ${serviceRecords.id}) >`, ask.after),
      ),
    )
    .orderBy(asc(serviceRecords.startsAt), asc(serviceRecords.id))
    .limit(ask.limit)
  return rows.map(viewOf)
}

/** What was approved at a place of service and somebody proposes to take back, with credits short. */
export async function selectProposedReversals(
  tx: Queryable,
  servedAtId: Id,
  limit: number,
): Promise<readonly RecordView[]> {
  const rows = await selectViews(tx)
    .where(
      and(
        eq(serviceRecords.servedAtId, servedAtId),
        isApproved,
        isNotNull(serviceRecords.reversalProposedAt),
      ),
    )
    .orderBy(asc(serviceRecords.reversalProposedAt), asc(serviceRecords.id))
    .limit(limit)
  return rows.map(viewOf)
}

function beyond(comparison: SQL, after: RecordsAsk['after']): SQL | undefined {
  return after ? sql`${comparison} (${after[0]}::timestamptz, ${after[1]}::uuid)` : undefined
}

export async function selectRecord(tx: Queryable, key: RecordKey): Promise<RecordView | undefined> {
  const rows = await selectViews(tx).where(
    and(eq(serviceRecords.communityId, key.communityId), eq(serviceRecords.id, key.id)),
  )
  return rows.map(viewOf)[0]
}

export async function selectSheet(
  tx: Queryable,
  key: RecordKey,
): Promise<(GroupSheet & { readonly records: readonly RecordView[] }) | undefined> {
  const [sheet] = await tx
    .select()
    .from(groupSheets)
    .where(and(eq(groupSheets.communityId, key.communityId), eq(groupSheets.id, key.id)))
  if (!sheet) return undefined
  const rows = await selectViews(tx)
    .where(
      and(eq(serviceRecords.groupSheetId, key.id), eq(serviceRecords.servedAtId, key.communityId)),
    )
    .orderBy(asc(serviceRecords.startsAt), asc(serviceRecords.id))
  return { ...sheet, records: rows.map(viewOf) }
}

/** Submitted records of service to this person that wait for their word. */
export async function selectToConfirm(
  tx: Queryable,
  recipientId: Id,
  limit: number,
): Promise<readonly RecordView[]> {
  const rows = await selectViews(tx)
    .where(
      and(
        eq(serviceRecords.recipientPersonId, recipientId),
        isSubmitted,
        isNull(serviceRecords.recipientConfirmedAt),
      ),
    )
    .orderBy(asc(serviceRecords.submittedAt))
    .limit(limit)
  return rows.map(viewOf)
}

/** Approved service minutes of each, 0 for who has none; offerings that count nothing are left out. */
export async function selectServiceMinutes(
  tx: Queryable,
  personIds: readonly Id[],
): Promise<ReadonlyMap<Id, Minutes>> {
  const rows = await statement<{ person_id: Id; service_minutes: Minutes }>(
    tx,
    `select p.id as person_id,
            coalesce(sum(r.service_minutes) filter (where o.counts <> 'none'), 0)::bigint as service_minutes
       from json_array_elements_text($1::json) k
       join persons p on p.id = k::uuid
       left join service_records r
         on r.person_id = p.id and r.state = 'approved'
        and r.community_id = any (array_append(p.former_books_ids, p.books_community_id))
       left join offerings o on o.id = r.offering_id
      group by p.id`,
    [JSON.stringify([...new Set(personIds)])],
  )
  return new Map(rows.map((row) => [row.person_id, row.service_minutes]))
}
